import { Card } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { api } from '../app/api';
import { useLive } from '../app/live';
import { roleName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import type { GetCheckpointResponse } from '../gen/secure/v1/audit_pb';
import { LinkState } from '../gen/secure/v1/doors_pb';
import { Chip, Tinted } from './Chip';
import { LostCameras } from './devices/Cameras';
import { troubleOf } from './devices/condition';
import { useNow } from './useNow';

const every = 10_000;

/** Asks again and again while it is on the screen, which also keeps the session of whoever only watches it; undefined until the first answer, null where the last one failed. */
export function useAsked<T>(ask: (signal: AbortSignal) => Promise<T>, allowed = true): T | null | undefined {
  const [answer, setAnswer] = useState<T | null>();
  useEffect(() => {
    if (!allowed) return undefined;
    const leaving = new AbortController();
    const look = () => ask(leaving.signal).then(setAnswer, () => { if (!leaving.signal.aborted) setAnswer(null); });
    void look();
    const timer = window.setInterval(() => void look(), every);
    return () => { leaving.abort(); window.clearInterval(timer); };
    // `ask` is a constant of this module.
    // eslint-disable-next-line
  }, [allowed]);
  return answer;
}

const askCheckpoint = (signal: AbortSignal) => api.audit.getCheckpoint({}, { signal });

/** Entries waited at the last look and no checkpoint has come since: the log is not being published. */
function useBehind(checkpoint: GetCheckpointResponse | null | undefined) {
  const last = useRef<GetCheckpointResponse | null>(null);
  const [behind, setBehind] = useState(false);
  useEffect(() => {
    if (!checkpoint) return;
    setBehind(checkpoint.waiting > 0n && last.current !== null && last.current.waiting > 0n && last.current.size === checkpoint.size);
    last.current = checkpoint;
  }, [checkpoint]);
  return behind;
}
const askDevices = async (signal: AbortSignal) => (await api.fleet.listDevices({}, { signal })).devices;

export function Health() {
  const { t } = usePrefs();
  const { may, who, refresh } = useSession();
  const { doors, site, approvals } = useLive();
  const mayKnowDeputies = may('read_approvals');
  // Deputies come and go while the page is open.
  useEffect(() => {
    if (!mayKnowDeputies) return undefined;
    const timer = window.setInterval(() => void refresh(), every);
    return () => window.clearInterval(timer);
  }, [mayKnowDeputies, refresh]);
  const now = useNow();
  const checkpoint = useAsked(askCheckpoint);
  const behind = useBehind(checkpoint);
  const devices = useAsked(askDevices, may('read_devices'));
  const online = (site?.doors ?? []).filter((door) => doors.items.get(door.door)?.link === LinkState.ONLINE).length;
  const all = site?.doors.length ?? doors.items.size;
  // A controller speaks through its doors: their silence is known before its next report is late.
  const silent = new Set(site?.doors.filter((door) => doors.known && doors.items.get(door.door)?.link !== LinkState.ONLINE).map((door) => door.controller));
  const troubled = devices?.map((device) => ({ device, is: troubleOf(device, now, silent.has(device.device)) })).filter(({ is }) => is !== null) ?? [];
  const lacking = who?.withoutDeputy ?? [];
  return (
    <Card size="small" title={<h2 id="health">{t('systemHealth')}</h2>}>
      <dl className="facts">
        {may('watch_doors') && <Fact word={t('doorsOnline')} bad={!doors.live || online < all}>{doors.live ? online : t('unknown')} / {all}</Fact>}
        {checkpoint !== undefined && <Fact word={t('checkpoint')} bad={checkpoint === null || behind}>{checkpoint ? t(behind ? 'checkpointBehind' : 'checkpointOf', { size: String(checkpoint.size), waiting: String(checkpoint.waiting) }) : t('unknown')}</Fact>}
        {checkpoint !== undefined && <Fact word={t('witnesses')} bad={!checkpoint || checkpoint.cosignatures === 0}>{checkpoint?.cosignatures || t('unwitnessed')}</Fact>}
        {may('read_devices') && devices !== undefined && (
          <Fact word={t('devicesTrouble')} bad={devices === null || troubled.length > 0}>{devices === null ? t('unknown') : troubled.length > 0 ? t('troubledCount', { count: troubled.length }) : t('noTrouble')}</Fact>
        )}
        {may('read_approvals') && <Fact word={t('waitingApprovals')} bad={false}>{approvals.items.size}</Fact>}
        {may('read_approvals') && <Fact word={t('deputies')} bad={lacking.length > 0}>{lacking.length > 0 ? t('deputyMissing', { roles: lacking.map((role) => t(roleName(role))).join(', ') }) : t('complete')}</Fact>}
      </dl>
      {troubled.length > 0 && (
        <ul className="in-trouble scrolls" tabIndex={0} aria-label={t('devicesTrouble')}>
          {troubled.map(({ device, is }) => <li key={device.device}><a href={linkTo('devices')}><code>{device.device}</code></a> {is && <Chip is={is} />} {is?.[0] === 'cameraLost' && <LostCameras device={device} now={now} />}</li>)}
        </ul>
      )}
    </Card>
  );
}

function Fact({ word, bad, children }: { word: string; bad: boolean; children: React.ReactNode }) {
  return <div><dt>{word}</dt><dd>{bad ? <Tinted tone="bad">{children}</Tinted> : children}</dd></div>;
}
