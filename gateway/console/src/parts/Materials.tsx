import { Button, Card } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../app/api';
import { gatewayNow } from '../app/clock';
import { clockOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { Chip } from './Chip';
import { Failure } from './Failure';
import { ListSearch, type Search } from './ListSearch';
import { usePages, type FetchPage } from './usePages';
import { VirtualRows } from './VirtualRows';

interface Material { id: string; stepUp: boolean }

const everything: Search = { search: '' };

const listed: FetchPage<Search, Material> = async ({ search }, pageToken, signal) => {
  const page = await api.authorization.listResources({ kind: 'material', action: 'read', search, pageSize: 100, pageToken }, { signal });
  return { rows: page.resources.map((one) => ({ id: one.resource?.id ?? '', stepUp: one.needsStepUp })), next: page.nextPageToken, total: 0 };
};

const every = 15_000;
/** Nobody has touched the page for so long: it asks no more, since that would keep the session, and shows nothing that may be over. */
const usedMax = 5 * 60_000;
/** So few are seen at a look. */
const fewMax = 10;

/** What may be read, as it stands: asked again and again while somebody uses the page, and at each of the changes that it hears of. */
export function Materials({ changes }: { changes: number }) {
  const { language, t } = usePrefs();
  const { wanted, found, refusal, search, renew, more } = usePages(everything, listed);
  const resting = useResting(renew, changes);
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const at = useMemo(() => gatewayNow(), [found]);
  const shown = resting || refusal ? null : found;
  return (
    <Card title={<h2>{t('whatIMay')}</h2>}>
      {(wanted.search || (shown && (shown.next || shown.rows.length > fewMax))) && <ListSearch label="materialFind" ask={search} />}
      {refusal && <Failure refusal={refusal} />}
      {resting && <p className="empty" role="status">{t('materialsResting')}</p>}
      {!found && !refusal && !resting && <p className="empty">{t('loading')}</p>}
      {shown?.rows.length === 0 && <p className="empty" role="status">{t(shown.next ? 'materialsNoneYet' : wanted.search ? 'materialsNoMatch' : 'myMaterialsNone')}</p>}
      {shown && shown.rows.length > 0 && (
        <VirtualRows rows={shown.rows} total={shown.rows.length + (shown.next ? 1 : 0)} near={more} label={t('whatIMay')} guess={30} keyOf={(one) => one.id}>
          {({ id, stepUp }) => <div className="material">{stepUp ? <a href={linkTo('home', 'step-up', id)}><code>{id}</code></a> : <code>{id}</code>} <Chip is={stepUp ? ['materialLater', 'info'] : ['materialNow', 'good']} /></div>}
        </VirtualRows>
      )}
      {shown && <p className="hint">{t('materialsAsOf', { time: clockOf(at, language) })} {shown.next && <Button size="small" onClick={more}>{t('more')}</Button>}</p>}
    </Card>
  );
}

const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

/** Looks again and again, and at each of the changes. True while nobody uses the page, in which nothing is asked. */
function useResting(look: () => void, changes: number) {
  const [resting, setResting] = useState(false);
  const latest = useRef(look);
  useEffect(() => { latest.current = look; }, [look]);
  useEffect(() => {
    const leaving = new AbortController();
    let used = performance.now(), rests = false;
    const rest = (on: boolean) => { rests = on; setResting(on); if (!on) latest.current(); };
    const touched = () => { used = performance.now(); if (rests) rest(false); };
    const timer = window.setInterval(() => { if (performance.now() - used < usedMax) latest.current(); else if (!rests) rest(true); }, every);
    for (const sign of signs) window.addEventListener(sign, touched, { passive: true, signal: leaving.signal });
    return () => { leaving.abort(); window.clearInterval(timer); };
  }, []);
  const seen = useRef(changes);
  useEffect(() => { if (seen.current !== changes) { seen.current = changes; latest.current(); } }, [changes]);
  return resting;
}
