import { Alert, Button, Card } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { timeOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import type { GetSiteStatusResponse, PendingSite } from '../gen/secure/v1/site_pb';
import { Tinted } from '../parts/Chip';
import { Failure } from '../parts/Failure';
import { FormWindow } from '../parts/FormWindow';
import { Reason } from '../parts/people/fields';
import { VirtualTable } from '../parts/VirtualTable';

/** The site file in force and the one that waits: a changed file counts only once two officers have put it in force. */
export default function SiteFile() {
  const { t } = usePrefs();
  const { may } = useSession();
  const [read, setRead] = useState<GetSiteStatusResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [applying, setApplying] = useState<string | null>(null);
  const load = useCallback(() => api.site.getStatus({}).then((answer) => { setRead(answer); setRefusal(null); }, (cause) => setRefusal(refusalOf(cause))), []);
  useEffect(() => { void load(); }, [load]);
  return (
    <>
      <div className="page-head"><h1>{t('navSite')}</h1><Button onClick={() => void load()}>{t('siteAgain')}</Button></div>
      <Card>
        {refusal && <Failure refusal={refusal} retry={() => void load()} />}
        {!read && !refusal && <p className="empty">{t('loading')}</p>}
        {read && <InForce read={read} />}
        {read?.pending && <Waiting pending={read.pending} />}
        {read && !read.pending && read.fileFaults.length === 0 && <p className="empty" role="status">{t('siteNothingWaits')}</p>}
        {read?.pending && may('apply_site') && <div className="acts"><Button type="primary" onClick={() => setApplying(read.pending?.sha256 ?? null)}>{t('siteApply')}</Button></div>}
      </Card>
      {applying && <FormWindow<{ reason: string }> title={t('siteApply')} what="siteApplyWhat" word="siteApply" run={async ({ reason }) => { await api.site.applyPending({ sha256: applying, reason: reason.trim() }); }} close={() => { setApplying(null); void load(); }}><Reason /></FormWindow>}
    </>
  );
}

function InForce({ read }: { read: GetSiteStatusResponse }) {
  const { t } = usePrefs();
  return (
    <>
      {read.tampered && <Alert className="gap" type="error" showIcon role="alert" title={t('siteTampered')} />}
      {read.fileFaults.length > 0 && <Alert className="gap" type="warning" showIcon role="alert" title={t('siteFaults')} description={<ul>{read.fileFaults.map((fault) => <li key={fault}><bdi>{fault}</bdi></li>)}</ul>} />}
      <dl className="facts">
        <div><dt>{t('siteRevision')}</dt><dd className="number">{String(read.revision)}</dd></div>
        <div><dt>SHA-256</dt><dd><code>{read.sha256 || '—'}</code></dd></div>
      </dl>
    </>
  );
}

const heads = ['siteChange', 'sitePath', 'siteValue'] as const;

function Waiting({ pending }: { pending: PendingSite }) {
  const { language, t } = usePrefs();
  return (
    <section aria-label={t('siteWaits')}>
      <h2>{t('siteWaits')}</h2>
      <dl className="facts">
        <div><dt>{t('siteSince')}</dt><dd>{timeOf(pending.since, language)}</dd></div>
        <div><dt>SHA-256</dt><dd><code>{pending.sha256}</code></dd></div>
      </dl>
      <VirtualTable rows={pending.changes} columns={heads.length} label={t('siteWaits')} head={heads.map((word) => <th key={word} scope="col">{t(word)}</th>)}>
        {(change) => <><td><Tinted tone={change.added ? 'info' : 'warn'}>{t(change.added ? 'siteAdded' : 'siteTaken')}</Tinted></td><td><code>{change.path}</code></td><td><bdi>{change.value}</bdi></td></>}
      </VirtualTable>
    </section>
  );
}
