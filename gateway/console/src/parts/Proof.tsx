import { Alert, Button } from 'antd';
import { useEffect } from 'react';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import type { Word } from '../app/words';
import { StepUpOutcome } from '../gen/secure/v1/identity_pb';
import { Failure } from './Failure';
import { useStepUp } from './useStepUp';

export interface ProvingProps {
  /** Of the demand. */
  nonce: Uint8Array;
  /** Puts the question anew: what was proved shows in the answer, and every way back begins there. */
  ask: () => Promise<void>;
}

/** A step-up, whatever the factor, with its end. */
export function useProof(ask: () => Promise<void>) {
  const run = useStepUp();
  const { refresh } = useSession();
  const outcome = run.told?.outcome ?? StepUpOutcome.UNSPECIFIED;
  const over = run.refusal !== null || outcome !== StepUpOutcome.UNSPECIFIED;
  useEffect(() => { if (outcome === StepUpOutcome.PASSED) void Promise.all([ask(), refresh()]); }, [outcome, ask, refresh]);
  return { ...run, outcome, over, again: async () => { run.reset(); await ask(); } };
}

export function ProofEnded({ proof, advice, elsewhere }: { proof: ReturnType<typeof useProof>; advice: Word; elsewhere?: Word }) {
  const { language, t } = usePrefs();
  const { refresh } = useSession();
  const { outcome, refusal, hindrances, again } = proof;
  // What it opens is the gateway's next answer, not this.
  if (outcome === StepUpOutcome.PASSED) return <p className="empty" role="status">{t('proveDone')}</p>;
  if (outcome === StepUpOutcome.FAILED) {
    return <Alert type="error" showIcon role="alert" title={t('proveFailed')} action={<Button onClick={() => void refresh()}>{t('signInAgain')}</Button>} />;
  }
  return (
    <>
      {refusal ? <Failure refusal={refusal} /> : <Alert type="warning" showIcon role="alert" title={t('proveIncomplete')} />}
      <h3 className="acts">{t('proveImprove')}</h3>
      <ul>{hindrances.length > 0 ? hindrances.map((one) => <li key={one.en}>{one[language]}</li>) : <li>{t(advice)}</li>}</ul>
      <div className="row"><Button type="primary" onClick={() => void again()}>{t('reload')}</Button>{elsewhere && <span className="hint">{t(elsewhere)}</span>}</div>
    </>
  );
}
