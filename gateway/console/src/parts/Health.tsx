import { Card } from 'antd';
import { useEffect, useState } from 'react';
import { api } from '../app/api';
import { useLive } from '../app/live';
import { roleName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import { LinkState } from '../gen/secure/v1/doors_pb';
import type { Device } from '../gen/secure/v1/fleet_pb';
import { Tinted } from './Chip';
import { conditionOf } from './devices/condition';
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
const askDevices = async (signal: AbortSignal) => (await api.fleet.listDevices({}, { signal })).devices;

/** An enrolled device that says so itself or is not heard; services and workstations call when they need something. */
function inTrouble(device: Device, now: number) {
  if (!device.enrolled || device.revoked) return false;
  const tone = conditionOf(device, now)?.[1];
  return tone === 'bad' || tone === 'unknown';
}

export function Health() {
  const { t } = usePrefs();
  const { may, who } = useSession();
  const { doors, site, approvals } = useLive();
  const now = useNow();
  const checkpoint = useAsked(askCheckpoint);
  const devices = useAsked(askDevices, may('read_devices'));
  const online = [...doors.items.values()].filter((door) => door.link === LinkState.ONLINE).length;
  const all = site?.doors.length ?? doors.items.size;
  const troubled = devices?.filter((device) => inTrouble(device, now)) ?? [];
  const lacking = who?.withoutDeputy ?? [];
  return (
    <Card title={<h2 id="health">{t('systemHealth')}</h2>}>
      <dl className="facts">
        {may('watch_doors') && <Fact word={t('doorsOnline')} bad={online < all}>{online} / {all}</Fact>}
        {checkpoint !== undefined && <Fact word={t('checkpoint')} bad={checkpoint === null}>{checkpoint ? t('checkpointOf', { size: String(checkpoint.size) }) : t('unknown')}</Fact>}
        {checkpoint !== undefined && <Fact word={t('witnesses')} bad={!checkpoint || checkpoint.cosignatures === 0}>{checkpoint?.cosignatures || t('unwitnessed')}</Fact>}
        {may('read_devices') && devices !== undefined && (
          <Fact word={t('devicesTrouble')} bad={devices === null || troubled.length > 0}>{devices === null ? t('unknown') : troubled.map((device) => device.device).join(', ') || t('noTrouble')}</Fact>
        )}
        {may('read_approvals') && <Fact word={t('waitingApprovals')} bad={false}>{approvals.items.size}</Fact>}
        {may('read_approvals') && <Fact word={t('deputies')} bad={lacking.length > 0}>{lacking.length > 0 ? t('deputyMissing', { roles: lacking.map((role) => t(roleName(role))).join(', ') }) : t('complete')}</Fact>}
      </dl>
    </Card>
  );
}

function Fact({ word, bad, children }: { word: string; bad: boolean; children: React.ReactNode }) {
  return <div><dt>{word}</dt><dd>{bad ? <Tinted tone="bad">{children}</Tinted> : children}</dd></div>;
}
