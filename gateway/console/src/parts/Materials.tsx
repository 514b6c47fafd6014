import { Card } from 'antd';
import { useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { clockOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { Failure } from './Failure';

interface Found { now: string[]; later: string[]; at: number }

const every = 15_000;
/** Nobody has touched the page for so long: it asks no more, since that would keep the session, and shows nothing that may be over. */
const usedMax = 5 * 60_000;

/** What may be read, as it stands: asked again and again while somebody uses the page, and at each of the changes that it hears of. */
export function Materials({ changes }: { changes: number }) {
  const { language, t } = usePrefs();
  const [found, setFound] = useState<Found | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [resting, setResting] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    let used = performance.now(), rests = false;
    const look = async () => {
      try {
        const { resources } = await api.authorization.listResources({ kind: 'material', action: 'read' }, { signal: leaving.signal });
        const ids = (stepUp: boolean) => resources.filter((one) => one.needsStepUp === stepUp).map((one) => one.resource?.id ?? '');
        setFound({ now: ids(false), later: ids(true), at: Date.now() });
        setRefusal(null);
      } catch (cause) { if (!leaving.signal.aborted) { setFound(null); setRefusal(refusalOf(cause)); } }
    };
    const rest = (on: boolean) => { rests = on; setResting(on); if (on) setFound(null); else void look(); };
    const touched = () => { used = performance.now(); if (rests) rest(false); };
    const timer = window.setInterval(() => { if (performance.now() - used < usedMax) void look(); else if (!rests) rest(true); }, every);
    for (const sign of signs) window.addEventListener(sign, touched, { passive: true, signal: leaving.signal });
    rest(false);
    return () => { leaving.abort(); window.clearInterval(timer); };
  }, [changes]);
  return (
    <Card title={<h2>{t('whatIMay')}</h2>}>
      {refusal && <Failure refusal={refusal} />}
      {resting && <p className="empty" role="status">{t('materialsResting')}</p>}
      {!found && !refusal && !resting && <p className="empty">{t('loading')}</p>}
      {found && <><h3>{t('myMaterials')}</h3><Ids ids={found.now} /><h3>{t('myStepUps')}</h3><Ids ids={found.later} stepUp /><p className="hint">{t('materialsAsOf', { time: clockOf(found.at, language) })}</p></>}
    </Card>
  );
}

const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

function Ids({ ids, stepUp }: { ids: string[]; stepUp?: boolean }) {
  const { t } = usePrefs();
  return ids.length === 0 ? <p className="hint">{t('myMaterialsNone')}</p> : <ul className="materials">{ids.map((id) => <li key={id}>{stepUp ? <a href={linkTo('home', 'step-up', id)}><code>{id}</code></a> : <code>{id}</code>}</li>)}</ul>;
}
