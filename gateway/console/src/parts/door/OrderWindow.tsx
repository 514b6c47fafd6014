import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import type { Right } from '../../app/session';
import type { Word } from '../../app/words';
import { DoorMode, DoorOrder, type DoorResult } from '../../gen/secure/v1/doors_pb';
import { Failure } from '../Failure';
import { Results } from '../Results';
import { usePlaces } from '../usePlaces';
import { Cancel, Window } from '../Window';

export interface Order { order: DoorOrder; word: Word; what: Word; right: Right; danger?: boolean; when: (mode: DoorMode | undefined) => boolean }

const held = [DoorMode.BLOCKED, DoorMode.LOCKDOWN, DoorMode.LOCKDOWN_TWO, DoorMode.LOCKDOWN_THREE, DoorMode.MAINTENANCE];

const unknown = (mode: DoorMode | undefined) => mode === undefined || mode === DoorMode.UNSPECIFIED;
const free = (mode: DoorMode | undefined) => unknown(mode) || !held.includes(mode!);

/** What an officer may ask of one door besides opening it, as far as it makes sense in its mode; the door decides in any case. */
export const orders: Order[] = [
  { order: DoorOrder.BLOCK, word: 'block', what: 'blockWhat', right: 'block_door', danger: true, when: free },
  { order: DoorOrder.MAINTENANCE, word: 'maintenance', what: 'maintenanceWhat', right: 'maintain_door', when: free },
  { order: DoorOrder.RELEASE, word: 'unblock', what: 'unblockWhat', right: 'release_lockdown', when: (mode) => unknown(mode) || held.includes(mode!) },
];

export function OrderWindow({ door, of, close }: { door: string; of: Order; close: () => void }) {
  const { t } = usePrefs();
  const { doorName } = usePlaces();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [results, setResults] = useState<DoorResult[] | null>(null);
  const submit = async ({ reason }: { reason: string }) => {
    setBusy(true);
    try {
      setResults((await api.doors.command({ scope: { case: 'door', value: door }, order: of.order, reason })).results);
      setRefusal(null);
    } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  return (
    <Window title={`${t(of.word)} · ${doorName(door)}`} busy={busy} onCancel={close}>
      {results ? <><Results results={results} /><Button onClick={close}>{t('close')}</Button></> : (
        <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
          <p>{t(of.what)}</p>
          {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
          <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}><Input maxLength={80} /></Form.Item>
          <div className="row"><Button type="primary" danger={of.danger} htmlType="submit" loading={busy}>{t(of.word)}</Button><Cancel /></div>
        </Form>
      )}
    </Window>
  );
}
