import { App, Button, Card, Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { api } from '../app/api';
import { isOpen, useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import { go } from '../app/route';
import { useSession } from '../app/session';
import { AlertState } from '../gen/secure/v1/alerts_pb';
import { AlertDetail } from '../parts/AlertDetail';
import { AlertLine, pressing } from '../parts/AlertLine';
import { AlertSearch } from '../parts/alert/AlertSearch';
import { DrillWindow } from '../parts/alert/DrillWindow';
import { Failure } from '../parts/Failure';
import { ListSearch, type Search } from '../parts/ListSearch';
import { usePages, type FetchPage } from '../parts/usePages';
import { VirtualList } from '../parts/VirtualList';
import { useAlertActs, type AlertAct } from '../parts/useAlertActs';
import type { Word } from '../app/words';
import { Window } from '../parts/Window';

const keys: [string, Word][] = [['J', 'keyNext'], ['K', 'keyPrevious'], ['A', 'keyAcknowledge'], ['R', 'keyResolve'], ['Enter', 'keyOpen'], ['?', 'keyHelp']];

/** Keys belong to the queue only while nobody writes and no window is open above it. */
const isBusy = (event: KeyboardEvent) =>
  event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role="dialog"]') !== null || (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role="combobox"]') !== null);

/** Of one alert in a list, in CSS pixels: what is below its words may take two lines, and so may chips in English. */
const lineHeights = { zh: 136, en: 166 };

const everyone: Search = { search: '' };

/** Of the open ones, those that the gateway finds; nothing is asked where nothing is looked for. */
const matching: FetchPage<Search, string> = async ({ search }, pageToken, signal) => {
  if (!search) return { rows: [], next: '', total: 0 };
  const page = await api.alerts.list({ text: search, open: true, pageSize: 100, pageToken }, { signal });
  return { rows: page.alerts.map((alert) => alert.id), next: page.nextPageToken, total: page.total };
};

export default function Alerts({ rest }: { rest: string[] }) {
  const { language, t } = usePrefs();
  const lineHeight = lineHeights[language];
  const { may } = useSession();
  const { alerts } = useLive();
  const { message } = App.useApp();
  const acts = useAlertActs();
  const [asking, setAsking] = useState<{ act: AlertAct; id: string } | null>(null);
  const [all, setAll] = useState(false);
  const [helping, setHelping] = useState(false);
  const [drilling, setDrilling] = useState(false);
  const chosen = rest[0] ?? '';
  // An act is one alert's: with another on the page, by whatever way, its window is gone and does not come back.
  if (asking && asking.id !== chosen) setAsking(null);
  const ask = (act: AlertAct | null) => setAsking((now) => (act ? { act, id: chosen } : now?.id === chosen ? null : now));
  const { wanted, found, refusal, search, more } = usePages(everyone, matching);
  // What matches is the gateway's word; how each stands is the live one's.
  const queue = wanted.search ? (found?.rows ?? []).flatMap((id) => alerts.items.get(id) ?? []) : [...alerts.items.values()].filter(isOpen).sort(pressing);
  const detail = useRef<HTMLElement>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isBusy(event)) return;
      const at = queue.findIndex((alert) => alert.id === chosen);
      const step = (to: number) => {
        const next = queue[Math.max(0, Math.min(queue.length - 1, to))];
        if (next) go('alerts', next.id);
      };
      switch (event.key.toLowerCase()) {
        case 'j': step(at + 1); break;
        case 'k': step(at < 0 ? 0 : at - 1); break;
        case 'a': {
          const alert = queue[at];
          if (alert?.state === AlertState.RAISED && may('acknowledge_alerts')) void acts.acknowledge(alert);
          break;
        }
        case 'r': {
          const alert = queue[at];
          if (!alert || !may('handle_alerts')) break;
          if (alert.state === AlertState.HANDLING) ask('resolve'); else void message.info(t('needHandlingFirst'));
          break;
        }
        case 'enter':
          if (event.target instanceof HTMLElement && event.target.closest('button, a')) return;
          detail.current?.focus();
          break;
        case '?': setHelping(true); break;
        default: return;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  return (
    <>
      <div className="page-head"><h1>{t('alertQueue')} <span className="count-plain">{wanted.search ? [...alerts.items.values()].filter(isOpen).length : queue.length}</span></h1><div className="row">{may('handle_alerts') && <Button onClick={() => setDrilling(true)}>{t('startDrill')}</Button>}<Button onClick={() => setHelping(true)}>{t('shortcuts')} ?</Button></div></div>
      <div className="split">
        <Card className="split-list">
          <Segmented className="gap" block aria-label={t('whichShown')} value={all} onChange={setAll} options={[{ value: false, label: t('queueNow') }, { value: true, label: t('alertsAll') }]} />
          {all ? <AlertSearch chosen={chosen} height={lineHeight} /> : (
            <>
              <ListSearch label="alertFind" ask={search} />
              {refusal && <Failure refusal={refusal} />}
              {queue.length === 0 && !refusal && <p className="empty" role="status">{!alerts.known || (wanted.search && !found) ? t('loading') : t(wanted.search ? 'noAlerts' : 'nothingNeeds')}</p>}
              {queue.length > 0 && (
                <VirtualList items={queue} total={queue.length + (wanted.search && found?.next ? 1 : 0)} near={more} height={lineHeight} keyOf={(alert) => alert.id} chosen={chosen} label={t('alertQueue')}>
                  {(alert) => <button type="button" className="alert-item" aria-current={alert.id === chosen ? 'true' : undefined} onClick={() => go('alerts', alert.id)}><AlertLine alert={alert} /></button>}
                </VirtualList>
              )}
            </>
          )}
        </Card>
        <section className="split-detail" ref={detail} tabIndex={-1} aria-label={t('alertQueue')}>
          {chosen ? <AlertDetail key={chosen} id={chosen} asking={asking?.id === chosen ? asking.act : null} ask={ask} /> : <p className="empty">{t('chooseAlert')}</p>}
        </section>
      </div>
      {drilling && <DrillWindow close={() => setDrilling(false)} />}
      {helping && <Window title={t('shortcuts')} onCancel={() => setHelping(false)}>
        <dl className="keys">{keys.map(([key, word]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(word)}</dd></div>)}</dl>
      </Window>}
    </>
  );
}
