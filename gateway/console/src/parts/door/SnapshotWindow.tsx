import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import { msOf, timeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import type { TakeSnapshotResponse } from '../../gen/secure/v1/doors_pb';
import { fetchPiece, Picture, type Piece } from '../alert/Evidence';
import { Failure } from '../Failure';
import { usePlaces } from '../usePlaces';
import { Cancel, Window } from '../Window';

/** Further off the span in which the picture must have been taken, and its time is not to be believed. */
const clockMs = 5_000;

interface Taken { answer: TakeSnapshotResponse; piece: Piece | null; hidden: Refusal | null }

/** What the door's camera sees now. There is never an older picture in its place. */
export function SnapshotWindow({ door, close }: { door: string; close: () => void }) {
  const { t } = usePrefs();
  const { doorName } = usePlaces();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [taken, setTaken] = useState<Taken | null>(null);
  const submit = async ({ reason }: { reason: string }) => {
    setBusy(true);
    setRefusal(null);
    try {
      const answer = await api.doors.takeSnapshot({ door, reason });
      setTaken(await shown(answer, reason));
    } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  return (
    <Window title={`${t('snapshot')} · ${doorName(door)}`} width={760} busy={busy} onCancel={close}>
      {taken ? (
        <>
          <Seen taken={taken} />
          <div className="row"><Button onClick={() => setTaken(null)}>{t('snapshotAgain')}</Button><Button type="primary" onClick={close}>{t('close')}</Button></div>
        </>
      ) : (
        <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
          <p>{t('snapshotWhat')}</p>
          {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
          {busy && <p role="status">{t('snapshotWaiting')}</p>}
          <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}><Input maxLength={80} /></Form.Item>
          <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{t('snapshotTake')}</Button><Cancel /></div>
        </Form>
      )}
    </Window>
  );
}

/** To look at it is an act of its own, with its own right and record. */
async function shown(answer: TakeSnapshotResponse, reason: string): Promise<Taken> {
  try { return { answer, piece: await fetchPiece(answer.evidence, reason), hidden: null }; } catch (cause) { return { answer, piece: null, hidden: refusalOf(cause) }; }
}

function Seen({ taken: { answer, piece, hidden } }: { taken: Taken }) {
  const { language, t } = usePrefs();
  const [asked, at, kept] = [msOf(answer.askedAt), msOf(answer.takenAt), msOf(answer.keptAt)];
  const off = at < asked ? at - asked : Math.max(0, at - kept);
  return (
    <>
      <p>{t('snapshotTaken', { time: timeOf(answer.takenAt, language) })}</p>
      {Math.abs(off) > clockMs && <p role="alert">{t('snapshotClock', { seconds: Math.round(off / 1000), time: timeOf(answer.keptAt, language) })}</p>}
      {piece && <Picture piece={piece} id={answer.evidence} />}
      {hidden && <><p>{t('snapshotKept')}</p><Failure refusal={hidden} /></>}
    </>
  );
}
