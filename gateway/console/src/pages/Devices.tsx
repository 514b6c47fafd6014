import { Button, Card, Input } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { timeOf } from '../app/format';
import { useLive } from '../app/live';
import type { Named } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import type { Word } from '../app/words';
import { LinkState } from '../gen/secure/v1/doors_pb';
import { DeviceKind, type Device, type ListDevicesResponse } from '../gen/secure/v1/fleet_pb';
import { Chip, Tinted } from '../parts/Chip';
import { certificateLeft, conditionOf, renewsWithin } from '../parts/devices/condition';
import { acts, ActWindow, type DeviceAct } from '../parts/devices/DeviceActs';
import { DeviceDetail } from '../parts/devices/DeviceDetail';
import { SelfTestWindow } from '../parts/devices/SelfTestWindow';
import { Failure } from '../parts/Failure';
import { useNow } from '../parts/useNow';
import { VirtualTable } from '../parts/VirtualTable';

const every = 10_000;
/** What is asked for at once; more when the end of the list comes in sight. */
const some = 200;
/** So that not every letter that is typed is a question. */
const typingMs = 300;

const kinds: Partial<Record<DeviceKind, Word>> = { [DeviceKind.AGENT]: 'kindAgent', [DeviceKind.CONTROLLER]: 'kindController', [DeviceKind.SERVICE]: 'kindService', [DeviceKind.WORKSTATION]: 'kindWorkstation' };

function standing(device: Device): Named {
  if (device.revoked) return ['deviceRevoked', 'bad'];
  if (device.suspended) return ['deviceSuspended', 'warn'];
  return device.enrolled ? ['deviceEnrolled', 'good'] : ['deviceNotEnrolled', 'unknown'];
}

const testable = (device: Device) => device.enrolled && !device.revoked && (device.kind === DeviceKind.AGENT || device.kind === DeviceKind.CONTROLLER);

export default function Devices() {
  const { t } = usePrefs();
  const [found, setFound] = useState<ListDevicesResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState({ search: '', devicesMax: some });
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [acting, setActing] = useState<{ device: Device; act: DeviceAct } | null>(null);
  const [testing, setTesting] = useState<string | null>(null);
  const load = useCallback(async (signal?: AbortSignal) => {
    try {
      const answer = await api.fleet.listDevices(wanted, { signal });
      if (!signal?.aborted) { setFound(answer); setRefusal(null); }
    } catch (cause) { if (!signal?.aborted) setRefusal(refusalOf(cause)); }
  }, [wanted]);
  useEffect(() => {
    const leaving = new AbortController();
    void load(leaving.signal);
    const timer = window.setInterval(() => void load(leaving.signal), every);
    return () => { leaving.abort(); window.clearInterval(timer); };
  }, [load]);
  useEffect(() => {
    const timer = window.setTimeout(() => setWanted((now) => (now.search === typed.trim() ? now : { search: typed.trim(), devicesMax: some })), typingMs);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const near = useCallback(() => setWanted((now) => ({ ...now, devicesMax: now.devicesMax + some })), []);
  const turn = (device: string) => setOpen((now) => new Set(now.has(device) ? [...now].filter((one) => one !== device) : [...now, device]));
  const opened = (device: Device) => open.has(device.device) && <Opened device={device} />;
  return (
    <>
      <div className="page-head"><h1>{t('deviceList')} <span className="count-plain">{found?.total}</span></h1><label className="row">{t('findDevice')} <Input allowClear value={typed} maxLength={63} onChange={(event) => setTyped(event.target.value)} style={{ width: '14rem' }} /></label></div>
      <Card>
        {refusal && <Failure refusal={refusal} retry={() => void load()} />}
        {!found && !refusal && <p className="empty">{t('loading')}</p>}
        {found?.devices.length === 0 && <p className="empty">{t('noDevices')}</p>}
        {found && found.devices.length > 0 && (
          <VirtualTable rows={found.devices} total={found.total} near={near} columns={heads.length} label={t('deviceList')} keyOf={(device) => device.device} opened={opened} head={heads.map((word) => <th key={word} scope="col">{t(word)}</th>)}>
            {(device) => <Cells device={device} open={open.has(device.device)} turn={() => turn(device.device)} act={(act) => setActing({ device, act })} test={() => setTesting(device.device)} />}
          </VirtualTable>
        )}
      </Card>
      {testing && <SelfTestWindow key={testing} device={testing} close={() => setTesting(null)} />}
      {acting && <ActWindow {...acting} close={() => { setActing(null); void load(); }} />}
    </>
  );
}

const heads = ['deviceId', 'deviceKind', 'status', 'condition', 'lastHeard', 'certificateUntil', 'deviceActs'] as const satisfies Word[];

function Opened({ device }: { device: Device }) {
  const now = useNow();
  return <DeviceDetail device={device} now={now} />;
}

interface CellsProps { device: Device; open: boolean; turn: () => void; act: (act: DeviceAct) => void; test: () => void }

function Cells({ device, open, turn, act, test }: CellsProps) {
  const { t } = usePrefs();
  const { may } = useSession();
  const now = useNow();
  const condition = conditionOf(device, now);
  return (
    <>
      <td>{condition ? <button type="button" className="opener" aria-expanded={open} aria-label={t('deviceDetails', { device: device.device })} onClick={turn}><span aria-hidden="true">{open ? '▾' : '▸'}</span> <code>{device.device}</code></button> : <code>{device.device}</code>}</td>
      <td>{t(kinds[device.kind] ?? 'unknown')}</td>
      <td><Chip is={standing(device)} /></td>
      <td>{condition ? <Chip is={condition} /> : '—'}</td>
      <td><Heard device={device} /></td>
      <td><Certificate device={device} /></td>
      <td><span className="row">{testable(device) && may('test_device') && <Button size="small" onClick={test}>{t('selfTest')}</Button>}{acts.filter((one) => may(one.right) && one.when(device)).map((one) => <Button key={one.word} size="small" danger={one.danger} onClick={() => act(one)}>{t(one.word)}</Button>)}</span></td>
    </>
  );
}

/** A controller speaks through its doors; everything else for itself. */
function Heard({ device }: { device: Device }) {
  const { language, t } = usePrefs();
  const { site, doors } = useLive();
  const own = site?.doors.filter((door) => door.controller === device.device) ?? [];
  if (device.kind === DeviceKind.CONTROLLER && doors.known && own.length > 0) {
    const online = own.filter((door) => doors.items.get(door.door)?.link === LinkState.ONLINE).length;
    return <Tinted tone={online === own.length ? 'quiet' : 'bad'}>{t('doorsHeard', { online, all: own.length })}</Tinted>;
  }
  return device.lastHeard ? <span className="together">{timeOf(device.lastHeard, language)}</span> : <>{t('neverHeard')}</>;
}

function Certificate({ device }: { device: Device }) {
  const { language, t } = usePrefs();
  const now = useNow();
  if (!device.certificateExpiresAt) return <>{device.kind === DeviceKind.CONTROLLER ? t('certificateNone') : '—'}</>;
  const left = certificateLeft(device, now);
  return (
    <>
      <span className="together">{timeOf(device.certificateExpiresAt, language)}</span>{' '}
      {left !== null && left < renewsWithin && <Tinted tone="bad">{left < 0 ? t('certificateOver') : t('certificateEnds', { days: left })}</Tinted>}
    </>
  );
}
