/** Gives the reader a file that the page has in hand. */
export function save(parts: Uint8Array[], name: string, type: string) {
  const address = URL.createObjectURL(new Blob(parts.map((part) => new Uint8Array(part)), { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A moment as a part of a file's name. */
export const stamp = () => new Date().toISOString().replace(/[:.]/g, '-');
