// Ant Design passes the nonce to the styles that it makes, but for three helpers (scroll lock, scroll bar, a probe for
// layers): every style element made by the page's own scripts carries it from the start.
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

const create = document.createElement.bind(document) as typeof document.createElement;
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = create(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
}) as typeof document.createElement;
