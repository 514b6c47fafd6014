/** A binary PGM (netpbm, P5) of 8 bits, as a browser can draw it; null where it is none. No browser reads the format itself. */
export function readGrey(bytes: Uint8Array): ImageData | null {
  const head = /^P5\s+(?:#[^\n]*\n\s*)*(\d{1,4})\s+(\d{1,4})\s+255\s/.exec(new TextDecoder('latin1').decode(bytes.slice(0, 200)));
  if (!head) return null;
  const [width, height] = [Number(head[1]), Number(head[2])];
  const pixels = bytes.subarray(head[0].length);
  if (width === 0 || height === 0 || pixels.length < width * height) return null;
  const picture = new ImageData(width, height);
  for (let at = 0; at < width * height; at++) picture.data.set([pixels[at]!, pixels[at]!, pixels[at]!, 255], at * 4);
  return picture;
}
