// From a key of years ago to the one that signs the log now: before the next key signs, the log names it in an entry, and a
// checkpoint over that entry, signed by the key before, is kept (handover/NNN). Whoever has a copy alone can write entries and
// checkpoints, but no signature of the key before.
import type { Tree } from './merkle';
import { NotThisLog, openCheckpoint, readKey, type Checkpoint, type LogKey } from './note';

/** One key's word for the next. */
export interface KeyStep { path: string; size: bigint; entry: bigint; from: LogKey; to: LogKey }

/** An entry that names a key: by itself it proves nothing. */
export interface Announced { entry: bigint; key: LogKey }

/** The bytes are null where they could not be read. */
export interface HandoverNote { path: string; bytes: Uint8Array | null }

export type HandoverFault = 'handoverForm' | 'handoverSignature' | 'handoverTree' | 'handoverOrder' | 'handoverMissing';

export interface Succession {
  /** The pinned key, then those it leads to. */
  trusted: LogKey[];
  steps: KeyStep[];
  /** Why it may lead no further; null where nothing is wrong with any handover. */
  trouble: { fault: HandoverFault; path: string } | null;
}

/** @param named What is named under a tree, each proven to be in it; null where the log does not begin with that tree. */
export async function follow(pinned: LogKey, notes: readonly HandoverNote[], named: (tree: Tree) => Promise<Announced[] | null>): Promise<Succession> {
  const [trusted, steps, skipped]: [LogKey[], KeyStep[], HandoverNote[]] = [[pinned], [], []];
  let trouble: Succession['trouble'] = null;
  for (const note of notes) {
    const made = note.bytes ? await signedBy(note.bytes, trusted) : 'handoverForm';
    if (made === null) skipped.push(note);
    else if (typeof made === 'string') trouble ??= { fault: made, path: note.path };
    else {
      const under = await named(made.checkpoint);
      if (!under) trouble ??= { fault: 'handoverTree', path: note.path };
      for (const { entry, key } of under ?? []) {
        if (trusted.some((one) => isSame(one, key))) continue;
        trusted.push(key);
        steps.push({ path: note.path, size: made.checkpoint.size, entry, from: made.key, to: key });
      }
    }
  }
  for (const note of skipped) {
    const made = await signedBy(note.bytes!, trusted);
    if (made !== null && typeof made !== 'string') trouble = { fault: 'handoverOrder', path: note.path };
  }
  return { trusted, steps, trouble };
}

/** Null: by none of these keys, or of another log, as a site's earlier one. A false line in the name of one of them spoils it. */
async function signedBy(note: Uint8Array, keys: readonly LogKey[]): Promise<{ key: LogKey; checkpoint: Checkpoint } | HandoverFault | null> {
  let good: { key: LogKey; checkpoint: Checkpoint } | null = null;
  for (const key of keys) {
    try {
      const checkpoint = await openCheckpoint(note, key);
      if (checkpoint.signature === 'bad') return 'handoverSignature';
      if (checkpoint.signature === 'good') good ??= { key, checkpoint };
    } catch (cause) {
      if (!(cause instanceof NotThisLog)) throw cause;
      if (cause.why === 'form') return 'handoverForm';
    }
  }
  return good;
}

export const isSame = (a: LogKey, b: LogKey) => a.name === b.name && a.key.join() === b.key.join();

const Quoted = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** A detail of an entry of one kind, as text; null for every other entry, whatever a stranger wrote in it. */
export function detailOf(entry: Uint8Array, kind: string, detail: string): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(entry);
    if (!text.includes(`"${kind}"`)) return null;
    const read = JSON.parse(text) as { kind?: unknown; details?: Record<string, unknown> };
    const value = read.details?.[detail];
    if (read.kind !== kind || typeof value !== 'string') return null;
    // Two readers must not find two values in one entry.
    const names = [...text.matchAll(Quoted)].filter((one) => one[1]).map((one) => JSON.parse(one[0].slice(0, one[0].lastIndexOf('"') + 1)) as string);
    return new Set(names).size === names.length ? value : null;
  } catch { return null; }
}

/** The key that an entry names for the log of this name; null for every other entry, whatever a stranger wrote in it. */
export async function namedKey(entry: Uint8Array, name: string): Promise<LogKey | null> {
  const text = detailOf(entry, 'log.next_key', 'verifier_key');
  if (text === null) return null;
  try {
    const key = await readKey(text);
    return key.name === name ? key : null;
  } catch { return null; }
}

/** The first index that the log keeps from, where an entry says so; null for every other entry. */
export function keptFrom(entry: Uint8Array): bigint | null {
  const text = detailOf(entry, 'log.pruned', 'below');
  return text !== null && /^\d{1,18}$/.test(text) ? BigInt(text) : null;
}
