// What the gateway tells by itself: doors, people, alerts, approvals. One stream each for as long as somebody is signed
// in, whatever page is open. A stream that says nothing for longer than its heartbeat allows is not live, and says so.
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Alert, WatchAlertsResponse } from '../gen/secure/v1/alerts_pb';
import { AlertState } from '../gen/secure/v1/alerts_pb';
import type { Approval, WatchApprovalsResponse } from '../gen/secure/v1/approvals_pb';
import type { DoorState, WatchDoorsResponse } from '../gen/secure/v1/doors_pb';
import type { PersonPresence, WatchPresenceResponse } from '../gen/secure/v1/presence_pb';
import type { DescribeSiteResponse } from '../gen/secure/v1/site_pb';
import { api, isForbidden, isSessionOver } from './api';
import { useSession, type Right } from './session';

/** The gateway speaks every 5 s. */
const SilenceMax = 12_000;
/** Its first word on thousands of alerts may take a tired machine longer. */
const FirstWordMax = 30_000;
/** Between two tries, in ms: later each time, and soon again once a line has held. */
const [PauseMin, PauseMax, HeldMin] = [500, 8_000, 10_000];

interface Feed<T> { items: ReadonlyMap<string, T>; known: boolean }

/** What a stream told, and whether it still tells: what it told last is not how things stand. */
interface LiveFeed<T> extends Feed<T> { live: boolean }

export interface Live {
  doors: LiveFeed<DoorState>;
  presence: LiveFeed<PersonPresence>;
  alerts: Feed<Alert>;
  approvals: Feed<Approval>;
  site: DescribeSiteResponse | null;
  /** Null: everything is live. Else since when it is not, by the gateway's clock; 0: nothing has arrived yet. */
  stoppedSince: number | null;
  /** The gateway's time of the last word. */
  at: number;
  /** Takes in at once what an act's answer told of an alert that the stream has told of and not closed. */
  putAlert: (alert: Alert) => void;
  /** Asks for the site's names and officers anew: who is one changes without a new revision of the site. */
  describe: () => void;
}

const Context = createContext<Live | null>(null);

interface Message { at?: Timestamp }

/** Keeps one stream open and what it told, by key. `merge` makes the next state of a message. */
function useFeed<T, M extends Message>(right: Right, open: (signal: AbortSignal) => AsyncIterable<M>, merge: (now: ReadonlyMap<string, T>, message: M) => ReadonlyMap<string, T>, heard: (right: Right, at: number, message: M) => void) {
  const { may, refresh } = useSession();
  const [feed, setFeed] = useState<Feed<T>>({ items: new Map(), known: false });
  const allowed = may(right);
  useEffect(() => {
    if (!allowed) return undefined;
    const leaving = new AbortController();
    void keepOpen(leaving.signal, async (line, word) => {
      let first = true;
      for await (const message of open(line)) {
        const fresh = first;
        first = false;
        word();
        heard(right, message.at ? timestampDate(message.at).getTime() : Date.now(), message);
        setFeed((now) => ({ items: merge(fresh ? new Map() : now.items, message), known: true }));
      }
    }, async (cause) => {
      if (isSessionOver(cause) || isForbidden(cause)) await refresh();
    });
    return () => leaving.abort();
    // The functions are constants of the module's callers.
    // eslint-disable-next-line
  }, [allowed, right, refresh]);
  return [feed, setFeed] as const;
}

/** Opens a line again and again. One that stands and says nothing any more is cut: nothing else would ever end it. */
async function keepOpen(signal: AbortSignal, run: (line: AbortSignal, word: () => void) => Promise<void>, failed: (cause: unknown) => Promise<void>) {
  for (let pause = PauseMin; !signal.aborted; pause = Math.min(pause * 2, PauseMax)) {
    const begun = performance.now();
    const line = new AbortController();
    const cut = () => line.abort();
    signal.addEventListener('abort', cut);
    let silence = window.setTimeout(cut, FirstWordMax), heard = begun;
    const word = () => {
      window.clearTimeout(silence);
      silence = window.setTimeout(cut, SilenceMax);
      heard = performance.now();
    };
    try { await run(line.signal, word); } catch (cause) { if (!line.signal.aborted) await failed(cause); }
    window.clearTimeout(silence);
    signal.removeEventListener('abort', cut);
    if (heard - begun > HeldMin) pause = PauseMin;
    await new Promise((resume) => { window.setTimeout(resume, pause); });
  }
}

const by = <T, >(now: ReadonlyMap<string, T>, items: readonly T[], key: (item: T) => string, stays: (item: T) => boolean = () => true) => {
  if (items.length === 0 && now.size > 0) return now;
  const next = new Map(now);
  for (const item of items) { if (stays(item)) next.set(key(item), item); else next.delete(key(item)); }
  return next;
};

export const isOpen = (alert: Alert) => alert.state !== AlertState.RESOLVED && alert.state !== AlertState.FALSE_ALARM;

/** The same alert as another answer tells it: an open one never goes back to an older version, and of a closed one nothing is kept. */
const newer = (now: ReadonlyMap<string, Alert>, alerts: readonly Alert[]) =>
  by(now, alerts.filter((alert) => (now.get(alert.id)?.version ?? 0n) <= alert.version), (alert) => alert.id, isOpen);

const speaks = (silent: string, right: Right) => !silent.split(' ').includes(right);

export function LiveProvider({ children }: { children: ReactNode }) {
  const { may } = useSession();
  const [heards] = useState(() => new Map<Right, { told: number; at: number }>());
  const [silence, setSilence] = useState<{ stoppedSince: number | null; at: number; silent: string }>({ stoppedSince: 0, at: 0, silent: '' });
  const [site, setSite] = useState<DescribeSiteResponse | null>(null);
  const [revision, setRevision] = useState(0n);
  const [wants, setWants] = useState(0);
  const heard = (right: Right, at: number) => { heards.set(right, { told: performance.now(), at }); };

  const [doors] = useFeed<DoorState, WatchDoorsResponse>('watch_doors', (signal) => api.doors.watch({}, { signal }), (now, m) => by(now, m.doors, (door) => door.door), (right, at, { siteRevision }) => { heard(right, at); setRevision(siteRevision); });
  const [presence] = useFeed<PersonPresence, WatchPresenceResponse>('see_presence', (signal) => api.presence.watch({}, { signal }), (now, m) => by(now, m.persons, (person) => person.person), heard);
  const [alerts, setAlerts] = useFeed<Alert, WatchAlertsResponse>('read_alerts', (signal) => api.alerts.watch({}, { signal }), (now, m) => newer(now, m.alerts), heard);
  const [approvals] = useFeed<Approval, WatchApprovalsResponse>('read_approvals', (signal) => api.approvals.watch({}, { signal }), (_, m) => new Map(m.approvals.map((a) => [a.id, a])), heard);

  const streams = (['watch_doors', 'see_presence', 'read_alerts', 'read_approvals'] as const).filter((right) => may(right)).join(' ');
  useEffect(() => {
    const rights = streams.split(' ').filter(Boolean) as Right[];
    const look = () => {
      const told = rights.map((right) => ({ right, ...heards.get(right) ?? { told: -SilenceMax, at: 0 } }));
      // The browser's own clock may be wrong: silence is measured by what only runs forward, and told in the gateway's time.
      const stopped = told.filter((one) => performance.now() - one.told > SilenceMax);
      const at = Math.max(0, ...told.map((one) => one.at));
      const stoppedSince = stopped.length === 0 ? null : Math.min(...stopped.map((one) => one.at));
      const silent = stopped.filter((one) => one.at > 0).map((one) => one.right).join(' ');
      setSilence((now) => (now.stoppedSince === stoppedSince && now.at === at && now.silent === silent ? now : { stoppedSince, at, silent }));
    };
    const timer = window.setInterval(look, 1_000);
    return () => window.clearInterval(timer);
  }, [streams, heards]);

  const mayDescribe = may('read_places');
  useEffect(() => {
    if (!mayDescribe) return undefined;
    const leaving = new AbortController();
    void (async () => {
      while (!leaving.signal.aborted) {
        try { setSite(await api.site.describe({}, { signal: leaving.signal })); return; } catch { await new Promise((resume) => { window.setTimeout(resume, 2_000); }); }
      }
    })();
    return () => leaving.abort();
    // With each revision of the site anew: rooms and doors come and go while the page is open.
  }, [mayDescribe, revision, wants]);
  const describe = useCallback(() => setWants((before) => before + 1), []);

  const live = useMemo<Live>(() => ({
    doors: { ...doors, live: doors.known && speaks(silence.silent, 'watch_doors') }, presence: { ...presence, live: presence.known && speaks(silence.silent, 'see_presence') }, alerts, approvals, site, stoppedSince: silence.stoppedSince, at: silence.at,
    // An answer may come after the stream has told that somebody closed the alert, which it tells once: it brings none back.
    putAlert: (alert) => setAlerts((now) => (!now.known || now.items.has(alert.id) ? { ...now, items: newer(now.items, [alert]) } : now)),
    describe,
  }), [doors, presence, alerts, approvals, site, silence, setAlerts, describe]);
  return <Context.Provider value={live}>{children}</Context.Provider>;
}

export function useLive() {
  const live = useContext(Context);
  if (!live) throw new Error('LiveProvider is missing');
  return live;
}
