import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import { sentence } from '../app/api';
import { usePrefs } from '../app/prefs';
import { Factor } from '../gen/secure/v1/common_pb';
import { FingerPicture } from './FingerPicture';
import { ProofEnded, useProof, type ProvingProps } from './Proof';
import { useSensor, type Touch } from './useSensor';
import { prints, type StepUpState } from './useStepUp';

/** Proving who one is on the workstation's fingerprint sensor. */
export function FingerProving({ nonce, ask }: ProvingProps) {
  const { t } = usePrefs();
  const proof = useProof(ask);
  const [began, setBegan] = useState(false);
  const { isOpen, wrong, waiting, touch, open, close, touches } = useSensor(() => { proof.stop(); setBegan(false); });
  // A sensor that nobody needs any more is given back.
  useEffect(() => { if (proof.over) { close(); setBegan(false); } }, [proof.over, close]);
  return (
    <>
      {wrong && <Alert className="gap" type="error" showIcon role="alert" title={t(wrong)} description={wrong === 'sensorGone' ? t('sensorNotFailed') : undefined} />}
      {proof.over && <ProofEnded proof={proof} advice="proveFingerNone" />}
      {!isOpen && !proof.over && (
        <>
          <p>{t('proveFingerHow')}</p>
          <Button type="primary" size="large" loading={waiting} onClick={() => void open()}>{t(wrong ? 'reload' : 'sensorOpen')}</Button>
          {waiting && <p className="hint" role="status">{t('sensorWait')}</p>}
        </>
      )}
      {isOpen && (began
        ? <Asked told={proof.told} touch={touch} />
        : <><p>{t('proveFingerHow')}</p><Button type="primary" size="large" onClick={() => { setBegan(true); void proof.begin(nonce, Factor.FINGERPRINT, prints(touches)); }}>{t('proveBegin')}</Button></>)}
    </>
  );
}

function Asked({ told, touch }: { told: StepUpState['told']; touch: Touch }) {
  const { language, t } = usePrefs();
  if (!told) return <p className="empty">{t('loading')}</p>;
  return (
    <div className="asked">
      <FingerPicture touch={touch} />
      <p className="asked-words" role="status">{t(touch === 'lay' ? 'fingerProve' : touch === 'wait' ? 'fingerWait' : 'fingerLift')}</p>
      <p className="hindered" role="status">{told.guidance && sentence(told.text, language)}</p>
    </div>
  );
}
