import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { half } from '../app/api';
import { useLive } from '../app/live';
import { alertStateName, severityName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { AlertState } from '../gen/secure/v1/alerts_pb';

const known = typeof Notification !== 'undefined';

/** Word of each new alert outside the page. The browser asks the reader first; what the alert says stays in the page. */
export function Notify() {
  const { alerts } = useLive();
  const { language, t } = usePrefs();
  const [permission, setPermission] = useState(known ? Notification.permission : 'denied');
  const told = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (permission !== 'granted' || !alerts.known) return;
    const raised = [...alerts.items.values()].filter((alert) => alert.state === AlertState.RAISED);
    // Those that were there already are on the screen; from now on each new one is told, once.
    const fresh = told.current === null ? [] : raised.filter((alert) => !told.current!.has(alert.id));
    told.current ??= new Set();
    for (const alert of raised) told.current.add(alert.id);
    for (const alert of fresh) {
      const shown = new Notification(`${t(severityName(alert.severity)[0])} · ${t(alertStateName(alert.state)[0])}`, { body: half(alert.text, language), tag: alert.id, lang: language === 'zh' ? 'zh-CN' : 'en' });
      shown.onclick = () => { window.focus(); window.location.hash = linkTo('alerts', alert.id); };
    }
  }, [alerts, permission, language, t]);
  if (!known) return null;
  if (permission === 'default') return <Button type="text" onClick={() => void Notification.requestPermission().then(setPermission)}>{t('notifyOn')}</Button>;
  return <span className="beat" role="status">{t(permission === 'granted' ? 'notifyIsOn' : 'notifyRefused')}</span>;
}
