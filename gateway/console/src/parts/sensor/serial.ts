// What is used here of the browser's serial ports (WICG Web Serial API): TypeScript does not know them yet.

export interface SerialPort {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open: (options: { baudRate: number; bufferSize?: number }) => Promise<void>;
  close: () => Promise<void>;
}

interface Serial {
  /** Those that the reader has chosen before. */
  getPorts: () => Promise<SerialPort[]>;
  /** Asks the reader, who may refuse; only upon a click. */
  requestPort: () => Promise<SerialPort>;
}

/** Undefined where the browser has none, or the page is not in a secure context. */
export const serial = () => (navigator as Navigator & { serial?: Serial }).serial;
