import { App, Button, Card, Form, Input, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { api, refusalOf, sentence, type Refusal } from '../app/api';
import { timeOf } from '../app/format';
import { useLive } from '../app/live';
import { roleName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import type { Word } from '../app/words';
import { ApprovalState, type Approval } from '../gen/secure/v1/approvals_pb';
import { ApprovalHistory, approvalStateName } from '../parts/ApprovalHistory';
import { Chip } from '../parts/Chip';
import { Failure } from '../parts/Failure';
import { ListSearch, type Search } from '../parts/ListSearch';
import { usePages, type FetchPage } from '../parts/usePages';
import { usePlaces } from '../parts/usePlaces';
import { VirtualRows } from '../parts/VirtualRows';
import { Cancel, Window } from '../parts/Window';

type Act = 'approve' | 'reject' | 'withdraw';
const said: Record<Act, Word> = { approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' };

const nothing: Search = { search: '' };

/** Of what waits, what the gateway finds; nothing is asked where nothing is looked for. */
const matching: FetchPage<Search, string> = async ({ search }, pageToken, signal) => {
  if (!search) return { rows: [], next: '', total: 0 };
  const page = await api.approvals.list({ search, pageSize: 100, pageToken }, { signal });
  return { rows: page.approvals.map((approval) => approval.id), next: page.nextPageToken, total: page.total };
};

export default function Approvals() {
  const { t } = usePrefs();
  const { approvals } = useLive();
  const [over, setOver] = useState(false);
  return (
    <>
      <div className="page-head"><h1>{t('navApprovals')} <span className="count-plain">{approvals.items.size}</span></h1></div>
      <Segmented className="gap" aria-label={t('whichShown')} value={over} onChange={setOver} options={[{ value: false, label: t('approvalsNow') }, { value: true, label: t('approvalsOver') }]} />
      {over ? <ApprovalHistory /> : <Waiting />}
    </>
  );
}

function Waiting() {
  const { t } = usePrefs();
  const { approvals } = useLive();
  const { wanted, found, refusal, search, more } = usePages(nothing, matching);
  const [deciding, setDeciding] = useState<{ act: Act; approval: Approval } | null>(null);
  // What matches is the gateway's word; what still waits, and how, is the live one's.
  const waiting = wanted.search ? (found?.rows ?? []).flatMap((id) => approvals.items.get(id) ?? []) : [...approvals.items.values()];
  return (
    <>
      {(approvals.items.size > 0 || wanted.search) && <ListSearch label="approvalSearch" ask={search} />}
      {refusal && <Failure refusal={refusal} />}
      {waiting.length === 0 && !refusal && <p className="empty" role="status">{!approvals.known || (wanted.search && !found) ? t('loading') : t(wanted.search ? 'approvalsNoMatch' : 'approvalsEmpty')}</p>}
      {waiting.length > 0 && (
        <VirtualRows rows={waiting} total={waiting.length + (wanted.search && found?.next ? 1 : 0)} near={more} label={t('approvalsNow')} guess={260} keyOf={(approval) => approval.id}>
          {(approval) => <Request approval={approval} decide={(act) => setDeciding({ act, approval })} />}
        </VirtualRows>
      )}
      {deciding && <Deciding {...deciding} close={() => setDeciding(null)} />}
    </>
  );
}

function Request({ approval, decide }: { approval: Approval; decide: (act: Act) => void }) {
  const { language, t } = usePrefs();
  const { who } = useSession();
  const { personName } = usePlaces();
  const own = approval.requester === who?.session.person;
  return (
    <Card>
      <h2><bdi>{sentence(approval.what, language)}</bdi></h2>
      <dl className="facts">
        <div><dt>{t('status')}</dt><dd><Chip is={approvalStateName(approval)} /></dd></div>
        {approval.person && <div><dt>{t('concerns')}</dt><dd><Whom id={approval.person} /></dd></div>}
        <div><dt>{t('requestedBy')}</dt><dd><bdi>{personName(approval.requester)}</bdi> · {t(roleName(approval.requesterRole))}{own && ` · ${t('yours')}`}</dd></div>
        <div><dt>{t('whyAsked')}</dt><dd>{approval.why ? <bdi>{approval.why}</bdi> : <span className="hint-inline">{t('whyNotSaid')}</span>}</dd></div>
        <div><dt>{t('approvalNumber')}</dt><dd><code>{approval.id}</code></dd></div>
        <div><dt>{t('expires')}</dt><dd>{timeOf(approval.expiresAt, language)}</dd></div>
      </dl>
      <div className="row">
        {approval.yoursToDecide && <><Button type="primary" onClick={() => decide('approve')}>{t('approve')}</Button><Button danger onClick={() => decide('reject')}>{t('reject')}</Button></>}
        {own && <Button onClick={() => decide('withdraw')}>{t('withdraw')}</Button>}
        {!approval.yoursToDecide && !own && approval.state === ApprovalState.WAITING && <span className="hint">{t('notYoursToDecide')}</span>}
      </div>
    </Card>
  );
}

/** By name where the reader may see people. The request's own words have the id alone: they stand in the log. */
function Whom({ id }: { id: string }) {
  const { may } = useSession();
  const { site } = useLive();
  const { personName } = usePlaces();
  const [asked, setAsked] = useState('');
  const [near, mayAsk] = [personName(id), may('read_persons')];
  const unknown = site !== null && near === id && mayAsk;
  useEffect(() => {
    if (!unknown) return undefined;
    const leaving = new AbortController();
    api.people.get({ person: id }, { signal: leaving.signal }).then((answer) => setAsked(answer.person?.name ?? ''), () => { /* the id says who it is */ });
    return () => leaving.abort();
  }, [id, unknown]);
  const name = near === id ? asked : near;
  const code = mayAsk ? <a href={linkTo('people', id)}><code>{id}</code></a> : <code>{id}</code>;
  return <>{name && <bdi>{name} </bdi>}{code}</>;
}

function Deciding({ act, approval, close }: { act: Act; approval: Approval; close: () => void }) {
  const { language, t } = usePrefs();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const submit = async ({ reason = '' }: { reason?: string }) => {
    setBusy(true);
    try {
      if (act === 'approve') await api.approvals.approve({ id: approval.id, reason });
      else if (act === 'reject') await api.approvals.reject({ id: approval.id, reason });
      else await api.approvals.withdraw({ id: approval.id });
      void message.success(t(said[act]));
      close();
    } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  return (
    <Window title={t(act)} busy={busy} onCancel={close}>
      <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <p><bdi>{sentence(approval.what, language)}</bdi></p>
        {approval.person && <p>{t('concerns')}: <Whom id={approval.person} /></p>}
        {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
        {act !== 'withdraw' && (
          <Form.Item name="reason" label={t('reason')} rules={act === 'reject' ? [{ required: true, whitespace: true, message: t('reasonNeeded') }] : []}><Input maxLength={80} /></Form.Item>
        )}
        <div className="row"><Button type="primary" danger={act === 'reject'} htmlType="submit" loading={busy}>{t(act)}</Button><Cancel /></div>
      </Form>
    </Window>
  );
}
