// 一屏: what is wrong now, where, who is there, who owns it. Nothing here needs another page to be understood.
import { Card } from 'antd';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import { PresenceState, type PersonPresence } from '../gen/secure/v1/presence_pb';
import type { RoomPlace } from '../gen/secure/v1/site_pb';
import { AlertLine, pressing } from '../parts/AlertLine';
import { DoorChips } from '../parts/DoorChips';
import { FloorMaps } from '../parts/FloorMap';
import { Health } from '../parts/Health';
import { Today } from '../parts/Today';
import { usePlaces } from '../parts/usePlaces';

export default function Overview() {
  const { t } = usePrefs();
  const { may } = useSession();
  return (
    <>
      <h1 className="unseen">{t('navOverview')}</h1>
      <div className="overview">
        <div className="overview-side">
          <section className="overview-alerts" aria-labelledby="needs"><Needs /></section>
          {may('see_presence') && <section className="overview-today" aria-labelledby="today"><Today /></section>}
          <section className="overview-health" aria-labelledby="health"><Health /></section>
        </div>
        {may('watch_doors') && (
          <div className="overview-places">
            <div className="overview-maps" tabIndex={0} role="region" aria-label={t('doorMap')}><FloorMaps /></div>
            <section className="overview-rooms" aria-labelledby="rooms"><Rooms /></section>
          </div>
        )}
      </div>
    </>
  );
}

function Needs() {
  const { alerts } = useLive();
  const { t } = usePrefs();
  const waiting = [...alerts.items.values()].sort(pressing);
  return (
    <Card size="small" title={<h2 id="needs">{t('needsSomebody')} <span className="count-plain">{waiting.length}</span></h2>}>
      {waiting.length === 0 && <p className="empty">{alerts.known ? t('nothingNeeds') : t('loading')}</p>}
      <ul className="alert-list scrolls" tabIndex={0}>
        {waiting.slice(0, 50).map((alert) => (
          <li key={alert.id}><a className="alert-item" href={linkTo('alerts', alert.id)}><AlertLine alert={alert} /></a></li>
        ))}
        {waiting.length > 50 && <li><a href={linkTo('alerts')}>{t('moreNeed', { count: waiting.length - 50 })}</a></li>}
      </ul>
    </Card>
  );
}

function Rooms() {
  const { t } = usePrefs();
  const { site, presence } = useLive();
  const lost = [...presence.items.values()].filter((person) => person.state === PresenceState.UNKNOWN);
  // The most guarded first: on a small screen the others scroll.
  const rooms = [...site?.rooms ?? []].sort((one, other) => other.tier - one.tier);
  return (
    <Card size="small" title={<h2 id="rooms">{t('rooms')}</h2>}>
      {!site && <p className="empty">{t('loading')}</p>}
      {lost.length > 0 && <p className="room-lost">{t('whereUnknown')}: <Names people={lost} /></p>}
      <div className="room-grid scrolls" tabIndex={0} role="group" aria-labelledby="rooms">{rooms.map((room) => <RoomBox key={room.room} room={room} />)}</div>
    </Card>
  );
}

function RoomBox({ room }: { room: RoomPlace }) {
  const { t } = usePrefs();
  const { may } = useSession();
  const { site, doors, presence } = useLive();
  const { roomName, doorName } = usePlaces();
  const here = [...presence.items.values()].filter((person) => person.state === PresenceState.PRESENT && person.room === room.room);
  return (
    <article className={`room room-tier-${room.tier}`}>
      <h3>{roomName(room.room)} <small>{t('tier', { tier: room.tier })}</small></h3>
      {may('see_presence') && <p className="room-people"><b>{here.length}</b> {t(here.length === 1 ? 'onePerson' : 'people')}{here.length > 0 && <>: <Names people={here} /></>}</p>}
      <ul className="room-doors">
        {site?.doors.filter((door) => door.into === room.room).map((door) => (
          <li key={door.door}><a href={linkTo('doors', door.door)}>{doorName(door.door)}</a><DoorChips state={doors.items.get(door.door)} /></li>
        ))}
      </ul>
    </article>
  );
}

function Names({ people }: { people: PersonPresence[] }) {
  return people.slice(0, 12).map((person, at) => <span key={person.person}>{at > 0 && ', '}<bdi>{person.name || person.person}</bdi></span>).concat(people.length > 12 ? [<span key="">…</span>] : []);
}
