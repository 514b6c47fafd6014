import { Button, Card } from 'antd';
import { useState } from 'react';
import { timeOf } from '../../app/format';
import { useLive } from '../../app/live';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import { useSession } from '../../app/session';
import { DoorCamera } from '../../gen/secure/v1/doors_pb';
import { AlertLine, pressing } from '../AlertLine';
import { DoorChips } from '../DoorChips';
import { UnlockWindow } from '../UnlockWindow';
import { usePlaces } from '../usePlaces';
import { doorActs, DoorActWindow, type DoorAct } from './DoorActs';
import { orders, OrderWindow, type Order } from './OrderWindow';
import { Rules, useDescription, type Described } from './Rules';
import { SnapshotWindow } from './SnapshotWindow';
import { Timeline } from './Timeline';

export function DoorDetail({ id }: { id: string }) {
  const { language, t } = usePrefs();
  const { may } = useSession();
  const { site, doors } = useLive();
  const { roomName, doorName } = usePlaces();
  const place = site?.doors.find((door) => door.door === id);
  const state = doors.items.get(id);
  const described = useDescription(id);
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
        <Acts id={id} described={described} />
        {may('read_alerts') && <About id={id} />}
        <Rules {...described} />
        {may('see_presence') && <Timeline door={id} />}
      </Card>
    </section>
  );
}

function Acts({ id, described }: { id: string; described: Described }) {
  const { t } = usePrefs();
  const { may } = useSession();
  const { site, doors } = useLive();
  const place = site?.doors.find((door) => door.door === id);
  const [equipping, setEquipping] = useState<DoorAct | null>(null);
  const [unlocking, setUnlocking] = useState(false);
  const [ordering, setOrdering] = useState<Order | null>(null);
  const [picturing, setPicturing] = useState(false);
  // Only where the agent is known to have none it is not offered: else the gateway says what stands in the way.
  const camera = described.of !== null && described.of.camera !== DoorCamera.NONE && may('take_snapshot') && may('view_evidence');
  const mode = doors.items.get(id)?.mode;
  return (
    <div className="row acts">
      {may('unlock_door') && <Button type="primary" onClick={() => setUnlocking(true)}>{t('unlockOnce')}</Button>}
      {orders.filter((order) => may(order.right) && order.when(mode)).map((order) => <Button key={order.word} danger={order.danger} onClick={() => setOrdering(order)}>{t(order.word)}</Button>)}
      {camera && <Button onClick={() => setPicturing(true)}>{t('snapshot')}</Button>}
      {place && doorActs.filter((act) => may(act.right) && act.when(place)).map((act) => <Button key={act.word} danger={act.danger} onClick={() => setEquipping(act)}>{t(act.word)}</Button>)}
      {equipping && <DoorActWindow door={id} act={equipping} close={() => setEquipping(null)} />}
      {picturing && <SnapshotWindow door={id} close={() => setPicturing(false)} />}
      {unlocking && <UnlockWindow door={id} close={() => setUnlocking(false)} />}
      {ordering && <OrderWindow door={id} of={ordering} close={() => setOrdering(null)} />}
    </div>
  );
}

function About({ id }: { id: string }) {
  const { t } = usePrefs();
  const { alerts } = useLive();
  const about = [...alerts.items.values()].filter((alert) => alert.door === id).sort(pressing);
  if (about.length === 0) return null;
  return (
    <>
      <h3>{t('needsSomebody')}</h3>
      <ul className="alert-list">{about.slice(0, 5).map((alert) => <li key={alert.id}><a className="alert-item" href={linkTo('alerts', alert.id)}><AlertLine alert={alert} /></a></li>)}{about.length > 5 && <li><a href={linkTo('alerts')}>{t('moreNeed', { count: about.length - 5 })}</a></li>}</ul>
    </>
  );
}
