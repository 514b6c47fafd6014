// The fingerprint sensor of this workstation (AS608, R30x, R503 on a serial port). It takes pictures; who is who the
// gateway alone finds out. Nothing is kept in the sensor.
import { NoSensor, SensorLine } from './line';
import { serial, type SerialPort } from './serial';

/** Instructions and answers (AS608 and R503 manuals, "instruction list" and "confirmation code"). */
const takeImage = 0x01;
const uploadImage = 0x0a;
const verifyPassword = 0x13;
const ok = 0x00;
const noFinger = 0x02;
const imageFailed = 0x03;

const uploadTries = 3;
/** Between two looks for a finger, in ms. */
const betweenLooks = 100;
/** Only the length says which sensor took a picture of 4-bit grey: AS608 and its kin, or R503. */
const sizes = [[256, 288], [192, 192]] as const;
const bytesMax = (256 * 288) / 2;

export class Sensor {
  /** By this page itself: what still waits for an answer then gets none, and nothing is wrong. */
  closed = false;

  private constructor(private readonly line: SensorLine) {}

  /** Upon a click: the browser may ask which port it is. @throws NoSensor */
  static async open(): Promise<Sensor> {
    const line = await SensorLine.open(await chosenPort());
    try {
      const [said] = await line.ask(verifyPassword, 0, 0, 0, 0);
      if (said !== ok) throw new NoSensor('sensorLocked');
      return new Sensor(line);
    } catch (cause) { await line.close(); throw cause; }
  }

  /** Whether a finger lies on it now; if so, its picture waits in the sensor. @throws NoSensor */
  async look(): Promise<boolean> {
    const [said] = await this.line.ask(takeImage);
    if (said === ok) return true;
    if (said !== noFinger && said !== imageFailed) throw new NoSensor('sensorStrange');
    return false;
  }

  /** The picture of the last look as 8-bit PGM: some 6 s at 57,600 baud. @throws NoSensor */
  async picture(): Promise<Uint8Array<ArrayBuffer>> {
    for (let attempt = 0; attempt < uploadTries; attempt += 1) {
      const [said] = await this.line.ask(uploadImage);
      if (said !== ok) throw new NoSensor('sensorStrange');
      const image = toPgm(await this.line.receive(bytesMax));
      if (image) return image;
    }
    throw new NoSensor('sensorStrange');
  }

  /** False where it was given up before it came to that. @throws NoSensor */
  async until(finger: boolean, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await this.look() === finger) return !signal.aborted;
      await new Promise((passed) => { window.setTimeout(passed, betweenLooks); });
    }
    return false;
  }

  close() { this.closed = true; return this.line.close(); }
}

async function chosenPort(): Promise<SerialPort> {
  const ports = serial();
  if (!ports) throw new NoSensor('sensorUnsupported');
  const [known, another] = await ports.getPorts();
  if (known && !another) return known;
  try { return await ports.requestPort(); } catch { throw new NoSensor('sensorNotChosen'); }
}

function toPgm(grey: number[] | null) {
  const size = sizes.find(([width, height]) => grey?.length === (width * height) / 2);
  if (!grey || !size) return null;
  // Two pixels a byte, the first in the upper half; 15 becomes 255.
  const pixels = grey.flatMap((two) => [(two >> 4) * 17, (two & 15) * 17]);
  return Uint8Array.from([...new TextEncoder().encode(`P5\n${size[0]} ${size[1]}\n255\n`), ...pixels]);
}
