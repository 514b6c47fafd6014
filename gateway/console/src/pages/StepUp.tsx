import { Alert, Button, Card } from 'antd';
import { useState } from 'react';
import { factorName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { Factor } from '../gen/secure/v1/common_pb';
import { Denied } from '../parts/Denied';
import { FaceProving } from '../parts/FaceProving';
import { Failure } from '../parts/Failure';
import { FingerProving } from '../parts/FingerProving';
import type { ProvingProps } from '../parts/Proof';
import { StandingWords } from '../parts/StandingWords';
import { useDecision } from '../parts/useDecision';

/** Answers a demand to prove who one is, and shows for as long as it holds what came of it. Asking anew gives a fresh demand, so every way back begins there. */
export default function StepUp({ id }: { id: string }) {
  const { t } = usePrefs();
  const standing = useDecision(id);
  const { decision, refusal, told, ask } = standing;
  const outcome = decision?.outcome;
  return (
    <>
      <div className="page-head"><h1>{t('proveYourself')}</h1><a href={linkTo('home')}>{t('backHome')}</a></div>
      <Card className="step-up">
        <p>{t(outcome?.case === 'deny' ? 'proveAbout' : 'proveFor', { id })}</p>
        {refusal && <Failure refusal={refusal} retry={() => void ask()} />}
        {!decision && !refusal && <p className="empty">{t('loading')}</p>}
        <StandingWords standing={standing} />
        {told && outcome?.case === 'permit' && <Alert type="success" showIcon role="status" title={t('provePassed')} />}
        {told && outcome?.case === 'deny' && <Denied deny={outcome.value} />}
        {outcome?.case === 'stepUp' && (outcome.value.anyOf.some((factor) => factor === Factor.FACE || factor === Factor.FINGERPRINT)
          ? <Proving nonce={outcome.value.nonce} ask={ask} factors={outcome.value.anyOf} />
          : <Alert type="info" showIcon title={t('proveOther', { factors: outcome.value.anyOf.map((factor) => t(factorName(factor)[0])).join(' / ') })} />)}
      </Card>
    </>
  );
}

/** By whichever of the demanded factors the reader has the device for; the face first. */
function Proving({ nonce, ask, factors }: ProvingProps & { factors: Factor[] }) {
  const { t } = usePrefs();
  const [face, finger] = [factors.includes(Factor.FACE), factors.includes(Factor.FINGERPRINT)];
  const [byFinger, setByFinger] = useState(!face);
  return (
    <>
      {byFinger ? <FingerProving nonce={nonce} ask={ask} /> : <FaceProving nonce={nonce} ask={ask} />}
      {face && finger && <p className="acts"><Button type="link" onClick={() => setByFinger(!byFinger)}>{t(byFinger ? 'proveByFace' : 'proveByFinger')}</Button></p>}
    </>
  );
}
