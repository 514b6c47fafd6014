import { useEffect, useState } from 'react';
import { useLive } from '../app/live';

/** The gateway's time, second by second: its last word, and what has passed since by a clock that nobody sets. */
export function useNow() {
  const { at } = useLive();
  const [now, setNow] = useState(at);
  useEffect(() => {
    const begun = performance.now();
    const tick = () => setNow(at + performance.now() - begun);
    tick();
    const timer = window.setInterval(tick, 1_000);
    return () => window.clearInterval(timer);
  }, [at]);
  return now;
}
