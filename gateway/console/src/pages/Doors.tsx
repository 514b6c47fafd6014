import { Button, Card } from 'antd';
import { useState } from 'react';
import { useLive } from '../app/live';
import { timeOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import { AlertLine, pressing } from '../parts/AlertLine';
import { DoorChips } from '../parts/DoorChips';
import { LockdownWindow } from '../parts/LockdownWindow';
import { UnlockWindow } from '../parts/UnlockWindow';
import { usePlaces } from '../parts/usePlaces';

export default function Doors({ rest }: { rest: string[] }) {
  const { t } = usePrefs();
  const { may } = useSession();
  const { site, doors } = useLive();
  const { roomName, doorName } = usePlaces();
  const [window, setWindow] = useState<'lockdown' | 'release' | null>(null);
  const chosen = rest[0] ?? '';
  return (
    <>
      <div className="page-head">
        <h1>{t('navDoors')}</h1>
        <div className="row">
          {may('lock_down') && <Button danger onClick={() => setWindow('lockdown')}>{t('lockdown')}</Button>}
          {may('release_lockdown') && <Button onClick={() => setWindow('release')}>{t('release')}</Button>}
        </div>
      </div>
      <div className="split">
        <Card>
          {!site && <p className="empty">{t('loading')}</p>}
          <ul className="alert-list">
            {site?.doors.map((door) => (
              <li key={door.door}>
                <a className="alert-item" href={linkTo('doors', door.door)} aria-current={door.door === chosen ? 'true' : undefined}>
                  <strong>{doorName(door.door)}</strong><span className="alert-foot">{roomName(door.from)} → {roomName(door.into)}</span><DoorChips state={doors.items.get(door.door)} />
                </a>
              </li>
            ))}
          </ul>
        </Card>
        {site?.doors.some((door) => door.door === chosen) && <Detail key={chosen} id={chosen} />}
      </div>
      {window && <LockdownWindow release={window === 'release'} door={chosen} close={() => setWindow(null)} />}
    </>
  );
}

function Detail({ id }: { id: string }) {
  const { language, t } = usePrefs();
  const { may } = useSession();
  const { site, doors, alerts } = useLive();
  const { roomName, doorName } = usePlaces();
  const [unlocking, setUnlocking] = useState(false);
  const place = site?.doors.find((door) => door.door === id);
  const state = doors.items.get(id);
  const about = [...alerts.items.values()].filter((alert) => alert.door === id).sort(pressing);
  if (!place) return null;
  return (
    <section className="split-detail" aria-label={doorName(id)}>
      <Card>
        <h2>{doorName(id)}</h2>
        <DoorChips state={state} />
        <dl className="facts">
          <div><dt>{t('leadsFrom')}</dt><dd>{roomName(place.from)}</dd></div>
          <div><dt>{t('leadsInto')}</dt><dd>{roomName(place.into)}</dd></div>
          <div><dt>{t('controller')}</dt><dd><code>{place.controller}</code></dd></div>
          <div><dt>{t('asOf')}</dt><dd>{state?.asOf ? timeOf(state.asOf, language) : t('unknown')}</dd></div>
        </dl>
        {may('unlock_door') && <div className="row acts"><Button type="primary" onClick={() => setUnlocking(true)}>{t('unlockOnce')}</Button></div>}
        {may('read_alerts') && about.length > 0 && (
          <>
            <h3>{t('needsSomebody')}</h3>
            <ul className="alert-list">{about.map((alert) => <li key={alert.id}><a className="alert-item" href={linkTo('alerts', alert.id)}><AlertLine alert={alert} /></a></li>)}</ul>
          </>
        )}
      </Card>
      {unlocking && <UnlockWindow door={id} close={() => setUnlocking(false)} />}
    </section>
  );
}
