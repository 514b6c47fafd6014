// Where the reader is: kept behind the # so that the gateway serves one page and the browser's keys work.
import { useSyncExternalStore } from 'react';

/** Whoever must not be left now, and what to do where somebody tries to: the last one to come is asked. */
const holds: (() => void)[] = [];
let stays = '';

/** Keeps the reader on this page: an address that is asked for is not gone to, and `asked` is called. The browser itself asks before the whole page goes. */
export function hold(asked: () => void) {
  if (holds.length === 0) {
    stays = window.location.hash;
    window.addEventListener('beforeunload', unload);
  }
  holds.push(asked);
  return () => {
    holds.splice(holds.indexOf(asked), 1);
    if (holds.length === 0) window.removeEventListener('beforeunload', unload);
  };
}

const unload = (leaving: BeforeUnloadEvent) => leaving.preventDefault();

const subscribe = (changed: () => void) => {
  const moved = () => {
    const holding = holds.at(-1);
    if (!holding || window.location.hash === stays) { changed(); return; }
    window.history.replaceState(null, '', stays || '#');
    holding();
  };
  window.addEventListener('hashchange', moved);
  return () => window.removeEventListener('hashchange', moved);
};
const read = () => window.location.hash.replace(/^#\/?/, '');

/** The path as its parts, decoded: ["doors", "vault"]. */
export function useRoute(): string[] {
  const path = useSyncExternalStore(subscribe, read);
  return path.split('/').map((part) => { try { return decodeURIComponent(part); } catch { return part; } });
}

export const linkTo = (...parts: string[]) => `#/${parts.map(encodeURIComponent).join('/')}`;

/** Leads there, also from an act that still holds the page: what it has done is to be seen. */
export function go(...parts: string[]) {
  stays = linkTo(...parts);
  window.location.hash = stays;
}
