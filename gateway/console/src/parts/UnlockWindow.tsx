import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { usePrefs } from '../app/prefs';
import type { DoorResult } from '../gen/secure/v1/doors_pb';
import { Failure } from './Failure';
import { Results } from './Results';
import { usePlaces } from './usePlaces';
import { Cancel, Window } from './Window';

export function UnlockWindow({ door, close }: { door: string; close: () => void }) {
  const { t } = usePrefs();
  const { doorName } = usePlaces();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [result, setResult] = useState<DoorResult | null>(null);
  const submit = async ({ reason }: { reason: string }) => {
    setBusy(true);
    try {
      setResult((await api.doors.unlock({ door, reason })).result ?? null);
      setRefusal(null);
    } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  return (
    <Window title={`${t('unlockOnce')} · ${doorName(door)}`} busy={busy} onCancel={close}>
      {result ? <><Results results={[result]} /><Button onClick={close}>{t('close')}</Button></> : (
        <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
          <p>{t('unlockConfirm')}</p>
          {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
          <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}><Input maxLength={80} /></Form.Item>
          <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{t('unlockOnce')}</Button><Cancel /></div>
        </Form>
      )}
    </Window>
  );
}
