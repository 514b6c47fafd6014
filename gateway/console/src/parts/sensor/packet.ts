// A fingerprint sensor's packets (AS608 and R503 manuals, "data package format"): EF01, an address, the kind, the length,
// the payload and a sum, everything big-endian.

export const Kind = { command: 1, data: 2, acknowledge: 7, lastData: 8 } as const;

export interface Packet { kind: number; payload: Uint8Array }

const headerBytes = 9;
const sumBytes = 2;
/** Largest that a sensor can be set to. */
const payloadMax = 256;
/** As the factory sets it. */
const address = [0xff, 0xff, 0xff, 0xff];

const sumOf = (bytes: Iterable<number>) => { let sum = 0; for (const byte of bytes) sum += byte; return sum & 0xffff; };
const word = (bytes: readonly number[], at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

export function encode(kind: number, payload: readonly number[]): Uint8Array<ArrayBuffer> {
  const length = payload.length + sumBytes;
  const summed = [kind, length >> 8, length & 0xff, ...payload];
  const sum = sumOf(summed);
  return Uint8Array.from([0xef, 0x01, ...address, ...summed, sum >> 8, sum & 0xff]);
}

/** Finds packets in what a noisy line brings. After a damaged one the search goes on one byte behind its start. */
export class PacketReader {
  /** How many came damaged since the last `clear`. */
  damaged = 0;
  private waiting: number[] = [];

  add(bytes: Uint8Array) { for (const byte of bytes) this.waiting.push(byte); }

  clear() { this.waiting = []; this.damaged = 0; }

  /** Null until more has come. */
  next(): Packet | null {
    for (let at = 0; ; at += 1) {
      at = this.waiting.indexOf(0xef, at);
      if (at < 0) { this.waiting = []; return null; }
      const left = this.waiting.length - at;
      if (left < headerBytes) { this.waiting = this.waiting.slice(at); return null; }
      const length = word(this.waiting, at + 7);
      const isStart = this.waiting[at + 1] === 0x01 && address.every((byte, i) => this.waiting[at + 2 + i] === byte) && length > sumBytes && length <= payloadMax + sumBytes;
      if (!isStart) continue;
      if (left < headerBytes + length) { this.waiting = this.waiting.slice(at); return null; }
      const end = at + headerBytes + length;
      if (sumOf(this.waiting.slice(at + 6, end - sumBytes)) !== word(this.waiting, end - sumBytes)) { this.damaged += 1; continue; }
      const packet = { kind: this.waiting[at + 6] ?? 0, payload: Uint8Array.from(this.waiting.slice(at + headerBytes, end - sumBytes)) };
      this.waiting = this.waiting.slice(end);
      return packet;
    }
  }
}
