import { Alert, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { api, refusalOf, sentence, type Refusal } from '../app/api';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import type { Word } from '../app/words';
import { DoorMode, DoorOrder, LinkState, type DoorResult, type DoorState } from '../gen/secure/v1/doors_pb';
import type { DescribeSiteResponse, DoorPlace } from '../gen/secure/v1/site_pb';
import { DoorChips } from './DoorChips';
import { Failure } from './Failure';
import { Results } from './Results';
import { usePlaces } from './usePlaces';
import { VirtualRows } from './VirtualRows';
import { Cancel, Window } from './Window';

interface Props { release: boolean; door: string; close: () => void }

/** As the gateway reads a scope: the doors of a room, or of a floor's rooms, are those into it and those out of it. */
const concerns = (scope: string, site: DescribeSiteResponse) => {
  const [kind, id] = scope.split(':');
  const within = new Set(site.rooms.filter((room) => (kind === 'room' ? room.room : room.floor) === id).map((room) => room.room));
  return (door: DoorPlace) => kind === 'site' || (kind === 'door' ? door.door === id : within.has(door.into) || within.has(door.from));
};

const request = (scope: string) => {
  const [kind, id = ''] = scope.split(':');
  if (kind === 'site') return { case: 'site' as const, value: true };
  return { case: kind as 'door' | 'room' | 'floor', value: id };
};

const lockdowns = [DoorMode.LOCKDOWN, DoorMode.LOCKDOWN_TWO, DoorMode.LOCKDOWN_THREE];

/** What a door makes of the order, as its controller does: a release ends whatever an officer ordered, and while a fire has a door released neither is seen there. */
function consequence(state: DoorState | undefined, release: boolean): Word {
  if (!state || state.link !== LinkState.ONLINE || state.mode === DoorMode.UNSPECIFIED) return 'stateUnknownThen';
  if (!release) return lockdowns.includes(state.mode) ? 'isLockedDown' : state.mode === DoorMode.FIRE_RELEASE ? 'willLockDownAfterFire' : 'willLockDown';
  switch (state.mode) {
    case DoorMode.BLOCKED: return 'willUnblock';
    case DoorMode.MAINTENANCE: return 'willEndMaintenance';
    case DoorMode.FIRE_RELEASE: return 'willReleaseAfterFire';
    default: return lockdowns.includes(state.mode) ? 'willRelease' : 'isNotLockedDown';
  }
}

/** Says first exactly which doors and what happens to each, then what each of them did. */
export function LockdownWindow({ release, door, close }: Props) {
  const { language, t } = usePrefs();
  const { site, doors } = useLive();
  const { roomName, doorName } = usePlaces();
  const [scope, setScope] = useState(door ? `door:${door}` : 'site:');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [results, setResults] = useState<DoorResult[] | null>(null);
  const concerned = site ? site.doors.filter(concerns(scope, site)) : [];
  const submit = async ({ reason }: { reason: string }) => {
    setBusy(true);
    try {
      const shown = concerned.map((one) => one.door);
      setResults((await api.doors.command({ scope: request(scope), order: release ? DoorOrder.RELEASE : DoorOrder.LOCKDOWN, reason, shown })).results);
      setRefusal(null);
    } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  const floors = [...new Set((site?.rooms ?? []).map((room) => room.floor).filter(Boolean))];
  const scopes = [
    ...(door ? [{ value: `door:${door}`, label: `${t('scopeDoor')} · ${doorName(door)}` }] : []),
    ...(site?.rooms ?? []).map((room) => ({ value: `room:${room.room}`, label: t('scopeRoom', { room: roomName(room.room) }) })),
    ...floors.map((floor) => ({ value: `floor:${floor}`, label: t('scopeFloor', { floor: sentence(site?.floors.find((one) => one.floor === floor)?.name, language) || floor }) })),
    { value: 'site:', label: t('scopeSite') },
  ];
  return (
    <Window title={t(release ? 'release' : 'lockdown')} busy={busy} onCancel={close} width={640}>
      {results ? <><Results results={results} /><Button onClick={close}>{t('close')}</Button></> : (
        <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
          <Form.Item label={t('scope')} htmlFor="scope"><Select id="scope" showSearch={{ optionFilterProp: 'label' }} value={scope} onChange={setScope} options={scopes} /></Form.Item>
          <h3>{t('doorsConcerned', { count: concerned.length })}</h3>
          <div className="concerned gap">
            <VirtualRows rows={concerned} label={t('doorsConcerned', { count: concerned.length })} guess={56} keyOf={(one) => one.door}>
              {(one) => <><strong>{doorName(one.door)}</strong> — {t(consequence(doors.items.get(one.door), release))} <DoorChips state={doors.items.get(one.door)} /></>}
            </VirtualRows>
          </div>
          <Alert className="gap" type="info" showIcon title={t('egressStays')} />
          {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
          <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}><Input maxLength={80} /></Form.Item>
          <div className="row">
            <Button type="primary" danger={!release} htmlType="submit" loading={busy} disabled={concerned.length === 0}>{t(release ? 'confirmRelease' : 'confirmLockdown', { count: concerned.length })}</Button>
            <Cancel />
            {busy && <span role="status">{t('working')}</span>}
          </div>
        </Form>
      )}
    </Window>
  );
}
