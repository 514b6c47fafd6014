// A face is enrolled before the officer's camera: first the person's consent, then five good samples, then the template.
import { Alert, Button, Card, Checkbox } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, sentence, type Refusal } from '../../app/api';
import { timeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import type { FactorState, ListTemplatesResponse } from '../../gen/secure/v1/biometrics_pb';
import { Factor } from '../../gen/secure/v1/common_pb';
import { Failure } from '../Failure';
import { usePlaces } from '../usePlaces';
import { FaceSampling } from './FaceSampling';

export function Enrolment({ person, name }: { person: string; name: string }) {
  const { t } = usePrefs();
  const [read, setRead] = useState<ListTemplatesResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const load = useCallback(() => api.biometrics.listTemplates({ person }).then((answer) => { setRead(answer); setRefusal(null); }, (cause) => setRefusal(refusalOf(cause))), [person]);
  useEffect(() => { void load(); }, [load]);
  const face = read?.factors.find((one) => one.factor === Factor.FACE);
  return (
    <>
      <div className="page-head"><h1>{t('enrolFace')} · <bdi>{name}</bdi></h1><a href={linkTo('people', person)}>{t('backToPerson')}</a></div>
      <Card className="step-up">
        {refusal && <div className="gap"><Failure refusal={refusal} retry={() => void load()} /></div>}
        {!read && !refusal && <p className="empty">{t('loading')}</p>}
        {read && face && <Steps person={person} face={face} version={read.textVersion} reload={load} />}
      </Card>
    </>
  );
}

function Steps({ person, face, version, reload }: { person: string; face: FactorState; version: string; reload: () => Promise<void> }) {
  const { language, t } = usePrefs();
  const { personName } = usePlaces();
  if (!face.on) return <Alert type="warning" showIcon role="status" title={t('engineOff')} description={sentence(face.off, language)} />;
  if (!face.consent) return <Consent person={person} version={version} former={face.consentVersion} reload={reload} />;
  return (
    <>
      <p className="hint">{t('consentGiven', { version: face.consentVersion, time: timeOf(face.consentAt, language) })} <bdi>{personName(face.consentBy)}</bdi></p>
      <FaceSampling person={person} />
    </>
  );
}

/** The person's own word, given before the officer; without it no sample is taken. */
function Consent({ person, version, former, reload }: { person: string; version: string; former: string; reload: () => Promise<void> }) {
  const { t } = usePrefs();
  const [read, setRead] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const record = async () => {
    setBusy(true);
    try { await api.biometrics.recordConsent({ person, factor: Factor.FACE, textVersion: version }); await reload(); } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  return (
    <>
      <h2>{t('consentTitle')}</h2>
      <p>{t('consentText', { version })}</p>
      <ul>{(['consentPurpose', 'consentKept', 'consentBack', 'consentElse'] as const).map((word) => <li key={word}>{t(word)}</li>)}</ul>
      {former && <Alert className="gap" type="info" showIcon title={t('consentFormer', { version: former })} />}
      {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
      <p><Checkbox checked={read} onChange={(event) => setRead(event.target.checked)}>{t('consentRead', { version })}</Checkbox></p>
      <Button type="primary" disabled={!read} loading={busy} onClick={() => void record()}>{t('consentRecord')}</Button>
    </>
  );
}
