import { Button, Spin } from 'antd';
import { lazy, Suspense, useEffect, useRef, type ComponentType } from 'react';
import { AlertState } from '../gen/secure/v1/alerts_pb';
import { Appearance } from '../parts/Appearance';
import { Heartbeat } from '../parts/Heartbeat';
import { Notify } from '../parts/Notify';
import { SessionEnd } from '../parts/SessionEnd';
import { Sound } from '../parts/Sound';
import { LiveProvider, useLive } from './live';
import { roleName } from './naming';
import { usePrefs } from './prefs';
import { linkTo, useRoute } from './route';
import { useSession, type Right } from './session';
import type { Word } from './words';

interface Page { path: string; word: Word; right: Right | Right[] | null; view: ComponentType<{ rest: string[] }> }

/** Every page, in the order of the menu, and the right without which it is not shown; of several, any. */
const pages: Page[] = [
  { path: 'overview', word: 'navOverview', right: 'read_alerts', view: lazy(() => import('../pages/Overview')) },
  { path: 'alerts', word: 'navAlerts', right: 'read_alerts', view: lazy(() => import('../pages/Alerts')) },
  { path: 'doors', word: 'navDoors', right: 'watch_doors', view: lazy(() => import('../pages/Doors')) },
  { path: 'approvals', word: 'navApprovals', right: 'read_approvals', view: lazy(() => import('../pages/Approvals')) },
  { path: 'people', word: 'navPeople', right: 'read_persons', view: lazy(() => import('../pages/People')) },
  { path: 'passkeys', word: 'navPasskeys', right: 'read_roles', view: lazy(() => import('../pages/Passkeys')) },
  { path: 'devices', word: 'navDevices', right: 'read_devices', view: lazy(() => import('../pages/Devices')) },
  { path: 'site', word: 'navSite', right: 'read_site', view: lazy(() => import('../pages/SiteFile')) },
  { path: 'evidence', word: 'navEvidence', right: 'read_site', view: lazy(() => import('../pages/EvidenceKeeping')) },
  { path: 'backups', word: 'navBackups', right: 'backup', view: lazy(() => import('../pages/Backups')) },
  { path: 'reports', word: 'navReports', right: ['report_entries', 'report_alerts', 'report_handover', 'report_review', 'report_unused_rights'], view: lazy(() => import('../pages/Reports')) },
  { path: 'log', word: 'navLog', right: 'read_log', view: lazy(() => import('../pages/Log')) },
  { path: 'home', word: 'navHome', right: null, view: lazy(() => import('../pages/Home')) },
  { path: 'own', word: 'navOwn', right: null, view: lazy(() => import('../pages/OwnRecord')) },
];

export default function Shell() {
  return <LiveProvider><Frame /></LiveProvider>;
}

function Frame() {
  const { t } = usePrefs();
  const { who, may, signOut } = useSession();
  const [asked = '', ...rest] = useRoute();
  const mine = pages.filter((page) => page.right === null || [page.right].flat().some(may));
  const known = pages.find((page) => page.path === (asked || mine[0]?.path));
  const shown = known && mine.includes(known) ? known : null;
  const main = useRef<HTMLElement>(null);
  useEffect(() => { window.scrollTo(0, 0); }, [shown?.path]);
  return (
    <div className="frame">
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{t('skip')}</a>
      <header className="top">
        <strong className="brand">{t('product')}</strong>
        <Heartbeat />
        <SessionEnd />
        <span className="spring" />
        {may('read_alerts') && <><Sound /><Notify /></>}
        <Appearance />
        <span className="who"><bdi>{who?.session.name}</bdi> · {who?.session.roles.map((role) => t(roleName(role))).join(' · ') || t('roleStaff')}</span>
        <Button onClick={() => void signOut()}>{t('signOut')}</Button>
      </header>
      <nav className="menu" aria-label={t('navigation')}>
        <ul>
          {mine.map((page) => (
            <li key={page.path}>
              <a href={linkTo(page.path)} aria-current={page === shown ? 'page' : undefined}>{t(page.word)}<Waiting path={page.path} /></a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" ref={main} tabIndex={-1} key={shown?.path}>
        {shown
          ? <Suspense fallback={<div className="waiting"><Spin description={t('loading')} /></div>}><shown.view rest={rest} /></Suspense>
          : <p className="empty" role="status">{t(known ? 'notYours' : 'notFound')}</p>}
      </main>
    </div>
  );
}

/** How many things wait behind a menu's entry. */
function Waiting({ path }: { path: string }) {
  const { alerts, approvals } = useLive();
  let count = 0;
  if (path === 'alerts') count = [...alerts.items.values()].filter((alert) => alert.state === AlertState.RAISED).length;
  if (path === 'approvals') count = [...approvals.items.values()].filter((approval) => approval.yoursToDecide).length;
  return count > 0 ? <span className="count">{count}</span> : null;
}
