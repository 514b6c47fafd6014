// The whole log, calculated again from its entries: every hash here, and the root compared with what the log signed and
// with the tree that this browser saw before. Where the entries come from makes no difference.
import { api } from '../app/api';
import { leafHash, nodeHash, same, type Tree } from './merkle';
import { hexOf, NotThisLog, openCheckpoint, type Checkpoint, type LogKey, type Signature } from './note';
import { followCopy } from './followCopy';
import { keptFrom, type HandoverFault, type HandoverNote, type KeyStep } from './succession';

/** root, signature, history: of the log. The others: of what was read. */
export type WholeFault = 'root' | 'signature' | 'history' | 'form' | 'name' | 'signer' | 'entry' | 'tile' | 'entryOrTile' | 'missing' | 'unreadable' | 'length' | HandoverFault;

export interface WholeLog {
  /** Null: it is the log that was signed. */
  fault: WholeFault | null;
  /** The first entry that is bad, missing or in doubt; null where that cannot be told. */
  firstBad: bigint | null;
  /** The file at fault; empty where there are no files. */
  path: string;
  size: bigint;
  signed: string;
  calculated: string;
  signature: Signature;
  /** How many entries this browser had seen signed before; 0 where none. */
  before: bigint;
  /** Below this index only hashes are kept, as the log itself records; 0 where all is kept. */
  prunedBelow: bigint;
  /** By which keys' word it came from the given key to the one that signed; empty where the given key did. */
  steps: KeyStep[];
  /** Smaller than what this browser has seen signed: of what came later it says nothing. */
  older: boolean;
}

/** A file that is not there or cannot be what its name says. */
export class BadFile extends Error {
  /** @param entry The first that is in doubt; absent where reading tells. */
  constructor(readonly why: 'missing' | 'unreadable' | 'length', readonly path: string, readonly entry?: bigint) { super(`${path}: ${why}`); }
}

/** @throws BadFile, ConnectError */
export interface LogSource {
  checkpoint: () => Promise<Uint8Array>;
  bundle: (index: bigint, width: number) => Promise<Uint8Array>;
  /** How many bundles are gone from the beginning of a log of this size on, whose hashes are there. Asked after the checkpoint. */
  gone: (size: bigint) => Promise<bigint>;
  /** Hashes of entries, as the log keeps them also where their contents are gone. */
  leaves: (index: bigint, width: number) => Promise<Uint8Array>;
  /** Hashes of the tree as they are kept beside the entries; absent where nobody gives them. */
  tile?: (level: number, index: bigint, width: number) => Promise<Uint8Array>;
  /** The words of keys for their successors, in their order; absent where nobody gives them. */
  handovers?: () => Promise<HandoverNote[]>;
  /** The path of a tile or bundle. */
  path: (level: number | 'entries', index: bigint, width: number) => string;
}

/** The log's own word. An older checkpoint than one seen before means that entries were lost. */
export function fromGateway(signal: AbortSignal): LogSource {
  let minimum = 0n;
  return {
    checkpoint: async () => {
      const { checkpoint, minimumIndex } = await api.audit.getCheckpoint({}, { signal });
      minimum = minimumIndex;
      return checkpoint;
    },
    bundle: async (index, width) => (await api.audit.getEntryBundle({ index, width }, { signal })).bundle,
    gone: () => Promise.resolve(minimum / width),
    leaves: async (index, width) => (await api.audit.getTile({ level: 0, index, width }, { signal })).tile,
    path: () => '',
  };
}

/** Entries in a bundle, hashes in a tile (C2SP tlog-tiles). */
const width = 256n;
const hashLength = 32;

/** A tree that grows leaf by leaf: the roots of its whole subtrees, the largest first (RFC 6962, section 2.1). */
export class Growing {
  size = 0n;
  private readonly peaks: Uint8Array[] = [];

  async add(leaf: Uint8Array) {
    let top = leaf;
    for (let at = this.size; (at & 1n) === 1n; at >>= 1n) top = await nodeHash(this.peaks.pop()!, top);
    this.peaks.push(top);
    this.size += 1n;
  }

  async root(): Promise<Uint8Array> {
    let root: Uint8Array | null = null;
    for (const peak of [...this.peaks].reverse()) root = root ? await nodeHash(peak, root) : peak;
    return root ?? new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array()));
  }
}

interface Asked {
  source: LogSource;
  key: LogKey;
  /** The largest tree that this browser has seen signed with the key; null: none. */
  before: Tree | null;
  /** Whether the log may be shorter than that: a copy may, the log itself may not. */
  mayBeOlder: boolean;
  /** How many entries of how many have been read. */
  told: (done: bigint, all: bigint) => void;
  signal: AbortSignal;
}

/** @throws ConnectError where the gateway gives no answer. */
export async function verifyWhole(asked: Asked): Promise<WholeLog & { tree: Checkpoint | null }> {
  const nothing = { fault: null, firstBad: null, path: '', size: 0n, signed: '', calculated: '', signature: 'unknown' as const, before: asked.before?.size ?? 0n, prunedBelow: 0n, steps: [] as KeyStep[], older: false, tree: null };
  let signed: Checkpoint;
  try {
    const note = await asked.source.checkpoint();
    try { signed = await openCheckpoint(note, asked.key); } catch (cause) {
      if (!(cause instanceof NotThisLog) || cause.why !== 'signer' || !asked.source.handovers) throw cause;
      const way = await followCopy(asked.source, asked.key, note, asked.signal);
      if ('fault' in way) return { ...nothing, fault: way.fault, path: way.path, firstBad: way.entry };
      signed = way.signed;
      nothing.steps = way.steps;
    }
  } catch (cause) {
    if (cause instanceof NotThisLog) return { ...nothing, fault: cause.why, path: 'checkpoint' };
    if (cause instanceof BadFile) return { ...nothing, fault: cause.why, path: cause.path };
    throw cause;
  }
  const older = asked.before !== null && asked.before.size > signed.size;
  const result: WholeLog = { ...nothing, size: signed.size, signed: hexOf(signed.root), signature: signed.signature, older };
  const ended = (fault: WholeFault | null, firstBad: bigint | null = null, path = '') => ({ ...result, fault, firstBad, path, tree: fault ? null : signed });
  if (signed.signature === 'bad') return ended('signature');
  if (older && !asked.mayBeOlder) return ended('history');
  const reading = new Reading(asked, signed);
  try { await reading.entries(); } catch (cause) {
    if (cause instanceof BadFile) return ended(cause.why, cause.entry ?? reading.tree.size, cause.path);
    throw cause;
  }
  const root = await reading.tree.root();
  result.calculated = hexOf(root);
  const entriesGood = same(root, signed.root);
  // Of a tile and the entries beside it, that one is right which leads to the signed root.
  const tilesGood = asked.source.tile !== undefined && same(await reading.stored.root(), signed.root);
  if (reading.differs && entriesGood) return ended('tile', null, reading.differs.tile);
  if (reading.differs) return ended(tilesGood ? 'entry' : 'entryOrTile', reading.differs.entry, reading.differs.bundle);
  if (!entriesGood) return ended('root');
  // Only now does the log's own word for what is gone count.
  const missing = reading.missing();
  if (missing) return ended(missing.why, missing.entry, missing.path);
  result.prunedBelow = reading.gone * width;
  if (!reading.isOneHistory) return ended('history');
  try {
    const damaged = await reading.upperTiles();
    return damaged ? ended('tile', null, damaged) : ended(null);
  } catch (cause) {
    if (cause instanceof BadFile) return ended(cause.why, null, cause.path);
    throw cause;
  }
}

/** One way through the entries and, where they are given, the hashes beside them. */
class Reading {
  readonly tree = new Growing();
  readonly stored = new Growing();
  isOneHistory: boolean;
  differs: { entry: bigint; tile: string; bundle: string } | null = null;
  /** Of each whole tile of the level below, as its entries make it. */
  private roots: Uint8Array[] = [];
  /** Bundles that are gone from the beginning on. */
  gone = 0n;
  private kept = 0n;

  constructor(private readonly asked: Asked, private readonly signed: Tree) {
    this.isOneHistory = !asked.before || asked.before.size === 0n || asked.before.size > signed.size;
  }

  /** @throws BadFile at the entry that would be the tree's next. */
  async entries() {
    const { source, told, signal } = this.asked;
    this.gone = await source.gone(this.signed.size);
    for (let index = 0n; index * width < this.signed.size; index += 1n) {
      const wanted = widthOf(index, this.signed.size);
      if (index < this.gone) {
        await this.takeHashes(await source.leaves(index, wanted), wanted);
        told(this.tree.size, this.signed.size);
        signal.throwIfAborted();
        continue;
      }
      const bundle = await source.bundle(index, wanted);
      const tile = await source.tile?.(0, index, wanted);
      const group = new Growing();
      let rest = bundle;
      for (let at = 0; at < wanted; at++) {
        const [entry, after] = firstOf(rest) ?? [];
        if (!entry || !after) throw new BadFile('length', source.path('entries', index, wanted));
        rest = after;
        await this.take(entry, tile?.subarray(at * hashLength, (at + 1) * hashLength), index, wanted, group);
      }
      if (rest.length > 0 && bundle.length > 0 && !isFuller(bundle, wanted)) throw new BadFile('length', source.path('entries', index, wanted));
      if (wanted === Number(width)) this.roots.push(await group.root());
      told(this.tree.size, this.signed.size);
      signal.throwIfAborted();
    }
  }

  private async take(entry: Uint8Array, kept: Uint8Array | undefined, index: bigint, wanted: number, group: Growing) {
    const { source } = this.asked;
    const below = keptFrom(entry);
    if (below !== null && below > this.kept) this.kept = below;
    const leaf = await leafHash(entry);
    if (kept && !this.differs && !same(kept, leaf)) this.differs = { entry: this.tree.size, tile: source.path(0, index, wanted), bundle: source.path('entries', index, wanted) };
    if (kept) await this.stored.add(kept);
    await this.grow(leaf, group);
  }

  /** Of entries whose contents are gone: that the hashes are the log's, the signed root tells. */
  private async takeHashes(hashes: Uint8Array, wanted: number) {
    const group = new Growing();
    for (let at = 0; at < wanted; at++) {
      const leaf = hashes.slice(at * hashLength, (at + 1) * hashLength);
      if (this.asked.source.tile) await this.stored.add(leaf);
      await this.grow(leaf, group);
    }
    if (wanted === Number(width)) this.roots.push(await group.root());
  }

  /** The first bundle that is gone without the log's word; null: none. Means something only where the entries lead to the signed root. */
  missing(): BadFile | null {
    const from = this.kept / width;
    return from < this.gone ? new BadFile('missing', this.asked.source.path('entries', from, widthOf(from, this.signed.size)), from * width) : null;
  }

  private async grow(leaf: Uint8Array, group: Growing) {
    const { before } = this.asked;
    await group.add(leaf);
    await this.tree.add(leaf);
    if (before && this.tree.size === before.size) this.isOneHistory = same(await this.tree.root(), before.root);
  }

  /** The path of the first tile above the entries' own that is not what they make; null: every one is. */
  async upperTiles(): Promise<string | null> {
    const { source, signal } = this.asked;
    if (!source.tile) return null;
    for (let level = 1, below = this.roots; below.length > 0; level++) {
      const above: Uint8Array[] = [];
      for (let index = 0n; index * width < BigInt(below.length); index += 1n) {
        signal.throwIfAborted();
        const wanted = widthOf(index, BigInt(below.length));
        const tile = await source.tile(level, index, wanted);
        const group = new Growing();
        for (let at = 0; at < wanted; at++) {
          const hash = below[Number(index * width) + at]!;
          if (!same(hash, tile.subarray(at * hashLength, (at + 1) * hashLength))) return source.path(level, index, wanted);
          await group.add(hash);
        }
        if (wanted === Number(width)) above.push(await group.root());
      }
      below = above;
    }
    return null;
  }
}

/** A log's hashes one after the other, with the entries where they are kept. @throws BadFile */
export async function* leavesOf(source: LogSource, size: bigint, signal: AbortSignal): AsyncGenerator<{ leaf: Uint8Array; entry: Uint8Array | null }> {
  const gone = await source.gone(size);
  for (let index = 0n; index * width < size; index += 1n) {
    signal.throwIfAborted();
    const wanted = widthOf(index, size);
    if (index < gone) {
      const hashes = await source.leaves(index, wanted);
      for (let at = 0; at < wanted; at++) yield { leaf: hashes.slice(at * hashLength, (at + 1) * hashLength), entry: null };
      continue;
    }
    let rest = await source.bundle(index, wanted);
    for (let at = 0; at < wanted; at++) {
      const [entry, after] = firstOf(rest) ?? [];
      if (!entry || !after) throw new BadFile('length', source.path('entries', index, wanted));
      rest = after;
      yield { leaf: await leafHash(entry), entry };
    }
  }
}

const widthOf = (index: bigint, size: bigint) => Number(size - index * width < width ? size - index * width : width);

/** The first entry, behind its length in two bytes, the higher first, and what follows it; null where it is cut. */
function firstOf(bundle: Uint8Array): [Uint8Array, Uint8Array] | null {
  if (bundle.length < 2) return null;
  const end = 2 + ((bundle[0]! << 8) | bundle[1]!);
  return end > bundle.length ? null : [bundle.subarray(2, end), bundle.subarray(end)];
}

/** A full bundle that stands in for a partial one goes on. */
function isFuller(bundle: Uint8Array, wanted: number): boolean {
  let count = 0;
  for (let rest = bundle; rest.length > 0; count++) {
    const [, after] = firstOf(rest) ?? [];
    if (!after) return false;
    rest = after;
  }
  return wanted < Number(width) && count === Number(width);
}
