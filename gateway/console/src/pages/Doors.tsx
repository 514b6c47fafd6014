import { Button, Card } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { api } from '../app/api';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import { DoorDetail } from '../parts/door/DoorDetail';
import { DoorChips } from '../parts/DoorChips';
import { LockdownWindow } from '../parts/LockdownWindow';
import type { DoorState } from '../gen/secure/v1/doors_pb';
import { Failure } from '../parts/Failure';
import { ListEnd, ListSearch, type Search } from '../parts/ListSearch';
import { usePages, type FetchPage } from '../parts/usePages';
import { usePlaces } from '../parts/usePlaces';
import { VirtualList } from '../parts/VirtualList';

/** Of one door in the list, in CSS pixels: its words may take two lines, and so may its chips in English. */
const lineHeights = { zh: 111, en: 148 };

const everyDoor: Search = { search: '' };

const listed: FetchPage<Search, DoorState> = async ({ search }, pageToken, signal) => {
  const page = await api.doors.list({ search, pageSize: 100, pageToken }, { signal });
  return { rows: page.doors, next: page.nextPageToken, total: page.total };
};

export default function Doors({ rest }: { rest: string[] }) {
  const { t } = usePrefs();
  const { may } = useSession();
  const { site } = useLive();
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
          <List chosen={chosen} revision={site?.revision} />
        </Card>
        {site && chosen !== '' && (site.doors.some((door) => door.door === chosen) ? <DoorDetail key={chosen} id={chosen} /> : <Card><p className="empty" role="status">{t('doorGone')}</p></Card>)}
      </div>
      {window && <LockdownWindow release={window === 'release'} door={chosen} close={() => setWindow(null)} />}
    </>
  );
}

function List({ chosen, revision }: { chosen: string; revision: bigint | undefined }) {
  const { language, t } = usePrefs();
  const { doors } = useLive();
  const { doors: places, roomName, doorName } = usePlaces();
  const { found, refusal, search, again, more } = usePages(everyDoor, listed);
  const listedAt = useRef(revision);
  useEffect(() => {
    // A site that was applied may have brought doors and taken others away.
    if (listedAt.current !== undefined && listedAt.current !== revision) again();
    listedAt.current = revision;
    // `again` is the same question.
    // eslint-disable-next-line
  }, [revision]);
  return (
    <>
      <ListSearch label="findDoor" ask={search} />
      {refusal && <Failure refusal={refusal} retry={again} />}
      {!found && !refusal && <p className="empty">{t('loading')}</p>}
      {found?.rows.length === 0 && <p className="empty" role="status">{t('noDoorFound')}</p>}
      {found && found.rows.length > 0 && (
        <VirtualList items={found.rows} total={found.total} near={more} height={lineHeights[language]} keyOf={(door) => door.door} chosen={chosen} label={t('navDoors')}>
          {({ door }) => (
            <a className="alert-item" href={linkTo('doors', door)} aria-current={door === chosen ? 'true' : undefined}>
              <strong>{doorName(door)}</strong><span className="alert-foot">{roomName(places.get(door)?.from ?? '')} → {roomName(places.get(door)?.into ?? '')}</span><DoorChips state={doors.items.get(door)} />
            </a>
          )}
        </VirtualList>
      )}
      <ListEnd found={found} more={more} />
    </>
  );
}
