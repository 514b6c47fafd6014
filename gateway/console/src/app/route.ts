// Where the reader is: kept behind the # so that the gateway serves one page and the browser's keys work.
import { useSyncExternalStore } from 'react';

const subscribe = (changed: () => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};
const read = () => window.location.hash.replace(/^#\/?/, '');

/** The path as its parts, decoded: ["doors", "vault"]. */
export function useRoute(): string[] {
  const path = useSyncExternalStore(subscribe, read);
  return path.split('/').map((part) => { try { return decodeURIComponent(part); } catch { return part; } });
}

export const linkTo = (...parts: string[]) => `#/${parts.map(encodeURIComponent).join('/')}`;

export function go(...parts: string[]) { window.location.hash = linkTo(...parts); }
