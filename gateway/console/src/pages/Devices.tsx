import { Button, Card, Input } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { msOf, timeOf } from '../app/format';
import { useLive } from '../app/live';
import type { Named } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import type { Word } from '../app/words';
import { LinkState } from '../gen/secure/v1/doors_pb';
import { DeviceKind, type Device } from '../gen/secure/v1/fleet_pb';
import { Chip, Tinted } from '../parts/Chip';
import { conditionOf } from '../parts/devices/condition';
import { acts, ActWindow, type DeviceAct } from '../parts/devices/DeviceActs';
import { DeviceDetail } from '../parts/devices/DeviceDetail';
import { SelfTestWindow } from '../parts/devices/SelfTestWindow';
import { Failure } from '../parts/Failure';
import { useNow } from '../parts/useNow';

const every = 10_000;
const day = 86_400_000;
/** A device renews from day 10 of 30 on: one that has not with a week left does not renew at all. */
const soon = 7;

const kinds: Partial<Record<DeviceKind, Word>> = { [DeviceKind.AGENT]: 'kindAgent', [DeviceKind.CONTROLLER]: 'kindController', [DeviceKind.SERVICE]: 'kindService', [DeviceKind.WORKSTATION]: 'kindWorkstation' };

function standing(device: Device): Named {
  if (device.revoked) return ['deviceRevoked', 'bad'];
  if (device.suspended) return ['deviceSuspended', 'warn'];
  return device.enrolled ? ['deviceEnrolled', 'good'] : ['deviceNotEnrolled', 'unknown'];
}

const testable = (device: Device) => device.enrolled && !device.revoked && (device.kind === DeviceKind.AGENT || device.kind === DeviceKind.CONTROLLER);

export default function Devices() {
  const { t } = usePrefs();
  const [devices, setDevices] = useState<Device[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [wanted, setWanted] = useState('');
  const [acting, setActing] = useState<{ device: Device; act: DeviceAct } | null>(null);
  const [testing, setTesting] = useState<string | null>(null);
  const load = useCallback(async (signal?: AbortSignal) => {
    try { setDevices((await api.fleet.listDevices({}, { signal })).devices); setRefusal(null); } catch (cause) { if (!signal?.aborted) setRefusal(refusalOf(cause)); }
  }, []);
  useEffect(() => {
    const leaving = new AbortController();
    void load(leaving.signal);
    const timer = window.setInterval(() => void load(leaving.signal), every);
    return () => { leaving.abort(); window.clearInterval(timer); };
  }, [load]);
  const shown = devices?.filter((device) => device.device.includes(wanted.trim()));
  return (
    <>
      <div className="page-head"><h1>{t('deviceList')} <span className="count-plain">{devices?.length}</span></h1><label className="row">{t('findDevice')} <Input allowClear value={wanted} maxLength={63} onChange={(event) => setWanted(event.target.value)} style={{ width: '14rem' }} /></label></div>
      <Card>
        {refusal && <Failure refusal={refusal} retry={() => void load()} />}
        {!devices && !refusal && <p className="empty">{t('loading')}</p>}
        {shown?.length === 0 && <p className="empty">{t('noDevices')}</p>}
        {shown && shown.length > 0 && (
          <div className="scroll" tabIndex={0} role="region" aria-label={t('deviceList')}>
            <table className="table">
              <thead><tr>{(['deviceId', 'deviceKind', 'status', 'condition', 'lastHeard', 'certificateUntil', 'deviceActs'] as const).map((word) => <th key={word} scope="col">{t(word)}</th>)}</tr></thead>
              <tbody>{shown.map((device) => <Row key={device.device} device={device} act={(act) => setActing({ device, act })} test={() => setTesting(device.device)} />)}</tbody>
            </table>
          </div>
        )}
      </Card>
      {testing && <SelfTestWindow key={testing} device={testing} close={() => setTesting(null)} />}
      {acting && <ActWindow {...acting} close={() => { setActing(null); void load(); }} />}
    </>
  );
}

function Row({ device, act, test }: { device: Device; act: (act: DeviceAct) => void; test: () => void }) {
  const { t } = usePrefs();
  const { may } = useSession();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const condition = conditionOf(device, now);
  return (
    <>
      <tr>
        <td>{condition ? <button type="button" className="opener" aria-expanded={open} aria-label={t('deviceDetails', { device: device.device })} onClick={() => setOpen(!open)}><span aria-hidden="true">{open ? '▾' : '▸'}</span> <code>{device.device}</code></button> : <code>{device.device}</code>}</td>
        <td>{t(kinds[device.kind] ?? 'unknown')}</td>
        <td><Chip is={standing(device)} /></td>
        <td>{condition ? <Chip is={condition} /> : '—'}</td>
        <td><Heard device={device} /></td>
        <td><Certificate device={device} /></td>
        <td><span className="row">{testable(device) && may('test_device') && <Button size="small" onClick={test}>{t('selfTest')}</Button>}{acts.filter((one) => may(one.right) && one.when(device)).map((one) => <Button key={one.word} size="small" danger={one.danger} onClick={() => act(one)}>{t(one.word)}</Button>)}</span></td>
      </tr>
      {open && <tr className="opened"><td colSpan={7}><DeviceDetail device={device} now={now} /></td></tr>}
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
  return <>{device.lastHeard ? timeOf(device.lastHeard, language) : t('neverHeard')}</>;
}

function Certificate({ device }: { device: Device }) {
  const { language, t } = usePrefs();
  const now = useNow();
  if (!device.certificateExpiresAt) return <>{device.kind === DeviceKind.CONTROLLER ? t('certificateNone') : '—'}</>;
  const left = Math.floor((msOf(device.certificateExpiresAt) - now) / day);
  return (
    <>
      {timeOf(device.certificateExpiresAt, language)}{' '}
      {now > 0 && left < soon && <Tinted tone="bad">{left < 0 ? t('certificateOver') : t('certificateEnds', { days: left })}</Tinted>}
    </>
  );
}
