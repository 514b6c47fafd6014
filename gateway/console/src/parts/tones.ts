// The desk's alarm sound. It belongs to the browser's window, not to one page of it: it outlives the session that turned it on.
import { useEffect, useSyncExternalStore } from 'react';

let audio: AudioContext | null = null;
const listeners = new Set<() => void>();

/** A browser is silent until somebody has pressed something: called from a button. */
export function turnOn() {
  audio ??= new AudioContext();
  for (const changed of listeners) changed();
}

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => { listeners.delete(changed); };
};

export const useIsOn = () => useSyncExternalStore(subscribe, () => audio !== null);

function beep(by: AudioContext) {
  const [tone, loudness] = [by.createOscillator(), by.createGain()];
  tone.frequency.value = 880;
  loudness.gain.setValueAtTime(0.2, by.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.001, by.currentTime + 0.4);
  tone.connect(loudness).connect(by.destination);
  tone.start();
  tone.stop(by.currentTime + 0.4);
}

/** While `sounds`, a tone now and every so many ms; none where the sound was never turned on. */
export function useTones(sounds: boolean, every: number) {
  const on = useIsOn();
  useEffect(() => {
    const by = audio;
    if (!by || !on || !sounds) return undefined;
    beep(by);
    const timer = window.setInterval(() => beep(by), every);
    return () => window.clearInterval(timer);
  }, [on, sounds, every]);
}
