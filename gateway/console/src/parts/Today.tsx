import { Card } from 'antd';
import { api } from '../app/api';
import { clockOf, msOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import { Tinted } from './Chip';
import { useAsked } from './Health';
import { usePlaces } from './usePlaces';

const ask = (signal: AbortSignal) => api.presence.today({}, { signal });

/** Who came through doors since midnight and who was refused: the counts, and the last of them. */
export function Today() {
  const { language, t } = usePrefs();
  const { doorName } = usePlaces();
  const today = useAsked(ask);
  return (
    <Card size="small" title={<h2 id="today">{t('today')}</h2>}>
      {today === undefined && <p className="empty">{t('loading')}</p>}
      {today === null && <Tinted tone="bad">{t('todayAway')}</Tinted>}
      {today && <p className="today-counts">{t('todayCounts', { granted: today.granted, denied: today.denied })}</p>}
      {today?.latest.length === 0 && <p className="empty">{t('todayNone')}</p>}
      <ul className="today scrolls" tabIndex={0}>
        {today?.latest.map((one) => (
          <li key={one.logIndex.toString()}>
            <time>{clockOf(msOf(one.at), language)}</time>
            <Tinted tone={one.granted ? 'good' : 'bad'}>{t(one.granted ? 'todayThrough' : 'todayRefused')}</Tinted>
            <span>{one.person ? <bdi>{one.name || one.person}</bdi> : t('todayNobody')} · {doorName(one.door)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
