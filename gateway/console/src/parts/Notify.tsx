import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { half } from '../app/api';
import { msOf } from '../app/format';
import { useLive } from '../app/live';
import { alertStateName, severityName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { AlertState } from '../gen/secure/v1/alerts_pb';

const known = typeof Notification !== 'undefined';

/** Alerts of which it is known that they were told: more than can wait for somebody. */
const toldMax = 20_000;

/** Word of each new alert outside the page. The browser asks the reader first; what the alert says stays in the page. */
export function Notify() {
  const { alerts, at } = useLive();
  const { language, t } = usePrefs();
  const [permission, setPermission] = useState(known ? Notification.permission : 'denied');
  const told = useRef(new Set<string>());
  const begun = useRef(0);
  useEffect(() => {
    if (permission !== 'granted' || !alerts.known || at === 0) return;
    // Those that were there already are on the screen, though thousands of them take some messages to come; from now on each new one is told, once.
    begun.current ||= at;
    const raised = [...alerts.items.values()].filter((alert) => alert.state === AlertState.RAISED);
    const fresh = raised.filter((alert) => msOf(alert.raisedAt) > begun.current && !told.current.has(alert.id));
    for (const alert of fresh) told.current.add(alert.id);
    // What is no longer raised is not told again; a page that is open for weeks does not keep all of it.
    if (told.current.size > toldMax) told.current = new Set(raised.map((alert) => alert.id));
    for (const alert of fresh) {
      const shown = new Notification(`${t(severityName(alert.severity)[0])} · ${t(alertStateName(alert.state)[0])}`, { body: half(alert.text, language), tag: alert.id, lang: language === 'zh' ? 'zh-CN' : 'en' });
      shown.onclick = () => { window.focus(); window.location.hash = linkTo('alerts', alert.id); };
    }
  }, [alerts, at, permission, language, t]);
  if (!known) return null;
  if (permission === 'default') return <Button type="text" onClick={() => void Notification.requestPermission().then(setPermission)}>{t('notifyOn')}</Button>;
  return <span className="beat" role="status">{t(permission === 'granted' ? 'notifyIsOn' : 'notifyRefused')}</span>;
}
