// A face or a finger is enrolled before the officer: first the person's consent, then five good samples, then the template.
import { Alert, Button, Card, Checkbox } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, sentence, type Refusal } from '../../app/api';
import { timeOf } from '../../app/format';
import { factorName } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import type { FactorState, ListTemplatesResponse } from '../../gen/secure/v1/biometrics_pb';
import { Factor } from '../../gen/secure/v1/common_pb';
import { Failure } from '../Failure';
import { usePlaces } from '../usePlaces';
import { FaceSampling } from './FaceSampling';
import { FingerSampling } from './FingerSampling';

export function Enrolment({ person, name, factor }: { person: string; name: string; factor: Factor }) {
  const { t } = usePrefs();
  const [read, setRead] = useState<ListTemplatesResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const load = useCallback(() => api.biometrics.listTemplates({ person }).then((answer) => { setRead(answer); setRefusal(null); }, (cause) => setRefusal(refusalOf(cause))), [person]);
  useEffect(() => { void load(); }, [load]);
  const state = read?.factors.find((one) => one.factor === factor);
  return (
    <>
      <div className="page-head"><h1>{t(factor === Factor.FACE ? 'enrolFace' : 'enrolFinger')} · <bdi>{name}</bdi></h1><a href={linkTo('people', person)}>{t('backToPerson')}</a></div>
      <Card className="step-up">
        {refusal && <div className="gap"><Failure refusal={refusal} retry={() => void load()} /></div>}
        {!read && !refusal && <p className="empty">{t('loading')}</p>}
        {read && state && <Steps person={person} factor={state} version={read.textVersion} reload={load} />}
      </Card>
    </>
  );
}

function Steps({ person, factor, version, reload }: { person: string; factor: FactorState; version: string; reload: () => Promise<void> }) {
  const { language, t } = usePrefs();
  const { personName } = usePlaces();
  // Consent also serves a door's own sensor, which needs no engine.
  if (!factor.consent) return <Consent person={person} factor={factor.factor} version={version} former={factor.consentVersion} reload={reload} />;
  if (!factor.on) return <Alert type="warning" showIcon role="status" title={t('engineOff')} description={sentence(factor.off, language)} />;
  return (
    <>
      <p className="hint">{t('consentGiven', { version: factor.consentVersion, time: timeOf(factor.consentAt, language) })} <bdi>{personName(factor.consentBy)}</bdi></p>
      {factor.factor === Factor.FACE ? <FaceSampling person={person} /> : <FingerSampling person={person} />}
    </>
  );
}

/** The person's own word, given before the officer; without it no sample is taken. */
function Consent({ person, factor, version, former, reload }: { person: string; factor: Factor; version: string; former: string; reload: () => Promise<void> }) {
  const { t } = usePrefs();
  const [read, setRead] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const record = async () => {
    setBusy(true);
    try { await api.biometrics.recordConsent({ person, factor, textVersion: version }); await reload(); } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  return (
    <>
      <h2>{t('consentTitle')}</h2>
      <p>{t('consentText', { version })}</p>
      <ul>{(['consentPurpose', 'consentKept', 'consentBack', 'consentElse'] as const).map((word) => <li key={word}>{t(word, { factor: t(factorName(factor)[0]) })}</li>)}</ul>
      {former && <Alert className="gap" type="info" showIcon title={t('consentFormer', { version: former })} />}
      {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
      <p><Checkbox checked={read} onChange={(event) => setRead(event.target.checked)}>{t('consentRead', { version })}</Checkbox></p>
      <Button type="primary" disabled={!read} loading={busy} onClick={() => void record()}>{t('consentRecord')}</Button>
    </>
  );
}
