import { Alert, Button, Card, Form, Input } from 'antd';
import { lazy, useCallback, useEffect, useRef, useState } from 'react';
import { timeOf } from '../app/format';
import { factorName, roleName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import type { Decision } from '../gen/secure/v1/authorization_pb';
import { WorkstationSource } from '../gen/secure/v1/identity_pb';
import { Chip } from '../parts/Chip';
import { Denied } from '../parts/Denied';
import { Failure } from '../parts/Failure';
import { Materials } from '../parts/Materials';
import { OwnPasskey } from '../parts/OwnPasskey';
import { OwnPin } from '../parts/OwnPin';
import { StandingWords } from '../parts/StandingWords';
import { useDecision } from '../parts/useDecision';

// Nobody needs the camera's part but who proves something.
const StepUp = lazy(() => import('./StepUp'));

export default function Home({ rest }: { rest: string[] }) {
  const [part, id] = rest;
  return part === 'step-up' && id ? <StepUp key={id} id={id} /> : <Own />;
}

function Own() {
  const { t } = usePrefs();
  const { who, may } = useSession();
  const [changes, setChanges] = useState(0);
  const changed = useCallback(() => setChanges((now) => now + 1), []);
  return (
    <>
      <div className="page-head"><h1>{t('homeGreeting')}<bdi>{who?.session.name}</bdi></h1></div>
      <div className="cards"><SignedIn />{may('read_roles') && <OwnPasskey />}<OwnPin /><Materials changes={changes} /><Question changed={changed} /></div>
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
        <div><dt>{t('account')}</dt><dd><code>{session.account}</code></dd></div>
        <div><dt>{t('myRoles')}</dt><dd>{session.roles.map((role) => t(roleName(role))).join(', ') || t('roleStaff')}</dd></div>
        <div><dt>{t('myWorkstation')}</dt><dd>{session.workstation ? <>{session.workstation} · {t(how)}</> : t('noWorkstation')}</dd></div>
        <div><dt>{t('myFactors')}</dt><dd>{session.byPasskey && <div>{t('bySecondFactor')}</div>}{session.factors.map((proven) => <div key={proven.factor}><Chip is={factorName(proven.factor)} /> <span className="together">{timeOf(proven.at, language)}</span></div>)}</dd></div>
        <div><dt>{t('sessionUntil')}</dt><dd className="together">{timeOf(session.expiresAt, language)}</dd></div>
      </dl>
    </Card>
  );
}

/** Or would be, with a proof. */
const permitted = ({ outcome }: Decision) => outcome.case === 'permit' || outcome.case === 'stepUp';

function Question({ changed }: { changed: () => void }) {
  const { t } = usePrefs();
  const [asked, setAsked] = useState<{ id: string } | null>(null);
  return (
    <Card title={<h2>{t('askAccess')}</h2>}>
      <Form layout="vertical" requiredMark={false} onFinish={({ id }: { id: string }) => setAsked({ id: id.trim() })}>
        <Form.Item name="id" label={t('askPlaceholder')} rules={[{ required: true, whitespace: true, message: t('askPlaceholder') }]}><Input maxLength={63} /></Form.Item>
        <Button type="primary" htmlType="submit">{t('ask')}</Button>
      </Form>
      {asked && <Answer key={asked.id} asked={asked} changed={changed} />}
    </Card>
  );
}

/** @param asked Another object each time that it is asked, also of the same material. */
function Answer({ asked, changed }: { asked: { id: string }; changed: () => void }) {
  const { t } = usePrefs();
  const { id } = asked;
  const standing = useDecision(id);
  const { decision, refusal, told, ask } = standing;
  const first = useRef(asked);
  useEffect(() => { if (first.current !== asked) { first.current = asked; void ask(); } }, [asked, ask]);
  const known = decision?.outcome.case;
  useEffect(() => { if (known) changed(); }, [known, changed]);
  const words = ({ outcome }: Decision) => {
    switch (outcome.case) {
      case 'stepUp': return t('answerStepUp', { factors: outcome.value.anyOf.map((factor) => t(factorName(factor)[0])).join(' / ') });
      default: return t('answerPermit');
    }
  };
  return (
    <>
      {refusal && <div className="acts"><Failure refusal={refusal} /></div>}
      <StandingWords standing={standing} />
      {told && decision && !permitted(decision) && <Denied about={id} deny={decision.outcome.case === 'deny' ? decision.outcome.value : undefined} />}
      {told && decision && permitted(decision) && <Alert className="acts" role="status" showIcon type={decision.outcome.case === 'permit' ? 'success' : 'info'} title={<><code>{id}</code> · {words(decision)}</>} action={decision.outcome.case === 'stepUp' && <a href={linkTo('home', 'step-up', id)}>{t('proveNow')}</a>} />}
    </>
  );
}
