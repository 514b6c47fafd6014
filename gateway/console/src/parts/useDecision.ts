// A material's decision, asked once and then told by the gateway each time it changes: what is on the screen ends with it.
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, isSessionOver, refusalOf, type Refusal } from '../app/api';
import { useSession } from '../app/session';
import { Obligation, type Decision } from '../gen/secure/v1/authorization_pb';

/**
 * The page shows what it is permitted, no more: it can do without print or copy, and watermarks nothing. It opens nothing,
 * so a proof that a rule asks for each time is left for whoever opens.
 */
const question = (id: string) => ({ onlyAsks: true, item: { action: 'read', supportedObligations: [Obligation.READ_ONLY], resource: { kind: 'material', id } } });

/** A watch says nothing while nothing changes. So its line is tried this often, by a call that does not keep a session. */
const LineTriedMs = 5_000;
const LineSilentMax = 8_000;
const PauseMs = 2_000;

export interface Standing {
  decision: Decision | null;
  refusal: Refusal | null;
  /** Whether the gateway would tell a change. Where it is false, what was decided last need not hold any more. */
  told: boolean;
  /** Something was permitted here, and is so no longer. */
  ended: boolean;
  /** Asks anew; a demand to prove who one is gets a fresh nonce by it. */
  ask: () => Promise<void>;
}

/** @param id Null: nothing is asked. */
export function useDecision(id: string | null): Standing {
  const { refresh } = useSession();
  const [now, setNow] = useState<Omit<Standing, 'ask'>>(nothing);
  const shown = useRef<Decision | null>(null);
  const put = useCallback((decision: Decision | null) => {
    const ended = shown.current?.outcome.case === 'permit' && decision?.outcome.case !== 'permit';
    shown.current = decision;
    setNow({ decision, refusal: null, told: true, ended });
  }, []);

  const ask = useCallback(async () => {
    if (id === null) return;
    try { put((await api.authorization.check(question(id))).decision ?? null); } catch (cause) {
      shown.current = null;
      setNow({ ...nothing, refusal: refusalOf(cause) });
      if (isSessionOver(cause)) await refresh();
    }
  }, [id, put, refresh]);

  // The watch's word on what is demanded already leaves the demand and its nonce as they are: somebody may be answering it.
  const hear = useCallback((decision: Decision) => {
    const [before, next] = [shown.current?.outcome.case, decision.outcome];
    if (next.case === 'stepUp' && before !== 'permit') { if (before === 'stepUp') setNow((was) => ({ ...was, told: true })); else put(decision); return; }
    // Whoever fails a proof is told by the proof that the session has ended.
    if (next.case === 'deny' && next.value.reason === 'session_ended') { if (before !== 'stepUp') void refresh(); return; }
    put(decision);
  }, [put, refresh]);

  useEffect(() => {
    shown.current = null;
    setNow(nothing);
    if (id === null) return undefined;
    const leaving = new AbortController();
    void (async () => {
      await ask();
      await watching(id, leaving.signal, hear, () => setNow((was) => ({ ...was, told: false })), refresh);
    })();
    return () => leaving.abort();
  }, [id, ask, hear, refresh]);
  return { ...now, ask };
}

const nothing = { decision: null, refusal: null, told: true, ended: false };

async function watching(id: string, leaving: AbortSignal, hear: (decision: Decision) => void, lost: () => void, sessionOver: () => Promise<void>) {
  while (!leaving.aborted) {
    const line = new AbortController();
    const cut = () => line.abort();
    leaving.addEventListener('abort', cut);
    const trying = window.setInterval(() => {
      fetch('/', { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(LineSilentMax) }).catch(cut);
    }, LineTriedMs);
    try {
      let over = false;
      for await (const { decision } of api.authorization.watch(question(id), { signal: line.signal })) {
        if (!decision) continue;
        hear(decision);
        over = decision.outcome.case === 'deny' && decision.outcome.value.reason === 'session_ended';
      }
      if (over) return;
    } catch (cause) {
      if (isSessionOver(cause) && !leaving.aborted) { lost(); await sessionOver(); return; }
    } finally {
      window.clearInterval(trying);
      leaving.removeEventListener('abort', cut);
    }
    if (leaving.aborted) return;
    lost();
    await new Promise((resume) => { window.setTimeout(resume, PauseMs); });
  }
}
