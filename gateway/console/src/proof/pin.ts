// What this browser keeps of the log between two visits: the key of its first sight, and the largest tree that it has seen
// signed. A gateway that shows another key or a shorter log later is found out.
import { api } from '../app/api';
import { followLog } from './followLog';
import type { Tree } from './merkle';
import { bytesOf, hexOf, readKey, type LogKey } from './note';
import { isSame, type KeyStep } from './succession';

/** The log has another key than when this browser first saw it, and the kept one did not vouch for it. */
export class KeyChanged extends Error {
  constructor(readonly before: string, readonly now: string) { super('the key of the log has changed'); }
}

const keyItem = 'log-key';
const treeItem = 'log-tree';

const read = (name: string) => { try { return window.localStorage.getItem(name); } catch { return null; } };
const write = (name: string, text: string) => { try { window.localStorage.setItem(name, text); } catch { /* a browser that keeps nothing sees each time for the first time */ } };

let key: Promise<LogKey> | undefined;
let steps: readonly KeyStep[] = [];

/** The renewals that this page has followed since it was opened. */
export const renewals = () => steps;

/** The log's key: as at first sight, which is kept, or one that it vouched for, which is kept in its place. @throws KeyChanged */
export function trustedKey(): Promise<LogKey> {
  key ??= api.audit.getVerifierKey({}).then(async ({ verifierKey, handovers }) => {
    const before = read(keyItem);
    const known = await readKey(verifierKey);
    if (before !== null && before !== verifierKey) {
      // What is kept and is no key vouches for nobody.
      const kept = await readKey(before).catch(() => null);
      const way = kept && await followLog(kept, handovers);
      if (!way?.trusted.some((one) => isSame(one, known))) throw new KeyChanged(before, verifierKey);
      steps = way.steps;
    }
    write(keyItem, verifierKey);
    return known;
  });
  key.catch(() => { key = undefined; });
  return key;
}

/** Somebody has compared the new key with what the gateway's terminal shows; what was seen under the old one counts no more. */
export function trustNewKey(changed: KeyChanged) {
  write(keyItem, changed.now);
  try { window.localStorage.removeItem(treeItem); } catch { /* nothing was kept */ }
  key = undefined;
}

/** As it was kept at first sight, without asking the gateway; empty where none was seen. */
export const keptKey = () => read(keyItem) ?? '';

/** Null where none was seen, or what is kept cannot be read. */
export function keptTree(): Tree | null {
  const [size = '', root = ''] = (read(treeItem) ?? '').split(' ');
  if (!/^\d{1,18}$/.test(size) || !/^[\w+/]+=*$/.test(root)) return null;
  return { size: BigInt(size), root: bytesOf(root) };
}

export function keepTree(tree: Tree) {
  const kept = keptTree();
  if (kept && kept.size >= tree.size) return;
  write(treeItem, `${tree.size} ${btoa(String.fromCharCode(...tree.root))}`);
}

/** As one compares it by eye: the name and the first bytes of the key's hash. */
export const shortKey = (text: string) => text.split('+').slice(0, 2).join('+');
export const nameOf = (known: LogKey) => `${known.name}+${hexOf(known.id)}`;
