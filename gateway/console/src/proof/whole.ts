// The whole log, calculated again from its entries: every hash here, and the root compared with what the log signed and
// with the tree that this browser saw before.
import { api } from '../app/api';
import { leafHash, nodeHash, same, type Tree } from './merkle';
import { hexOf, openCheckpoint, type Signature } from './note';
import { keptTree, keepTree, trustedKey } from './pin';

export interface WholeLog {
  /** Null: it is the log that was signed. */
  fault: 'root' | 'signature' | 'history' | 'form' | null;
  size: bigint;
  signed: string;
  calculated: string;
  signature: Signature;
  /** How many entries this browser had seen signed before; 0 where none. */
  before: bigint;
}

/** Entries in a bundle (C2SP tlog-tiles). */
const width = 256n;

/** A tree that grows leaf by leaf: the roots of its whole subtrees, the largest first (RFC 6962, section 2.1). */
class Growing {
  size = 0n;
  private readonly peaks: Uint8Array[] = [];

  async add(leaf: Uint8Array) {
    let top = leaf;
    for (let at = this.size; (at & 1n) === 1n; at >>= 1n) top = await nodeHash(this.peaks.pop()!, top);
    this.peaks.push(top);
    this.size += 1n;
  }

  async root(): Promise<Uint8Array | null> {
    let root: Uint8Array | null = null;
    for (const peak of [...this.peaks].reverse()) root = root ? await nodeHash(peak, root) : peak;
    return root;
  }
}

/**
 * @param told How many entries of how many have been read.
 * @throws ConnectError where the gateway gives no answer, KeyChanged where the log has another key than before.
 */
export async function verifyWhole(told: (done: bigint, all: bigint) => void, signal: AbortSignal): Promise<WholeLog> {
  const key = await trustedKey();
  const { checkpoint } = await api.audit.getCheckpoint({}, { signal });
  const signed = await openCheckpoint(checkpoint, key);
  const before = keptTree();
  const result: WholeLog = { fault: null, size: signed.size, signed: hexOf(signed.root), calculated: '', signature: signed.signature, before: before?.size ?? 0n };
  if (signed.signature === 'bad') return { ...result, fault: 'signature' };
  // A log that was longer once has lost entries.
  if (before && before.size > signed.size) return { ...result, fault: 'history' };
  const tree = new Growing();
  let isOneHistory = !before || before.size === 0n;
  for (let index = 0n; index * width < signed.size; index += 1n) {
    const wanted = signed.size - index * width < width ? signed.size - index * width : width;
    const { bundle } = await api.audit.getEntryBundle({ index, width: Number(wanted) }, { signal });
    const entries = entriesOf(bundle);
    if (entries?.length !== Number(wanted)) return { ...result, fault: 'form' };
    for (const entry of entries) {
      await tree.add(await leafHash(entry));
      if (before && tree.size === before.size) isOneHistory = same((await tree.root()) ?? new Uint8Array(), before.root);
    }
    told(tree.size, signed.size);
    signal.throwIfAborted();
  }
  const root = (await tree.root()) ?? await emptyRoot();
  result.calculated = hexOf(root);
  if (!same(root, signed.root)) return { ...result, fault: 'root' };
  if (!isOneHistory) return { ...result, fault: 'history' };
  keepTree(signed);
  return result;
}

const emptyRoot = async (): Promise<Tree['root']> => new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array()));

/** Each entry behind its length in two bytes, the higher first; null where the lengths do not come out even. */
function entriesOf(bundle: Uint8Array): Uint8Array[] | null {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bundle.length) {
    const end = at + 2 + ((bundle[at]! << 8) | bundle[at + 1]!);
    if (end > bundle.length) return null;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return at === bundle.length ? entries : null;
}
