// What became of requests for approval: who asked, who decided, when and why. Names stand here alone; the log has the ids.
import { Card } from 'antd';
import { api, sentence } from '../app/api';
import { timeOf } from '../app/format';
import { roleName, type Named } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { ApprovalState, type Approval } from '../gen/secure/v1/approvals_pb';
import { Chip } from './Chip';
import { Failure } from './Failure';
import { ListEnd, ListSearch, type Search } from './ListSearch';
import { usePages, type FetchPage } from './usePages';
import { usePlaces } from './usePlaces';
import { VirtualTable } from './VirtualTable';

const anything: Search = { search: '' };

const listed: FetchPage<Search, Approval> = async ({ search }, pageToken, signal) => {
  const page = await api.approvals.list({ over: true, search, pageSize: 100, pageToken }, { signal });
  return { rows: page.approvals, next: page.nextPageToken, total: page.total };
};

const names: Partial<Record<ApprovalState, Named>> = {
  [ApprovalState.WAITING]: ['approvalWaiting', 'warn'], [ApprovalState.APPROVED]: ['approvalApproved', 'good'], [ApprovalState.REJECTED]: ['approvalRejected', 'bad'],
  [ApprovalState.WITHDRAWN]: ['approvalWithdrawn', 'quiet'], [ApprovalState.USED]: ['approvalUsed', 'good'],
};

export function approvalStateName({ state, decidedBy }: Approval): Named {
  if (state === ApprovalState.EXPIRED) return [decidedBy ? 'approvalUnused' : 'approvalExpired', 'quiet'];
  return names[state] ?? ['approvalOther', 'unknown'];
}

const endedAt = (approval: Approval) => (approval.state === ApprovalState.EXPIRED ? approval.expiresAt : approval.usedAt ?? approval.decidedAt);

const heads = ['endedAt', 'status', 'whatAsked', 'requestedBy', 'decidedBy'] as const;

export function ApprovalHistory() {
  const { t } = usePrefs();
  const { wanted, found, refusal, search, again, more } = usePages(anything, listed);
  return (
    <Card>
      <ListSearch label="approvalSearch" ask={search} />
      {refusal && <Failure refusal={refusal} retry={again} />}
      {!found && !refusal && <p className="empty">{t('loading')}</p>}
      {found?.rows.length === 0 && <p className="empty" role="status">{t(wanted.search ? 'approvalsNoMatch' : 'approvalsNoneOver')}</p>}
      {found && found.rows.length > 0 && (
        <VirtualTable rows={found.rows} total={found.total} near={more} columns={heads.length} label={t('approvalsOver')} keyOf={(approval) => approval.id} head={heads.map((word) => <th key={word} scope="col">{t(word)}</th>)}>
          {(approval) => <Cells approval={approval} />}
        </VirtualTable>
      )}
      <ListEnd found={found} more={more} />
      <p className="hint">{t('approvalsKept')}</p>
    </Card>
  );
}

function Cells({ approval }: { approval: Approval }) {
  const { language, t } = usePrefs();
  const { personName } = usePlaces();
  const { person, why, decisionReason, decidedBy } = approval;
  return (
    <>
      <td className="together">{timeOf(endedAt(approval), language)}</td>
      <td><Chip is={approvalStateName(approval)} /></td>
      <td><bdi>{sentence(approval.what, language)}</bdi>{person && personName(person) !== person && <div className="hint">{t('concerns')}: <bdi>{personName(person)}</bdi></div>}<div className="hint"><code>{approval.id}</code></div></td>
      <td><bdi>{personName(approval.requester)}</bdi> · {t(roleName(approval.requesterRole))}<div className="hint">{timeOf(approval.askedAt, language)}</div>{why && <blockquote><bdi>{why}</bdi></blockquote>}</td>
      <td>{decidedBy ? <bdi>{personName(decidedBy)}</bdi> : '—'}{decidedBy && approval.decidedAt && <div className="hint">{timeOf(approval.decidedAt, language)}</div>}{decisionReason && <blockquote><bdi>{decisionReason}</bdi></blockquote>}</td>
    </>
  );
}
