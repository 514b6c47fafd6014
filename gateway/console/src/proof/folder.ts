// A copy of the log as files that the reader has picked (C2SP tlog-tiles: checkpoint, tile/…). They are read here and go
// nowhere; whoever made them may have meant harm, so nothing longer is read than what its name allows.
import type { HandoverNote } from './succession';
import { BadFile, type LogSource } from './whole';

const checkpointName = 'checkpoint';
const checkpointMax = 64 * 1024;
const tileMax = 256;
/** handover/000 to 999, in the order of the renewals. */
const handoverMax = 999;
const hashLength = 32;
/** 256 entries of at most 65,535 bytes, each behind its length. */
const bundleMax = tileMax * (2 + 0xffff);

/** Null where no folder among the files holds a checkpoint, or several do. */
export function folderOf(files: readonly File[]): LogSource | null {
  const depth = (file: File) => file.webkitRelativePath.split('/').length;
  const marks = files.filter((file) => file.name === checkpointName).sort((a, b) => depth(a) - depth(b));
  const [mark, other] = marks;
  if (!mark || (other && depth(other) === depth(mark))) return null;
  const home = mark.webkitRelativePath.slice(0, -checkpointName.length);
  const byPath = new Map(files.filter((file) => file.webkitRelativePath.startsWith(home)).map((file) => [file.webkitRelativePath.slice(home.length), file]));
  const read = async (path: string, least: number, most: number) => {
    const file = byPath.get(path);
    if (!file) throw new BadFile('missing', path);
    if (file.size < least || file.size > most) throw new BadFile('length', path);
    try { return new Uint8Array(await file.arrayBuffer()); } catch { throw new BadFile('unreadable', path); }
  };
  // Where a partial one is gone, the full one begins with the same bytes.
  const standing = (level: number | 'entries', index: bigint, width: number) => {
    const partial = pathOf(level, index, width);
    return byPath.has(partial) ? width : byPath.has(pathOf(level, index, tileMax)) ? tileMax : width;
  };
  const tile = (level: number, index: bigint, width: number) => {
    const length = standing(level, index, width) * hashLength;
    return read(pathOf(level, index, length / hashLength), length, length);
  };
  const has = (level: number | 'entries', index: bigint, width: number) => byPath.has(pathOf(level, index, standing(level, index, width)));
  return {
    checkpoint: () => read(checkpointName, 1, checkpointMax),
    bundle: (index, width) => read(pathOf('entries', index, standing('entries', index, width)), 0, bundleMax),
    tile,
    leaves: (index, width) => tile(0, index, width),
    gone: (size) => {
      let index = 0n;
      for (const widthAt = () => Number(size - index * BigInt(tileMax) < tileMax ? size - index * BigInt(tileMax) : tileMax);
        index * BigInt(tileMax) < size && !has('entries', index, widthAt()) && has(0, index, widthAt()); index += 1n);
      return Promise.resolve(index);
    },
    handovers: async () => {
      const found: HandoverNote[] = [];
      for (let number = 0; number <= handoverMax; number++) {
        const path = `handover/${String(number).padStart(3, '0')}`;
        if (!byPath.has(path)) continue;
        try { found.push({ path, bytes: await read(path, 1, checkpointMax) }); } catch { found.push({ path, bytes: null }); }
      }
      return found;
    },
    path: (level, index, width) => pathOf(level, index, standing(level, index, width)),
  };
}

/** `tile/<L>/<N>[.p/<W>]`, the index in groups of three digits, each but the last with an x. */
function pathOf(level: number | 'entries', index: bigint, width: number): string {
  const groups = [];
  for (let rest = index, last = true; last || rest > 0n; rest /= 1000n, last = false) groups.unshift(`${last ? '' : 'x'}${String(rest % 1000n).padStart(3, '0')}`);
  return `tile/${level}/${groups.join('/')}${width === tileMax ? '' : `.p/${width}`}`;
}
