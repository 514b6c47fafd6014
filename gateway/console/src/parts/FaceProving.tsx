import { Alert, Button } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { usePrefs } from '../app/prefs';
import type { Word } from '../app/words';
import { sentence } from '../app/api';
import { StepUpAct } from '../gen/secure/v1/identity_pb';
import { Factor } from '../gen/secure/v1/common_pb';
import { HeadPicture } from './HeadPicture';
import { ProofEnded, useProof, type ProvingProps } from './Proof';
import { useCamera } from './useCamera';
import { frames, type StepUpState } from './useStepUp';

/** Proving who one is before the page's camera. */
export function FaceProving({ nonce, ask }: ProvingProps) {
  const { t } = usePrefs();
  const proof = useProof(ask);
  const [began, setBegan] = useState(false);
  const lost = useCallback(() => { proof.stop(); setBegan(false); }, [proof.stop]);
  const { video, isOpen, wrong, waiting, open, close } = useCamera(lost);
  // A camera that nobody needs any more is closed.
  useEffect(() => { if (proof.over) { close(); setBegan(false); } }, [proof.over, close]);
  return (
    <>
      {wrong && <><Alert className="gap" type="error" showIcon role="alert" title={t(wrong)} /><p className="hint">{t('cameraElse')}</p></>}
      {proof.over && <ProofEnded proof={proof} advice="proveImproveNone" elsewhere="cameraElse" />}
      {!isOpen && !proof.over && (
        <>
          <p>{t('proveHow')}</p>
          <Button type="primary" size="large" loading={waiting} onClick={() => void open()}>{t(wrong ? 'reload' : 'cameraOpen')}</Button>
          {waiting && <p className="hint" role="status">{t('cameraWait')}</p>}
        </>
      )}
      {isOpen && (
        <div className="prover">
          <video ref={video} autoPlay muted playsInline aria-label={t('cameraPicture')} />
          {began ? <Asked told={proof.told} /> : <div><p>{t('proveHow')}</p><Button type="primary" size="large" onClick={() => { setBegan(true); if (video.current) void proof.begin(nonce, Factor.FACE, frames(video.current)); }}>{t('proveBegin')}</Button></div>}
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
