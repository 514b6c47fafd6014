import { Alert, Button, Card, Form, Input } from 'antd';
import { lazy, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { timeOf } from '../app/format';
import { factorName, roleName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import type { Decision } from '../gen/secure/v1/authorization_pb';
import { Obligation } from '../gen/secure/v1/authorization_pb';
import { WorkstationSource } from '../gen/secure/v1/identity_pb';
import { Chip } from '../parts/Chip';
import { Denied } from '../parts/Denied';
import { Failure } from '../parts/Failure';
import { OwnPasskey } from '../parts/OwnPasskey';
import { OwnPin } from '../parts/OwnPin';

// Nobody needs the camera's part but who proves something.
const StepUp = lazy(() => import('./StepUp'));

export default function Home({ rest }: { rest: string[] }) {
  const [part, id] = rest;
  return part === 'step-up' && id ? <StepUp key={id} id={id} /> : <Own />;
}

function Own() {
  const { t } = usePrefs();
  const { who, may } = useSession();
  return (
    <>
      <div className="page-head"><h1>{t('homeGreeting')}<bdi>{who?.session.name}</bdi></h1></div>
      <div className="cards"><SignedIn />{may('read_roles') && <OwnPasskey />}<OwnPin /><Materials /><Question /></div>
    </>
  );
}

function SignedIn() {
  const { language, t } = usePrefs();
  const { who } = useSession();
  if (!who) return null;
  const { session } = who;
  const how = session.workstationSource === WorkstationSource.CERTIFICATE ? 'byCertificate' : 'byAddress';
  return (
    <Card title={<h2>{t('mySignIn')}</h2>}>
      <dl className="facts">
        <div><dt>{t('account')}</dt><dd>{session.account}</dd></div>
        <div><dt>{t('myRoles')}</dt><dd>{session.roles.map((role) => t(roleName(role))).join(', ') || t('roleStaff')}</dd></div>
        <div><dt>{t('myWorkstation')}</dt><dd>{session.workstation ? <>{session.workstation} · {t(how)}</> : t('noWorkstation')}</dd></div>
        <div><dt>{t('myFactors')}</dt><dd>{session.byPasskey && <div>{t('bySecondFactor')}</div>}{session.factors.map((proven) => <div key={proven.factor}><Chip is={factorName(proven.factor)} /> <span className="together">{timeOf(proven.at, language)}</span></div>)}</dd></div>
        <div><dt>{t('sessionUntil')}</dt><dd className="together">{timeOf(session.expiresAt, language)}</dd></div>
      </dl>
    </Card>
  );
}

/** The page shows what it is permitted, no more: it can do without print or copy, and watermarks nothing. */
const reading = { action: 'read', supportedObligations: [Obligation.READ_ONLY] };

function Materials() {
  const { t } = usePrefs();
  const [found, setFound] = useState<{ now: string[]; later: string[] } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    api.authorization.listResources({ kind: 'material', action: reading.action }, { signal: leaving.signal }).then(
      (answer) => setFound({
        now: answer.resources.filter((one) => !one.needsStepUp).map((one) => one.resource?.id ?? ''),
        later: answer.resources.filter((one) => one.needsStepUp).map((one) => one.resource?.id ?? ''),
      }),
      (cause) => { if (!leaving.signal.aborted) setRefusal(refusalOf(cause)); },
    );
    return () => leaving.abort();
  }, []);
  return (
    <Card title={<h2>{t('whatIMay')}</h2>}>
      {refusal && <Failure refusal={refusal} />}
      {!found && !refusal && <p className="empty">{t('loading')}</p>}
      {found && <><h3>{t('myMaterials')}</h3><Ids ids={found.now} /><h3>{t('myStepUps')}</h3><Ids ids={found.later} stepUp /></>}
    </Card>
  );
}

function Ids({ ids, stepUp }: { ids: string[]; stepUp?: boolean }) {
  const { t } = usePrefs();
  return ids.length === 0 ? <p className="hint">{t('myMaterialsNone')}</p> : <ul className="materials">{ids.map((id) => <li key={id}>{stepUp ? <a href={linkTo('home', 'step-up', id)}><code>{id}</code></a> : <code>{id}</code>}</li>)}</ul>;
}

/** Or would be, with a proof. */
const permitted = ({ outcome }: Decision) => outcome.case === 'permit' || outcome.case === 'stepUp';

function Question() {
  const { t } = usePrefs();
  const [answer, setAnswer] = useState<{ id: string; decision: Decision } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const ask = async ({ id }: { id: string }) => {
    try {
      const { decision } = await api.authorization.check({ item: { ...reading, resource: { kind: 'material', id: id.trim() } } });
      setAnswer(decision ? { id: id.trim(), decision } : null);
      setRefusal(null);
    } catch (cause) { setAnswer(null); setRefusal(refusalOf(cause)); }
  };
  const words = ({ outcome }: Decision) => {
    switch (outcome.case) {
      case 'stepUp': return t('answerStepUp', { factors: outcome.value.anyOf.map((factor) => t(factorName(factor)[0])).join(' / ') });
      default: return t('answerPermit');
    }
  };
  return (
    <Card title={<h2>{t('askAccess')}</h2>}>
      <Form layout="vertical" requiredMark={false} onFinish={(values) => void ask(values)}>
        <Form.Item name="id" label={t('askPlaceholder')} rules={[{ required: true, whitespace: true, message: t('askPlaceholder') }]}><Input maxLength={63} /></Form.Item>
        <Button type="primary" htmlType="submit">{t('ask')}</Button>
      </Form>
      {refusal && <div className="acts"><Failure refusal={refusal} /></div>}
      {answer && !permitted(answer.decision) && <Denied about={answer.id} deny={answer.decision.outcome.case === 'deny' ? answer.decision.outcome.value : undefined} />}
      {answer && permitted(answer.decision) && <Alert className="acts" role="status" showIcon type={answer.decision.outcome.case === 'permit' ? 'success' : 'info'} title={<><code>{answer.id}</code> · {words(answer.decision)}</>} action={answer.decision.outcome.case === 'stepUp' && <a href={linkTo('home', 'step-up', answer.id)}>{t('proveNow')}</a>} />}
    </Card>
  );
}
