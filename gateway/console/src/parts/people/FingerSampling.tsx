import { Alert, Button } from 'antd';
import { useEffect } from 'react';
import { sentence } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import type { Word } from '../../app/words';
import { Factor } from '../../gen/secure/v1/common_pb';
import { FingerPicture } from '../FingerPicture';
import { useSensor, type Touch } from '../useSensor';
import { Enrolled, NotEnrolled } from './EnrolmentEnds';
import { useEnrolment, type EnrolmentState } from './useEnrolment';

/** How the finger is laid down for each good sample: five touches alike are worth no more than one. */
const stages: Word[] = ['fingerFlat', 'fingerLeft', 'fingerRight', 'fingerTip', 'fingerFlatAgain'];

/** A finger is enrolled on this workstation's own sensor, five touches of the same one. */
export function FingerSampling({ person }: { person: string }) {
  const { t } = usePrefs();
  const enrolment = useEnrolment(person, Factor.FINGERPRINT);
  const { phase, begin, stop } = enrolment;
  const { isOpen, wrong, waiting, touch, open, close, touches } = useSensor(stop);
  const over = phase === 'storing' || phase === 'done' || phase === 'ended';
  // A sensor that nobody needs any more is given back.
  useEffect(() => { if (over) close(); }, [over, close]);
  if (phase === 'storing') return <p role="status">{t('enrolStoring')}</p>;
  if (phase === 'done') return <Enrolled person={person} template={enrolment.template} />;
  return (
    <>
      {phase === 'ended' && enrolment.refusal && <NotEnrolled refusal={enrolment.refusal} />}
      {wrong && <Alert className="gap" type="error" showIcon role="alert" title={t(wrong)} description={wrong === 'sensorGone' ? t('enrolNothing') : undefined} />}
      {!isOpen && (
        <>
          <p>{t('fingerHow')}</p>
          <Button type="primary" size="large" loading={waiting} onClick={() => { stop(); void open(); }}>{t(wrong || over ? 'reload' : 'sensorOpen')}</Button>
          {waiting && <p className="hint" role="status">{t('sensorWait')}</p>}
        </>
      )}
      {isOpen && phase === 'idle' && <><p>{t('fingerHow')}</p><div className="row"><Button type="primary" size="large" onClick={() => void begin(touches)}>{t('proveBegin')}</Button><Button size="large" onClick={close}>{t('cancel')}</Button></div></>}
      {isOpen && phase === 'sampling' && <Progress {...enrolment} touch={touch} cancel={() => { stop(); close(); }} />}
    </>
  );
}

/** Which of the touches this is, what to do now, and what would have made the last one good. */
function Progress({ good, needed, said, touch, cancel }: EnrolmentState & { touch: Touch; cancel: () => void }) {
  const { language, t } = usePrefs();
  const count = t('samplesGood', { good, needed });
  const now: Word = touch === 'lay' ? stages[good] ?? 'fingerFlat' : touch === 'wait' ? 'fingerWait' : 'fingerLift';
  return (
    <div className="asked">
      <FingerPicture touch={touch} />
      <p className="asked-words" role="status">{t(now)}</p>
      <p className="hindered" role="status">{said && !said.accepted && sentence(said.text, language)}</p>
      <progress value={good} max={Math.max(needed, 1)} aria-label={count} />
      <p className="hint gap">{count}</p>
      <Button onClick={cancel}>{t('cancel')}</Button>
    </div>
  );
}
