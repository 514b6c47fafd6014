// One enrolment from the first sample to the template. Nothing is stored before the end, and then all of it at once.
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import type { Factor } from '../../gen/secure/v1/common_pb';
import type { SendSampleResponse, TemplateInfo } from '../../gen/secure/v1/biometrics_pb';

export interface EnrolmentState {
  /** Idle, taking samples, storing the template, stored, or ended by itself: by a refusal, or for want of samples. */
  phase: 'idle' | 'sampling' | 'storing' | 'done' | 'ended';
  good: number;
  needed: number;
  /** Of the last sample. */
  said: SendSampleResponse | null;
  refusal: Refusal | null;
  template: TemplateInfo | null;
}

const idle: EnrolmentState = { phase: 'idle', good: 0, needed: 0, said: null, refusal: null, template: null };

/** Gives one image after the other, for as long as it is asked. */
export type Samples = (signal: AbortSignal) => AsyncIterable<Uint8Array<ArrayBuffer>>;

export function useEnrolment(person: string, factor: Factor) {
  const [state, setState] = useState(idle);
  const running = useRef<AbortController | null>(null);
  /** Lets go of what was sampled: the gateway forgets it by itself. */
  const stop = useCallback(() => { running.current?.abort(); running.current = null; setState(idle); }, []);
  useEffect(() => () => running.current?.abort(), []);

  const begin = useCallback(async (samples: Samples) => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    const put = (part: Partial<EnrolmentState>) => { if (!signal.aborted) setState((now) => ({ ...now, ...part })); };
    setState({ ...idle, phase: 'sampling' });
    try {
      const { enrolmentId, samplesNeeded } = await api.biometrics.beginEnrolment({ person, factor }, { signal });
      put({ needed: samplesNeeded });
      let [sequence, good] = [0n, 0];
      for await (const image of samples(signal)) {
        sequence += 1n;
        const said = await api.biometrics.sendSample({ enrolmentId, sequence, image }, { signal });
        good = said.goodSamples;
        put({ said, good });
        if (good >= samplesNeeded) break;
      }
      if (signal.aborted) return;
      if (good < samplesNeeded) { put({ phase: 'ended' }); return; }
      put({ phase: 'storing' });
      put({ phase: 'done', template: (await api.biometrics.finishEnrolment({ enrolmentId })).template ?? null });
    } catch (cause) { put({ phase: 'ended', refusal: refusalOf(cause) }); }
  }, [person, factor]);

  return { ...state, begin, stop };
}
