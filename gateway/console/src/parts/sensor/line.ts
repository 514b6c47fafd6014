// Commands to a sensor and its answers, over a serial port of this workstation.
import type { Word } from '../../app/words';
import { encode, Kind, PacketReader, type Packet } from './packet';
import type { SerialPort } from './serial';

/** Why there is no sensor, as a word for whoever sits before it. */
export class NoSensor extends Error {
  constructor(readonly word: Word) { super(word); }
}

/** The factory's. */
const baudRate = 57_600;
/** Longest wait for an answer, or between two packets of a picture, in ms. */
const replyMax = 2_000;
const tries = 3;

export class SensorLine {
  private readonly packets = new PacketReader();
  private ended = false;
  private wake = () => {};

  private constructor(private readonly port: SerialPort, private readonly input: ReadableStreamDefaultReader<Uint8Array>, private readonly output: WritableStreamDefaultWriter<Uint8Array>) {
    void this.listen();
  }

  static async open(port: SerialPort) {
    try { await port.open({ baudRate, bufferSize: 65_536 }); } catch { throw new NoSensor('sensorBusy'); }
    if (!port.readable || !port.writable) throw new NoSensor('sensorGone');
    return new SensorLine(port, port.readable.getReader(), port.writable.getWriter());
  }

  /** Sends until an answer comes, three times at most: nothing that is asked here changes what the sensor keeps. */
  async ask(...command: number[]): Promise<Uint8Array> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      this.packets.clear();
      try { await this.output.write(encode(Kind.command, command)); } catch { throw new NoSensor('sensorGone'); }
      // Data packets here are the rest of a picture given up.
      const answer = await this.next([Kind.acknowledge]);
      if (answer) return answer.payload;
    }
    throw new NoSensor('sensorSilent');
  }

  /** The data packets that follow an answer, put together. Null where one was damaged, is missing, or they are too many. */
  async receive(bytesMax: number): Promise<number[] | null> {
    const data: number[] = [];
    for (;;) {
      const packet = await this.next([Kind.data, Kind.lastData]);
      if (!packet || this.packets.damaged > 0) return null;
      data.push(...packet.payload);
      if (data.length > bytesMax) return null;
      if (packet.kind === Kind.lastData) return data;
    }
  }

  /** Gives the port back, for the next who opens it. */
  async close() {
    this.end();
    try { await this.input.cancel(); } catch { /* unplugged: nothing is left to cancel */ }
    this.input.releaseLock();
    this.output.releaseLock();
    try { await this.port.close(); } catch { /* the same */ }
  }

  private async listen() {
    try {
      for (let read = await this.input.read(); !read.done; read = await this.input.read()) {
        this.packets.add(read.value);
        this.wake();
      }
    } catch { /* unplugged */ }
    this.end();
  }

  private end() { this.ended = true; this.wake(); }

  private async next(kinds: readonly number[]): Promise<Packet | null> {
    const until = performance.now() + replyMax;
    for (;;) {
      for (let packet = this.packets.next(); packet; packet = this.packets.next()) if (kinds.includes(packet.kind)) return packet;
      if (this.ended) throw new NoSensor('sensorGone');
      const left = until - performance.now();
      if (left <= 0) return null;
      await new Promise<void>((woken) => {
        const timer = window.setTimeout(woken, left);
        this.wake = () => { window.clearTimeout(timer); woken(); };
      });
    }
  }
}
