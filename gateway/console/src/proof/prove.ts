// Proves an entry: its hash is calculated here, led up to the root that the log signed, and every newer checkpoint must
// contain the one that this browser saw before it.
import { Code, ConnectError } from '@connectrpc/connect';
import { api } from '../app/api';
import { isGrown, leafHash, rootOf, same, type Tree } from './merkle';
import { hexOf, openCheckpoint, type Signature } from './note';
import { KeyChanged, keepTree, keptTree, nameOf, trustedKey } from './pin';

export type Fault = 'root' | 'signature' | 'history' | 'form' | 'key';
export type Proof =
  | { is: 'proven'; signature: Exclude<Signature, 'bad'>; size: bigint; leaf: string; root: string; path: string[]; key: string }
  | { is: 'broken'; fault: Fault }
  | { is: 'open' };

let turn: Promise<unknown> = Promise.resolve();

/** One after the other, so that each newer tree is compared with the last one and no other. */
function isOneHistory(tree: Tree): Promise<boolean> {
  const run = async () => {
    const seen = keptTree();
    if (!seen || same(seen.root, tree.root)) { keepTree(tree); return true; }
    const [older, newer] = seen.size <= tree.size ? [seen, tree] : [tree, seen];
    const { hashes } = await api.audit.getConsistencyProof({ oldSize: older.size, newSize: newer.size });
    if (!(await isGrown(older, newer, hashes))) return false;
    keepTree(newer);
    return true;
  };
  const mine = turn.then(run);
  turn = mine.catch(() => undefined);
  return mine;
}

/** A table asks for as many proofs as it has lines: some at a time, so that what the reader does next need not wait. */
const atOnceMax = 6;
let running = 0;
const waiting: (() => void)[] = [];
async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (running >= atOnceMax) await new Promise<void>((resume) => { waiting.push(resume); });
  running++;
  try { return await run(); } finally { running--; waiting.shift()?.(); }
}

/** "open": no checkpoint holds it yet, or nobody answered. The bytes are the entry's own, as they were shown. */
export async function prove(index: bigint, entry: Uint8Array, signal: AbortSignal): Promise<Proof> {
  for (let tries = 0; ; tries++) {
    try { return await inTurn(() => proveOnce(index, entry, signal)); } catch (cause) {
      const isLate = ConnectError.from(cause).code === Code.NotFound || ConnectError.from(cause).code === Code.Unavailable;
      if (!(cause instanceof ConnectError)) return { is: 'broken', fault: cause instanceof KeyChanged ? 'key' : 'form' };
      if (signal.aborted || !isLate || tries >= 8) return { is: 'open' };
      await new Promise((resume) => { window.setTimeout(resume, 700); });
    }
  }
}

async function proveOnce(index: bigint, entry: Uint8Array, signal: AbortSignal): Promise<Proof> {
  if (signal.aborted) return { is: 'open' };
  const [answer, known] = await Promise.all([api.audit.getInclusionProof({ index }, { signal }), trustedKey()]);
  const checkpoint = await openCheckpoint(answer.checkpoint, known);
  if (checkpoint.signature === 'bad') return { is: 'broken', fault: 'signature' };
  const leaf = await leafHash(entry);
  const root = await rootOf(index, checkpoint.size, leaf, answer.hashes);
  if (!root || !same(root, checkpoint.root)) return { is: 'broken', fault: 'root' };
  if (!(await isOneHistory(checkpoint))) return { is: 'broken', fault: 'history' };
  return { is: 'proven', signature: checkpoint.signature, size: checkpoint.size, leaf: hexOf(leaf), root: hexOf(root), path: answer.hashes.map(hexOf), key: nameOf(known) };
}
