import { useEffect, useState } from 'react';
import { useLive } from '../app/live';

/** The gateway's time, second by second: its last word, and what has passed since by a clock that nobody sets; 0 before its first word. */
export function useNow() {
  const { at } = useLive();
  const [passed, setPassed] = useState({ at, ms: 0 });
  useEffect(() => {
    const begun = performance.now();
    const tick = () => setPassed({ at, ms: performance.now() - begun });
    tick();
    const timer = window.setInterval(tick, 1_000);
    return () => window.clearInterval(timer);
  }, [at]);
  // What passed since an earlier word says nothing of this one.
  if (at === 0) return 0;
  return passed.at === at ? at + passed.ms : at;
}
