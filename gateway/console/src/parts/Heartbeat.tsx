import { useClockOff } from '../app/clock';
import { useLive } from '../app/live';
import { clockOf, dayTimeOf, spanOf, zoneOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import { useNow } from './useNow';

/** What a tired network may add to the gateway's word is far less. */
const offMax = 60_000;

/** Whether what is on the screen is live; where it is not, since when, and nothing pretends otherwise. */
export function Heartbeat() {
  const { stoppedSince } = useLive();
  const { may } = useSession();
  const { language, t } = usePrefs();
  const now = useNow();
  const byAnswers = useClockOff();
  const watches = (['watch_doors', 'see_presence', 'read_alerts', 'read_approvals'] as const).some((right) => may(right));
  const off = !watches ? byAnswers : now > 0 ? Date.now() - now : 0;
  const notice = Math.abs(off) > offMax && <div className="clock-off" role="status">{t('browserClock', { span: spanOf(Math.abs(off)) })}</div>;
  // To others nothing is told by itself that could stop.
  if (!watches) return notice || null;
  if (stoppedSince === null) {
    return <><span className="beat"><span className="dot" aria-hidden="true" />{t('live')} · {t('liveAt', { time: `${clockOf(now, language)} ${zoneOf(new Date(now))}` })}</span>{notice}</>;
  }
  return (
    <div className={stoppedSince === 0 ? 'beat' : 'stopped'} role="status">
      {stoppedSince === 0 ? t('notLiveYet') : t('notLive', { time: dayTimeOf(new Date(stoppedSince)) })}
    </div>
  );
}
