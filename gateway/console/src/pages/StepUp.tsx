import { Alert, Button, Card } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, isSessionOver, refusalOf, sentence, type Refusal } from '../app/api';
import { factorName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import type { Word } from '../app/words';
import { Obligation, type Decision } from '../gen/secure/v1/authorization_pb';
import { Factor } from '../gen/secure/v1/common_pb';
import { StepUpAct, StepUpOutcome } from '../gen/secure/v1/identity_pb';
import { Failure } from '../parts/Failure';
import { HeadPicture } from '../parts/HeadPicture';
import { useCamera } from '../parts/useCamera';
import { useStepUp, type StepUpState } from '../parts/useStepUp';

/** Answers a demand to prove who one is, before the camera. Asking anew gives a fresh demand, so every way back begins there. */
export default function StepUp({ id }: { id: string }) {
  const { language, t } = usePrefs();
  const { refresh } = useSession();
  const [decision, setDecision] = useState<Decision | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const ask = useCallback(async () => {
    try {
      const { decision: answer } = await api.authorization.check({ item: { action: 'read', supportedObligations: [Obligation.READ_ONLY], resource: { kind: 'material', id } } });
      setDecision(answer ?? null);
      setRefusal(null);
    } catch (cause) {
      setRefusal(refusalOf(cause));
      if (isSessionOver(cause)) await refresh();
    }
  }, [id, refresh]);
  useEffect(() => { void ask(); }, [ask]);
  const outcome = decision?.outcome;
  return (
    <>
      <div className="page-head"><h1>{t('proveYourself')}</h1><a href={linkTo('home')}>{t('backHome')}</a></div>
      <Card className="step-up">
        <p>{t('proveFor', { id })}</p>
        {refusal && <Failure refusal={refusal} retry={() => void ask()} />}
        {!decision && !refusal && <p className="empty">{t('loading')}</p>}
        {outcome?.case === 'permit' && <Alert type="success" showIcon role="status" title={t('provePassed')} />}
        {outcome?.case === 'deny' && <Alert type="warning" showIcon role="status" title={t('answerDeny', { reason: sentence(outcome.value.text, language) })} />}
        {outcome?.case === 'stepUp' && (outcome.value.anyOf.includes(Factor.FACE)
          ? <Proving nonce={outcome.value.nonce} ask={ask} />
          : <Alert type="info" showIcon title={t('proveOther', { factors: outcome.value.anyOf.map((factor) => t(factorName(factor)[0])).join(' / ') })} />)}
      </Card>
    </>
  );
}

function Proving({ nonce, ask }: { nonce: Uint8Array; ask: () => Promise<void> }) {
  const { t } = usePrefs();
  const { told, refusal, hindrances, begin, stop, reset } = useStepUp();
  const [began, setBegan] = useState(false);
  const { video, isOpen, wrong, waiting, open, close } = useCamera(() => { stop(); setBegan(false); });
  const outcome = told?.outcome ?? StepUpOutcome.UNSPECIFIED;
  const over = refusal !== null || outcome !== StepUpOutcome.UNSPECIFIED;
  // What was proved shows in the next answer; a camera that nobody needs any more is closed.
  useEffect(() => {
    if (!over) return;
    close();
    setBegan(false);
    if (outcome === StepUpOutcome.PASSED) void ask();
  }, [over, outcome, ask, close]);
  const again = async () => { reset(); await ask(); };
  return (
    <>
      {wrong && <><Alert className="gap" type="error" showIcon role="alert" title={t(wrong)} /><p className="hint">{t('cameraElse')}</p></>}
      {over && <Ended outcome={outcome} refusal={refusal} hindrances={hindrances} again={() => void again()} />}
      {!isOpen && !over && (
        <>
          <p>{t('proveHow')}</p>
          <Button type="primary" size="large" loading={waiting} onClick={() => void open()}>{t(wrong ? 'reload' : 'cameraOpen')}</Button>
          {waiting && <p className="hint" role="status">{t('cameraWait')}</p>}
        </>
      )}
      {isOpen && (
        <div className="prover">
          <video ref={video} autoPlay muted playsInline aria-label={t('cameraPicture')} />
          {began ? <Asked told={told} /> : <div><p>{t('proveHow')}</p><Button type="primary" size="large" onClick={() => { setBegan(true); if (video.current) void begin(nonce, video.current); }}>{t('proveBegin')}</Button></div>}
        </div>
      )}
    </>
  );
}

const acts: Partial<Record<StepUpAct, Word>> = { [StepUpAct.FACE_LEFT]: 'actLeft', [StepUpAct.FACE_RIGHT]: 'actRight' };

/** The act in words and as a picture, and how far it has come. */
function Asked({ told }: { told: StepUpState['told'] }) {
  const { language, t } = usePrefs();
  if (!told) return <p className="empty">{t('loading')}</p>;
  return (
    <div className="asked">
      <HeadPicture act={told.act} />
      <p className="asked-words" role="status">{t(acts[told.act] ?? 'actCentre')}</p>
      <p className="hindered" role="status">{told.guidance && sentence(told.text, language)}</p>
      {told.steps > 0 && <><progress value={told.step} max={told.steps} aria-label={t('actDone', { done: told.step, all: told.steps })} /><p className="hint">{t('actDone', { done: told.step, all: told.steps })}</p></>}
    </div>
  );
}

function Ended({ outcome, refusal, hindrances, again }: { outcome: StepUpOutcome; refusal: Refusal | null; hindrances: StepUpState['hindrances']; again: () => void }) {
  const { language, t } = usePrefs();
  const { refresh } = useSession();
  if (outcome === StepUpOutcome.PASSED) return <Alert type="success" showIcon role="status" title={t('provePassed')} />;
  if (outcome === StepUpOutcome.FAILED) {
    return <Alert type="error" showIcon role="alert" title={t('proveFailed')} action={<Button onClick={() => void refresh()}>{t('signInAgain')}</Button>} />;
  }
  return (
    <>
      {refusal ? <Failure refusal={refusal} /> : <Alert type="warning" showIcon role="alert" title={t('proveIncomplete')} />}
      <h3 className="acts">{t('proveImprove')}</h3>
      <ul>{hindrances.length > 0 ? hindrances.map((one) => <li key={one.en}>{one[language]}</li>) : <li>{t('proveImproveNone')}</li>}</ul>
      <div className="row"><Button type="primary" onClick={again}>{t('reload')}</Button><span className="hint">{t('cameraElse')}</span></div>
    </>
  );
}
