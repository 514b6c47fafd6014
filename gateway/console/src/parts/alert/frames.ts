// The pictures of a clip: JPEG files one after the other (ITU-T T.81, annex B), as the agent kept them.

const [mark, startOfImage, endOfImage, startOfScan] = [0xff, 0xd8, 0xd9, 0xda];

/** Each whole picture in its order. Null where the bytes are anything else, or a picture is cut off. */
export function framesOf(clip: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] | null {
  const frames: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < clip.length;) {
    const end = endOf(clip, at);
    if (end === null) return null;
    frames.push(clip.subarray(at, end));
    at = end;
  }
  return frames.length > 0 ? frames : null;
}

/** Goes from segment to segment, because a picture may hold a smaller one of itself, with an end of its own. */
function endOf(clip: Uint8Array, start: number): number | null {
  if (clip[start] !== mark || clip[start + 1] !== startOfImage) return null;
  let at = start + 2;
  while (at + 1 < clip.length) {
    if (clip[at] !== mark) return null;
    const kind = clip[at + 1] ?? 0;
    if (kind === endOfImage) return at + 2;
    if (kind === mark) { at += 1; continue; }
    at += 2 + (((clip[at + 2] ?? 0) << 8) | (clip[at + 3] ?? 0));
    if (kind === startOfScan) at = behindScan(clip, at);
  }
  return null;
}

/** Where the next marker stands: in a scan's own bytes FF is followed by 00, or by a restart marker D0 to D7. */
function behindScan(clip: Uint8Array, from: number): number {
  for (let at = from; at + 1 < clip.length; at++) {
    const next = clip[at + 1] ?? 0;
    if (clip[at] === mark && next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  return clip.length;
}
