// The workstation's fingerprint sensor as long as it is needed: asked for, opened, unplugged, closed.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Word } from '../app/words';
import { NoSensor } from './sensor/line';
import { Sensor } from './sensor/sensor';

/** What the person is to do: lay the finger down, wait while its picture comes, lift it. */
export type Touch = 'lay' | 'wait' | 'lift';

/** @param lost What ends with the sensor, where it is unplugged in the middle of it. */
export function useSensor(lost: () => void) {
  const [sensor, setSensor] = useState<Sensor | null>(null);
  const [wrong, setWrong] = useState<Word | null>(null);
  const [waiting, setWaiting] = useState(false);
  const [touch, setTouch] = useState<Touch>('lay');
  const here = useRef(true);
  const ends = useRef(lost);
  ends.current = lost;
  useEffect(() => { here.current = true; return () => { here.current = false; }; }, []);
  const open = useCallback(async () => {
    setWrong(null);
    setWaiting(true);
    try {
      const opened = await Sensor.open();
      // Whoever left the page meanwhile has no sensor.
      if (here.current) setSensor(opened); else await opened.close();
    } catch (cause) { setWrong(cause instanceof NoSensor ? cause.word : 'sensorBusy'); }
    setWaiting(false);
  }, []);
  const close = useCallback(() => setSensor(null), []);
  useEffect(() => (sensor ? () => { void sensor.close(); } : undefined), [sensor]);

  /** One picture after the other, each of a touch of its own; ends with the sensor. */
  const touches = useCallback(async function* pictures(signal: AbortSignal) {
    try {
      while (sensor && !signal.aborted) {
        setTouch('lay');
        if (!await sensor.until(true, signal)) return;
        setTouch('wait');
        const image = await sensor.picture();
        if (signal.aborted) return;
        yield image;
        setTouch('lift');
        if (!await sensor.until(false, signal)) return;
      }
    } catch (cause) {
      if (signal.aborted || sensor?.closed) return;
      ends.current();
      setSensor(null);
      setWrong(cause instanceof NoSensor ? cause.word : 'sensorGone');
    }
  }, [sensor]);

  return { isOpen: sensor !== null, wrong, waiting, touch, open, close, touches };
}
