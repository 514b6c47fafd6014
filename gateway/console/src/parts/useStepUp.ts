// One step-up from the first frame to its outcome: what the gateway asks comes by one stream, the frames go beside it.
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { Factor } from '../gen/secure/v1/common_pb';
import { StepUpOutcome, type StepUpResponse } from '../gen/secure/v1/identity_pb';
import { takeFrame } from './camera';

export interface StepUpState {
  /** The gateway's last word; null before the first. */
  told: StepUpResponse | null;
  refusal: Refusal | null;
  /** What hindered most often, in the gateway's words, the most frequent first. */
  hindrances: { zh: string; en: string }[];
}

const nothing: StepUpState = { told: null, refusal: null, hindrances: [] };
/** The gateway looks at five a second. */
const Pace = 200;

export function useStepUp() {
  const [state, setState] = useState<StepUpState>(nothing);
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => { running.current?.abort(); running.current = null; }, []);
  useEffect(() => stop, [stop]);

  const begin = useCallback(async (nonce: Uint8Array, video: HTMLVideoElement) => {
    stop();
    const own = new AbortController();
    running.current = own;
    setState(nothing);
    const counted = new Map<string, { text: { zh: string; en: string }; times: number }>();
    let challenge = '';
    try {
      for await (const told of api.identity.stepUp({ nonce, factors: [Factor.FACE] }, { signal: own.signal })) {
        if (told.guidance && told.guidance !== 'again' && told.text) counted.set(told.guidance, { text: told.text, times: (counted.get(told.guidance)?.times ?? 0) + 1 });
        const hindrances = [...counted.values()].sort((a, b) => b.times - a.times).slice(0, 3).map((one) => one.text);
        setState({ told, refusal: null, hindrances });
        if (told.outcome !== StepUpOutcome.UNSPECIFIED) break;
        if (!challenge) { challenge = told.challengeId; void send(challenge, video, own.signal); }
      }
    } catch (cause) {
      if (!own.signal.aborted) setState((now) => ({ ...now, refusal: refusalOf(cause) }));
    }
    own.abort();
  }, [stop]);

  const reset = useCallback(() => setState(nothing), []);
  return { ...state, begin, stop, reset };
}

/** One frame after the other, the next once the last has been taken. The stream tells how it goes; a frame's refusal says nothing more. */
async function send(challengeId: string, video: HTMLVideoElement, signal: AbortSignal) {
  const canvas = document.createElement('canvas');
  for (let sequence = 1n; !signal.aborted; sequence += 1n) {
    const begun = performance.now();
    const image = await takeFrame(video, canvas);
    if (signal.aborted) return;
    try { if (image) await api.identity.sendFrame({ challengeId, sequence, image }, { signal }); } catch { return; }
    const rest = Pace - (performance.now() - begun);
    if (rest > 0) await new Promise((passed) => { window.setTimeout(passed, rest); });
  }
}
