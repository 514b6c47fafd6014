import { Alert, Button } from 'antd';
import { useEffect } from 'react';
import { sentence } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import { StepUpAct } from '../../gen/secure/v1/identity_pb';
import { Factor } from '../../gen/secure/v1/common_pb';
import { takeFrame } from '../camera';
import { HeadPicture } from '../HeadPicture';
import { useCamera } from '../useCamera';
import { Enrolled, NotEnrolled } from './EnrolmentEnds';
import { useEnrolment, type EnrolmentState, type Samples } from './useEnrolment';

/** Long enough to read the words and to move a little: five samples alike are worth no more than one. */
const pause = 800;

const from = (video: HTMLVideoElement): Samples => async function* frames(signal) {
  const canvas = document.createElement('canvas');
  while (!signal.aborted) {
    const image = await takeFrame(video, canvas);
    if (signal.aborted) return;
    if (image) yield image;
    await new Promise((passed) => { window.setTimeout(passed, pause); });
  }
};

export function FaceSampling({ person }: { person: string }) {
  const { t } = usePrefs();
  const enrolment = useEnrolment(person, Factor.FACE);
  const { phase, begin, stop } = enrolment;
  const { video, isOpen, wrong, waiting, open, close } = useCamera(stop);
  const over = phase === 'storing' || phase === 'done' || phase === 'ended';
  // A camera that nobody needs any more is closed.
  useEffect(() => { if (over) close(); }, [over, close]);
  if (phase === 'storing') return <p role="status">{t('enrolStoring')}</p>;
  if (phase === 'done') return <Enrolled person={person} template={enrolment.template} />;
  return (
    <>
      {phase === 'ended' && enrolment.refusal && <NotEnrolled refusal={enrolment.refusal} />}
      {wrong && <Alert className="gap" type="error" showIcon role="alert" title={t(wrong === 'cameraGone' ? 'enrolCameraGone' : wrong)} />}
      {!isOpen && (
        <>
          <p>{t('enrolHow')}</p>
          <Button type="primary" size="large" loading={waiting} onClick={() => { stop(); void open(); }}>{t(wrong || over ? 'reload' : 'cameraOpen')}</Button>
          {waiting && <p className="hint" role="status">{t('cameraWait')}</p>}
        </>
      )}
      {isOpen && (
        <div className="prover">
          <video ref={video} autoPlay muted playsInline aria-label={t('enrolPicture')} />
          {phase === 'idle'
            ? <div><p>{t('enrolHow')}</p><div className="row"><Button type="primary" size="large" onClick={() => { if (video.current) void begin(from(video.current)); }}>{t('proveBegin')}</Button><Button size="large" onClick={close}>{t('cancel')}</Button></div></div>
            : <Progress {...enrolment} cancel={() => { stop(); close(); }} />}
        </div>
      )}
    </>
  );
}

/** How many good samples there are, and what would make the next one good. */
function Progress({ good, needed, said, cancel }: EnrolmentState & { cancel: () => void }) {
  const { language, t } = usePrefs();
  const count = t('samplesGood', { good, needed });
  return (
    <div className="asked">
      <HeadPicture act={StepUpAct.FACE_CENTRE} />
      <p className="asked-words" role="status">{said ? sentence(said.text, language) : t('actCentre')}</p>
      <progress value={good} max={Math.max(needed, 1)} aria-label={count} />
      <p className="hint gap">{count}</p>
      <Button onClick={cancel}>{t('cancel')}</Button>
    </div>
  );
}
