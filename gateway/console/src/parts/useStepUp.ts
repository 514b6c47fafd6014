// One step-up from its first picture to its outcome: what the gateway asks comes by one stream, the pictures go beside it.
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import type { Factor } from '../gen/secure/v1/common_pb';
import { StepUpOutcome, type StepUpResponse } from '../gen/secure/v1/identity_pb';
import { takeFrame } from './camera';

export interface StepUpState {
  /** The gateway's last word; null before the first. */
  told: StepUpResponse | null;
  refusal: Refusal | null;
  /** What hindered most often, in the gateway's words, the most frequent first. */
  hindrances: { zh: string; en: string }[];
}

/**
 * Sends pictures to a challenge until it is over. The stream tells how it goes; a picture's refusal says nothing more.
 * `word` ends with the stream's next message after it was asked for.
 */
export type Sending = (challengeId: string, signal: AbortSignal, word: () => Promise<void>) => Promise<void>;

const nothing: StepUpState = { told: null, refusal: null, hindrances: [] };
/** The gateway looks at five a second. */
const Pace = 200;

export function useStepUp() {
  const [state, setState] = useState<StepUpState>(nothing);
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => { running.current?.abort(); running.current = null; }, []);
  useEffect(() => stop, [stop]);

  const begin = useCallback(async (nonce: Uint8Array, factor: Factor, send: Sending) => {
    stop();
    const own = new AbortController();
    running.current = own;
    setState(nothing);
    const counted = new Map<string, { text: { zh: string; en: string }; times: number }>();
    let challenge = '';
    let listeners: (() => void)[] = [];
    const tell = () => { listeners.forEach((heard) => heard()); listeners = []; };
    const word = () => new Promise<void>((heard) => { listeners.push(heard); });
    try {
      for await (const told of api.identity.stepUp({ nonce, factors: [factor] }, { signal: own.signal })) {
        if (told.guidance && told.guidance !== 'again' && told.text) counted.set(told.guidance, { text: told.text, times: (counted.get(told.guidance)?.times ?? 0) + 1 });
        const hindrances = [...counted.values()].sort((a, b) => b.times - a.times).slice(0, 3).map((one) => one.text);
        setState({ told, refusal: null, hindrances });
        if (told.outcome !== StepUpOutcome.UNSPECIFIED) break;
        if (challenge) tell(); else { challenge = told.challengeId; void send(challenge, own.signal, word); }
      }
    } catch (cause) {
      if (!own.signal.aborted) setState((now) => ({ ...now, refusal: refusalOf(cause) }));
    }
    own.abort();
    tell();
  }, [stop]);

  const reset = useCallback(() => setState(nothing), []);
  return { ...state, begin, stop, reset };
}

/** One frame after the other, the next once the last has been taken. */
export const frames = (video: HTMLVideoElement): Sending => async (challengeId, signal) => {
  const canvas = document.createElement('canvas');
  for (let sequence = 1n; !signal.aborted; sequence += 1n) {
    const begun = performance.now();
    const image = await takeFrame(video, canvas);
    if (signal.aborted) return;
    try { if (image) await api.identity.sendFrame({ challengeId, sequence, image }, { signal }); } catch { return; }
    const rest = Pace - (performance.now() - begun);
    if (rest > 0) await new Promise((passed) => { window.setTimeout(passed, rest); });
  }
};

/** One print for each touch, the next once this one was judged: the gateway keeps no more than one waiting. */
export const prints = (touches: (signal: AbortSignal) => AsyncIterable<Uint8Array>): Sending => async (challengeId, signal, word) => {
  for await (const image of touches(signal)) {
    const judged = word();
    try { await api.identity.sendFingerprint({ challengeId, image }, { signal }); } catch { return; }
    await judged;
  }
};
