import { Button, Card } from 'antd';
import { useState } from 'react';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import { DoorDetail } from '../parts/door/DoorDetail';
import { DoorChips } from '../parts/DoorChips';
import { LockdownWindow } from '../parts/LockdownWindow';
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
        {site?.doors.some((door) => door.door === chosen) && <DoorDetail key={chosen} id={chosen} />}
      </div>
      {window && <LockdownWindow release={window === 'release'} door={chosen} close={() => setWindow(null)} />}
    </>
  );
}
