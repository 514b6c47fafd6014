import { half } from '../app/api';
import { msOf, spanOf, timeOf } from '../app/format';
import { isOpen } from '../app/live';
import { alertStateName, severityName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import type { Alert } from '../gen/secure/v1/alerts_pb';
import { AlertSeverity, AlertState } from '../gen/secure/v1/alerts_pb';
import { Chip, Tinted } from './Chip';
import { useNow } from './useNow';
import { usePlaces } from './usePlaces';

/** The most pressing first: not acknowledged, then grave, then old. */
export const pressing = (a: Alert, b: Alert) =>
  Number(b.state === AlertState.RAISED) - Number(a.state === AlertState.RAISED) || b.severity - a.severity || msOf(a.raisedAt) - msOf(b.raisedAt);

export function AlertLine({ alert }: { alert: Alert }) {
  const { language, t } = usePrefs();
  const { personName } = usePlaces();
  return (
    <>
      <span className="alert-head">
        <Chip is={severityName(alert.severity)} /><Chip is={alertStateName(alert.state)} />
        {alert.drill && <Tinted tone="info">{t('drill')}</Tinted>}
        {alert.escalated && <Tinted tone="warn">{t('escalated')}</Tinted>}
        {isOpen(alert) && <Countdown alert={alert} />}
      </span>
      <strong className={alert.severity === AlertSeverity.URGENT ? 'alert-text urgent' : 'alert-text'}><bdi>{half(alert.text, language)}</bdi></strong>
      <span className="alert-foot">
        <AlertPlace alert={alert} /> · <span className="together">{timeOf(alert.raisedAt, language)}</span>
        {alert.count > 1n && <> · <span className="together">{t('times', { count: String(alert.count) })}</span></>} · <span className="together">{t('owner')}: <bdi>{alert.owner ? personName(alert.owner) : t('nobodyYet')}</bdi></span>
      </span>
    </>
  );
}

/** Door, room or device, as far as the alarm said. */
export function AlertPlace({ alert }: { alert: Alert }) {
  const { t } = usePrefs();
  const { doorName, roomName } = usePlaces();
  const place = [alert.door && doorName(alert.door), alert.room && roomName(alert.room), !alert.door && alert.device].filter(Boolean).join(' / ');
  return <bdi>{place || t('unknown')}</bdi>;
}

export function Countdown({ alert }: { alert: Alert }) {
  const { t } = usePrefs();
  const now = useNow();
  if (now === 0) return null;
  const left = msOf(alert.state === AlertState.RAISED ? alert.acknowledgeBy : alert.closeBy) - now;
  return left <= 0 || alert.overdue ? <Tinted tone="bad">{t('overdue')}</Tinted> : <Tinted tone="quiet">{t('remaining', { time: spanOf(left) })}</Tinted>;
}
