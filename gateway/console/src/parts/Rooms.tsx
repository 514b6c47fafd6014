import { Button, Card, Input } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import { PresenceState, type PersonPresence } from '../gen/secure/v1/presence_pb';
import type { DoorPlace, RoomPlace } from '../gen/secure/v1/site_pb';
import { DoorChips } from './DoorChips';
import { useBlocks } from './useBlocks';
import { usePlaces } from './usePlaces';

/** In a block: whole rows of one to six rooms beside each other. */
const blockRooms = 60;
/** A room's share of its block's height before that was seen, in CSS pixels. */
const guess = 40;
/** So few are seen at a look. */
const fewMax = 12;

const grouped = <T, >(all: Iterable<T>, key: (one: T) => string) => {
  const groups = new Map<string, T[]>();
  for (const one of all) { const of = groups.get(key(one)); if (of) of.push(one); else groups.set(key(one), [one]); }
  return groups;
};

/** Every room with who is there and the doors into it: of very many, those in sight are in the page. */
export function Rooms() {
  const { t } = usePrefs();
  const { site, presence } = useLive();
  const [search, setSearch] = useState('');
  const people = useMemo(() => grouped([...presence.items.values()].filter((person) => person.state === PresenceState.PRESENT), (person) => person.room), [presence]);
  const doors = useMemo(() => grouped(site?.doors ?? [], (door) => door.into), [site]);
  const rooms = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const has = (...texts: (string | undefined)[]) => texts.some((text) => text?.toLowerCase().includes(wanted));
    const named = (room: RoomPlace) => has(room.room, room.name?.zh, room.name?.en) || doors.get(room.room)?.some((door) => has(door.door, door.name?.zh, door.name?.en));
    // The most guarded first: on a small screen the others scroll.
    return (site?.rooms ?? []).filter((room) => wanted === '' || named(room)).sort((one, other) => other.tier - one.tier);
  }, [site, doors, search]);
  const box = useRef<HTMLDivElement>(null);
  const { blocks, above, below } = useBlocks(box, rooms, { guess, total: rooms.length, size: blockRooms });
  const lost = [...presence.items.values()].filter((person) => person.state === PresenceState.UNKNOWN);
  const many = (site?.rooms.length ?? 0) > fewMax;
  return (
    <Card size="small" title={<h2 id="rooms">{t('rooms')} {many && <span className="count-plain">{rooms.length}</span>}</h2>} extra={many && <Input className="room-search" size="small" allowClear aria-label={t('findRoom')} placeholder={t('findRoom')} value={search} onChange={(typed) => setSearch(typed.target.value)} />}>
      {!site && <p className="empty">{t('loading')}</p>}
      {lost.length > 0 && <p className="room-lost">{t('whereUnknown')}: <Names people={lost} /></p>}
      {site && rooms.length === 0 && <p className="empty" role="status">{t('noRoomFound')}</p>}
      <div className="rooms-box scrolls" ref={box} tabIndex={0} role="group" aria-labelledby="rooms">
        <div style={{ paddingTop: above, paddingBottom: below }}>
          {blocks.map((block) => (
            <div key={block} data-block={block} className="room-grid">
              {rooms.slice(block * blockRooms, (block + 1) * blockRooms).map((room) => <RoomBox key={room.room} room={room} here={people.get(room.room) ?? []} doors={doors.get(room.room) ?? []} />)}
            </div>
          ))}
        </div>
      </div>
    </Card>
  );
}

function RoomBox({ room, here, doors: into }: { room: RoomPlace; here: PersonPresence[]; doors: DoorPlace[] }) {
  const { t } = usePrefs();
  const { may } = useSession();
  const { doors } = useLive();
  const { roomName, doorName } = usePlaces();
  return (
    <article className={`room room-tier-${room.tier}`}>
      <h3>{roomName(room.room)} <small>{t('tier', { tier: room.tier })}</small></h3>
      {may('see_presence') && <p className="room-people"><Count people={here} />{here.length > 0 && <>: <Names people={here} /></>}</p>}
      <ul className="room-doors">
        {into.map((door) => (
          <li key={door.door}><a href={linkTo('doors', door.door)}>{doorName(door.door)}</a><DoorChips state={doors.items.get(door.door)} /></li>
        ))}
      </ul>
    </article>
  );
}

/** How many are there; once updates stop, how many were, which is no longer how things stand. */
function Count({ people }: { people: PersonPresence[] }) {
  const { t } = usePrefs();
  const { presence } = useLive();
  if (!presence.live) return people.length > 0 ? t('peopleBefore', { count: people.length }) : t('peopleUnknown');
  return <><b>{people.length}</b> {t(people.length === 1 ? 'onePerson' : 'people')}</>;
}

/** A few at a look, and all of them for whoever has to call the roll. */
function Names({ people }: { people: PersonPresence[] }) {
  const { t } = usePrefs();
  const [all, setAll] = useState(false);
  const shown = all ? people : people.slice(0, fewMax);
  return (
    <>
      {shown.map((person, at) => <span key={person.person}>{at > 0 && ', '}<bdi>{person.name || person.person}</bdi></span>)}
      {people.length > shown.length && <> <Button type="link" size="small" onClick={() => setAll(true)}>{t('everyName', { count: people.length })}</Button></>}
    </>
  );
}
