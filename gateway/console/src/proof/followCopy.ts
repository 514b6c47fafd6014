// The way from a key to the one that signed a copy, by the copy's own handovers.
import { same, type Tree } from './merkle';
import { NotThisLog, openCheckpoint, sizeOf, type Checkpoint, type LogKey } from './note';
import { follow, isSame, namedKey, type Announced, type HandoverFault, type KeyStep } from './succession';
import { BadFile, Growing, leavesOf, type LogSource } from './whole';

export type Way = { signed: Checkpoint; steps: KeyStep[] } | { fault: HandoverFault | 'signer'; path: string; entry: bigint | null };

/** @throws NotThisLog where the checkpoint is none. */
export async function followCopy(source: LogSource, pinned: LogKey, note: Uint8Array, signal: AbortSignal): Promise<Way> {
  const { roots, announced } = await beginnings(source, pinned.name, sizeOf(note), signal);
  const named = (tree: Tree) => {
    const root = roots.get(tree.size);
    return Promise.resolve(root && same(root, tree.root) ? announced.filter((one) => one.entry < tree.size) : null);
  };
  const { trusted, steps, trouble } = await follow(pinned, (await source.handovers?.()) ?? [], named);
  for (const key of trusted.slice(1)) {
    try { return { signed: await openCheckpoint(note, key), steps: steps.slice(0, steps.findIndex((step) => isSame(step.to, key)) + 1) }; } catch (cause) {
      if (!(cause instanceof NotThisLog) || cause.why !== 'signer') throw cause;
    }
  }
  const unproven = announced.find(({ key }) => !trusted.some((one) => isSame(one, key)));
  if (trouble) return { ...trouble, entry: null };
  return unproven ? { fault: 'handoverMissing', path: 'handover', entry: unproven.entry } : { fault: 'signer', path: 'checkpoint', entry: null };
}

/** The root of the first entries at every size that a handover may be about, and the keys that they name: as far as they can be read. */
async function beginnings(source: LogSource, name: string, size: bigint, signal: AbortSignal) {
  const sizes = new Set((await source.handovers?.() ?? []).map(({ bytes }) => { try { return bytes ? sizeOf(bytes) : -1n; } catch { return -1n; } }));
  const [roots, announced, tree]: [Map<bigint, Uint8Array>, Announced[], Growing] = [new Map(), [], new Growing()];
  try {
    for await (const { leaf, entry } of leavesOf(source, size, signal)) {
      const key = entry && await namedKey(entry, name);
      if (key) announced.push({ entry: tree.size, key });
      await tree.add(leaf);
      if (sizes.has(tree.size)) roots.set(tree.size, await tree.root());
    }
  } catch (cause) { if (!(cause instanceof BadFile)) throw cause; }
  return { roots, announced };
}
