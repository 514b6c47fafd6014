import { Alert, Button, Card, Form, InputNumber } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import type { Word } from '../app/words';
import type { GetRetentionResponse } from '../gen/secure/v1/evidence_pb';
import { Failure } from '../parts/Failure';
import { FormWindow } from '../parts/FormWindow';
import { LogKeeping } from '../parts/log/LogKeeping';
import { Reason } from '../parts/people/fields';

/** As the gateway takes them. */
const daysMax = 3650;
const mibMin = 64;
const mibMax = 64 * 1024 * 1024;

const mibOf = (bytes: bigint) => Number(bytes >> 20n);
/** From here on in GiB: five digits are counted, not read. */
const gibFrom = 1024;

export default function EvidenceKeeping() {
  const { t } = usePrefs();
  const { may } = useSession();
  const [now, setNow] = useState<GetRetentionResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [changing, setChanging] = useState<'retention' | 'key' | null>(null);
  const load = useCallback(async (signal?: AbortSignal) => {
    try { setNow(await api.evidence.getRetention({}, { signal })); setRefusal(null); } catch (cause) { if (!signal?.aborted) setRefusal(refusalOf(cause)); }
  }, []);
  useEffect(() => {
    const leaving = new AbortController();
    void load(leaving.signal);
    return () => leaving.abort();
  }, [load]);
  const close = () => { setChanging(null); void load(); };
  return (
    <>
      <div className="page-head"><h1>{t('evidenceTitle')}</h1></div>
      <div className="cards">
        <Card title={<h2>{t('retention')}</h2>} extra={now && may('set_retention') && <Button onClick={() => setChanging('retention')}>{t('retentionChange')}</Button>}>
          {refusal && <Failure refusal={refusal} retry={() => void load()} />}
          {!now && !refusal && <p className="empty">{t('loading')}</p>}
          {now && <Kept now={now} />}
        </Card>
        <Card title={<h2>{t('evidenceKey')}</h2>} extra={may('rotate_evidence_key') && <Button onClick={() => setChanging('key')}>{t('evidenceKeyChange')}</Button>}><p>{t('evidenceKeyHint')}</p></Card>
        <LogKeeping />
      </div>
      {changing === 'retention' && now && <RetentionWindow now={now} close={close} />}
      {changing === 'key' && <KeyWindow close={close} />}
    </>
  );
}

function Kept({ now }: { now: GetRetentionResponse }) {
  const { t } = usePrefs();
  const kept = now.retention;
  return (
    <>
      {!kept && <Alert className="gap" type="error" showIcon role="alert" title={t('retentionAltered')} />}
      <dl className="facts">
        {kept && <div><dt>{t('retentionPictures')}</dt><dd>{t('retentionDays', { days: kept.pictureDays, min: now.pictureDaysMin })}</dd></div>}
        {kept && <div><dt>{t('retentionClips')}</dt><dd>{t('retentionDays', { days: kept.clipDays, min: now.clipDaysMin })}</dd></div>}
        {kept && <div><dt>{t('retentionRoom')}</dt><dd><Room mib={mibOf(kept.clipBytesMax)} /></dd></div>}
        <div><dt>{t('retentionTaken')}</dt><dd><Room mib={mibOf(now.clipBytes)} /></dd></div>
      </dl>
      <p className="hint">{t('retentionLog')}</p>
    </>
  );
}

function Room({ mib }: { mib: number }) {
  const { t } = usePrefs();
  return <>{mib < gibFrom ? t('retentionMib', { mib }) : t('retentionGib', { gib: Number((mib / gibFrom).toFixed(1)) })}</>;
}

interface Wanted { pictures: number; clips: number; room: number; reason: string }

/** Sent whole, so that what the second officer approves is what will be in force. */
function RetentionWindow({ now, close }: { now: GetRetentionResponse; close: () => void }) {
  const { t } = usePrefs();
  const kept = now.retention;
  const initial = { pictures: kept?.pictureDays ?? now.pictureDaysMin, clips: kept?.clipDays ?? now.clipDaysMin, room: kept ? mibOf(kept.clipBytesMax) : mibMin };
  const run = async ({ pictures, clips, room, reason }: Wanted) => {
    // What was not touched stays to the byte.
    const clipBytesMax = kept && room === initial.room ? kept.clipBytesMax : BigInt(room) << 20n;
    await api.evidence.setRetention({ retention: { pictureDays: pictures, clipDays: clips, clipBytesMax }, reason: reason.trim() });
  };
  return (
    <FormWindow<Wanted> title={t('retentionChange')} what="retentionWhat" word="retentionChange" initial={initial} run={run} close={close}>
      <Whole name="pictures" label="retentionFieldPictures" min={now.pictureDaysMin} max={daysMax} />
      <Whole name="clips" label="retentionFieldClips" min={now.clipDaysMin} max={daysMax} />
      <Whole name="room" label="retentionFieldRoom" min={mibMin} max={mibMax} />
      <Reason />
    </FormWindow>
  );
}

function Whole({ name, label, min, max }: { name: keyof Wanted; label: Word; min: number; max: number }) {
  const { t } = usePrefs();
  return <Form.Item name={name} label={t(label)} rules={[{ required: true, message: t('needed') }]}><InputNumber min={min} max={max} precision={0} controls={false} style={{ width: '12rem' }} /></Form.Item>;
}

function KeyWindow({ close }: { close: () => void }) {
  const { t } = usePrefs();
  const run = async ({ reason }: { reason: string }) => {
    const { keyList, key } = await api.fleet.rotateEvidenceKey({ reason: reason.trim() });
    return <Alert type="success" showIcon role="status" title={t('evidenceKeyDone', { list: String(keyList), key })} />;
  };
  return <FormWindow<{ reason: string }> title={t('evidenceKeyChange')} what="evidenceKeyWhat" word="evidenceKeyChange" danger run={run} close={close}><Reason /></FormWindow>;
}
