import { Alert, Button, Card, Checkbox, Form, Select } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, sentence, type Refusal } from '../../app/api';
import { timeOf } from '../../app/format';
import { useLive } from '../../app/live';
import { officerRoles } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import { useSession } from '../../app/session';
import { OfficerRole, type RoleHolding } from '../../gen/secure/v1/officers_pb';
import { PersonStatus, type PersonRecord } from '../../gen/secure/v1/people_pb';
import { Chip, Tinted } from '../Chip';
import { Failure } from '../Failure';
import { FormWindow } from '../FormWindow';
import { Reason } from './fields';

const all = [...officerRoles.keys()];
const separated = (role?: OfficerRole) => role === OfficerRole.SYSTEM_ADMINISTRATOR || role === OfficerRole.SECURITY_OFFICER || role === OfficerRole.SECURITY_AUDITOR;

/** The roles of one person, what is asked of a second officer about them, and the way to ask. */
export function RolesCard({ person }: { person: PersonRecord }) {
  const { language, t } = usePrefs();
  const { who, may } = useSession();
  const [holding, setHolding] = useState<RoleHolding | null | undefined>();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [granting, setGranting] = useState(false);
  const [taking, setTaking] = useState<OfficerRole | null>(null);
  const load = useCallback(() => api.officers.listRoles({}).then((answer) => { setHolding(answer.holdings.find((one) => one.person === person.id) ?? null); setRefusal(null); }, (cause) => setRefusal(refusalOf(cause))), [person.id]);
  useEffect(() => { void load(); }, [load]);
  const held = holding?.roles ?? [];
  const free = all.filter((role) => !held.includes(role));
  const mayGrant = may('grant_role') && person.status === PersonStatus.ACTIVE && person.id !== who?.session.person && free.length > 0;
  const done = () => { setGranting(false); setTaking(null); void load(); };
  return (
    <Card title={<h2>{t('roles')}</h2>} extra={mayGrant && holding !== undefined && <Button onClick={() => setGranting(true)}>{t('grantRole')}</Button>}>
      {refusal && <Failure refusal={refusal} retry={() => void load()} />}
      {holding === undefined && !refusal && <p className="empty">{t('loading')}</p>}
      {holding !== undefined && held.length === 0 && <p className="empty">{t('rolesNone')}</p>}
      <ul className="held">
        {held.map((role) => (
          <li key={role} className="row">
            <Chip is={officerRoles.get(role) ?? ['unknown', 'unknown']} />
            {separated(role) && holding?.deputy && <Tinted tone="quiet">{t('roleDeputy')}</Tinted>}
            <span className="hint-inline">{t('roleSince', { time: timeOf(holding?.since, language) })}</span>
            {may('withdraw_role') && <Button size="small" danger onClick={() => setTaking(role)}>{t('withdrawRole')}</Button>}
          </li>
        ))}
      </ul>
      <Asked person={person.id} />
      {granting && <GrantWindow person={person} free={free} close={done} />}
      {taking !== null && <WithdrawWindow person={person} role={taking} close={done} />}
    </Card>
  );
}

/** What a second officer has before them about this person's roles. */
function Asked({ person }: { person: string }) {
  const { language, t } = usePrefs();
  const { approvals } = useLive();
  // The gateway's words name the person by name and id; one that has left the record by id alone, between spaces.
  const asked = [...approvals.items.values()].filter((one) => (one.action === 'grant_role' || one.action === 'withdraw_role') && one.what && (one.what.zh.includes(`（${person}）`) || one.what.zh.split(' ').includes(person)));
  return asked.length === 0 ? null : (
    <Alert className="acts" type="info" showIcon title={t('rolesAsked')} description={<ul className="why">{asked.map((one) => <li key={one.id}><a href={linkTo('approvals')}><bdi>{sentence(one.what, language)}</bdi></a> <code>{one.id}</code></li>)}</ul>} />
  );
}

interface Wanted { role: OfficerRole; deputy?: boolean; reason: string }

function GrantWindow({ person, free, close }: { person: PersonRecord; free: OfficerRole[]; close: () => void }) {
  const { t } = usePrefs();
  const run = async ({ role, deputy = false, reason }: Wanted) => {
    const { recoveryCode } = await api.officers.grantRole({ person: person.id, role, deputy: separated(role) && deputy, reason: reason.trim() });
    return recoveryCode && <Alert type="warning" showIcon role="status" title={t('sealedCode')} description={<>{t('sealedCodeOf', { account: recoveryCode.account })}<pre className="raw">{recoveryCode.code}</pre></>} />;
  };
  return (
    <FormWindow<Wanted> title={<>{t('grantRole')} · <bdi>{person.name}</bdi></>} what="grantRoleWhat" word="grantRole" once run={run} close={close}>
      <Form.Item name="role" label={t('roles')} rules={[{ required: true, message: t('needed') }]}><Select options={free.map((role) => ({ value: role, label: t((officerRoles.get(role) ?? ['unknown'])[0]) }))} /></Form.Item>
      <DeputyField />
      <Reason />
    </FormWindow>
  );
}

function DeputyField() {
  const { t } = usePrefs();
  return separated(Form.useWatch<OfficerRole>('role')) ? <Form.Item name="deputy" valuePropName="checked"><Checkbox>{t('asDeputy')}</Checkbox></Form.Item> : null;
}

function WithdrawWindow({ person, role, close }: { person: PersonRecord; role: OfficerRole; close: () => void }) {
  const { t } = usePrefs();
  const run = async ({ reason }: { reason: string }) => { await api.officers.withdrawRole({ person: person.id, role, reason: reason.trim() }); };
  return (
    <FormWindow title={<>{t('withdrawRole')} · <bdi>{person.name}</bdi> · {t((officerRoles.get(role) ?? ['unknown'])[0])}</>} what="withdrawRoleWhat" word="withdrawRole" danger run={run} close={close}><Reason /></FormWindow>
  );
}
