import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { api } from '../app/api';
import { useLive } from '../app/live';
import { roleName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { ApprovalState } from '../gen/secure/v1/approvals_pb';

/** That a second officer is asked, which, and what became of it. */
export function ApprovalAsked({ id }: { id: string }) {
  const { t } = usePrefs();
  const { approvals } = useLive();
  const waiting = approvals.items.get(id);
  const [roles, setRoles] = useState<string[]>([]);
  const [state, setState] = useState(ApprovalState.WAITING);
  const gone = approvals.known && !waiting;
  // The stream tells what waits; what became of one that does not is asked. It may also not have been told of yet.
  useEffect(() => {
    if (waiting) setRoles(waiting.approverRoles);
    const leaving = new AbortController();
    if (gone) api.approvals.list({ all: true, search: id }, { signal: leaving.signal }).then(
      (answer) => { const found = answer.approvals.find((one) => one.id === id); if (found) { setState(found.state); setRoles(found.approverRoles); } },
      () => { /* the heartbeat tells that the gateway is away */ },
    );
    else setState(ApprovalState.WAITING);
    return () => leaving.abort();
  }, [id, waiting, gone]);
  if (state === ApprovalState.APPROVED) return <Alert className="gap" type="success" showIcon role="status" title={t('approvalGiven', { id })} />;
  if (state !== ApprovalState.WAITING) return <Alert className="gap" type="warning" showIcon role="status" title={t('approvalRefused', { id })} />;
  return <Alert className="gap" type="info" showIcon role="status" title={t('approvalAsked', { id, roles: roles.map((role) => t(roleName(role))).join(' / ') || t('other') })} />;
}
