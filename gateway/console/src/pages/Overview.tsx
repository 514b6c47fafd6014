// 一屏: what is wrong now, where, who is there, who owns it. Nothing here needs another page to be understood.
import { Card } from 'antd';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import { AlertLine, pressing } from '../parts/AlertLine';
import { FloorMaps } from '../parts/FloorMap';
import { Health } from '../parts/Health';
import { Rooms } from '../parts/Rooms';
import { Today } from '../parts/Today';

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
