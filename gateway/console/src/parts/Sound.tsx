import { Button } from 'antd';
import { useEffect } from 'react';
import { api } from '../app/api';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import { AlertState } from '../gen/secure/v1/alerts_pb';
import { turnOn, useIsOn, useTones } from './tones';

const every = 3_000;

/** Asked so often, a desk that listens stays signed in like the one screen: else it would fall silent after half an hour without a call. */
const keptMs = 20_000;

/** Sounds until every alert is acknowledged. A browser is silent until somebody has pressed something: hence the button. */
export function Sound() {
  const { alerts } = useLive();
  const { t } = usePrefs();
  const on = useIsOn();
  useTones([...alerts.items.values()].some((alert) => alert.state === AlertState.RAISED), every);
  useEffect(() => {
    if (!on) return undefined;
    const keep = () => { api.audit.getCheckpoint({}).catch(() => { /* what failed is told by the streams and the session */ }); };
    keep();
    const timer = window.setInterval(keep, keptMs);
    return () => window.clearInterval(timer);
  }, [on]);
  if (on) return <span className="beat" role="status">{t('soundIsOn')}</span>;
  return <Button type="text" onClick={turnOn}>{t('soundOn')}</Button>;
}
