// How far this computer's clock is off the gateway's, by the date that each answer bears: for pages to which no stream tells the time.
import { useSyncExternalStore } from 'react';

let off = 0;
const listening = new Set<() => void>();

/** Takes the date of an answer, to the second, as HTTP writes it. Measured as it arrives: a computer that slept in between is not wrong. */
export function heardDate(date: string | null) {
  const at = Date.parse(date ?? '');
  if (Number.isNaN(at)) return;
  off = Date.now() - at;
  for (const listener of listening) listener();
}

/** The gateway's time as far as its last answer tells; before the first this computer's own. */
export const gatewayNow = () => Date.now() - off;

const subscribe = (listener: () => void) => {
  listening.add(listener);
  return () => { listening.delete(listener); };
};

/** In ms; more than 0: ahead of the gateway's. */
export const useClockOff = () => useSyncExternalStore(subscribe, () => off);
