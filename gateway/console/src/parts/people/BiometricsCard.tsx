import { Alert, Button, Card } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, sentence, type Refusal } from '../../app/api';
import { timeOf } from '../../app/format';
import { factorName } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import { go } from '../../app/route';
import { useSession } from '../../app/session';
import type { FactorState, ListTemplatesResponse, TemplateInfo } from '../../gen/secure/v1/biometrics_pb';
import { Factor } from '../../gen/secure/v1/common_pb';
import { PersonStatus, type PersonRecord } from '../../gen/secure/v1/people_pb';
import { Tinted } from '../Chip';
import { Failure } from '../Failure';
import { FormWindow } from '../FormWindow';
import { SensorEnrolment, useSensorDoors } from './SensorEnrolment';

/** What a person has agreed to and is enrolled with; never the templates. */
export function BiometricsCard({ person }: { person: PersonRecord }) {
  const { t } = usePrefs();
  const [read, setRead] = useState<ListTemplatesResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const load = useCallback(() => api.biometrics.listTemplates({ person: person.id }).then((answer) => { setRead(answer); setRefusal(null); }, (cause) => setRefusal(refusalOf(cause))), [person.id]);
  useEffect(() => { void load(); }, [load]);
  return (
    <Card title={<h2>{t('biometrics')}</h2>}>
      {refusal && <Failure refusal={refusal} retry={() => void load()} />}
      {!read && !refusal && <p className="empty">{t('loading')}</p>}
      {read && <div className="cards">{read.factors.map((factor) => <OneFactor key={factor.factor} person={person} factor={factor} templates={read.templates.filter((one) => one.factor === factor.factor)} reload={() => void load()} />)}</div>}
    </Card>
  );
}

const enrolWords = [['enrolFace', 'enrolFaceAgain'], ['enrolFinger', 'enrolFingerAgain']] as const;

function OneFactor({ person, factor, templates, reload }: { person: PersonRecord; factor: FactorState; templates: TemplateInfo[]; reload: () => void }) {
  const { language, t } = usePrefs();
  const { who, may } = useSession();
  const [erasing, setErasing] = useState<TemplateInfo | null>(null);
  const [taking, setTaking] = useState(false);
  const [atDoor, setAtDoor] = useState(false);
  const sensors = useSensorDoors();
  const face = factor.factor === Factor.FACE;
  const mayEnrol = may('enrol_biometrics') && person.status === PersonStatus.ACTIVE && person.id !== who?.session.person;
  const word = t(factorName(factor.factor)[0]);
  return (
    <section aria-label={word}>
      <h3>{word}</h3>
      {!factor.on && <Alert className="gap" type="info" showIcon title={t('engineOff')} description={sentence(factor.off, language)} />}
      <dl className="facts">
        <div><dt>{t('consent')}</dt><dd>{factor.consent ? <><Tinted tone="good">{t('consentYes')}</Tinted> {timeOf(factor.consentAt, language)}</> : <Tinted tone="quiet">{t('consentNo')}</Tinted>}</dd></div>
        <div>
          <dt>{t('template')}</dt>
          <dd>
            {templates.length === 0 && t('none')}
            {templates.map((one) => (
              <div className="row" key={one.templateId}>
                <span>{t('enrolledAt', { time: timeOf(one.enrolledAt, language) })} · {t('enrolUntilDay', { time: timeOf(one.expiresAt, language) })}</span>
                {may('delete_biometrics') && <Button size="small" danger onClick={() => setErasing(one)}>{t('templateDelete')}</Button>}
              </div>
            ))}
          </dd>
        </div>
      </dl>
      <div className="row">
        {mayEnrol && <Button disabled={!factor.on && (face || sensors.length === 0)} onClick={() => go('people', person.id, face ? 'face' : 'finger')}>{t(enrolWords[face ? 0 : 1][templates.length > 0 ? 1 : 0])}</Button>}
        {mayEnrol && !face && sensors.length > 0 && <Button onClick={() => setAtDoor(true)}>{t('enrolAtDoor')}</Button>}
        {may('delete_biometrics') && factor.consentVersion && <Button danger onClick={() => setTaking(true)}>{t('consentWithdraw')}</Button>}
      </div>
      {atDoor && <SensorEnrolment person={person} close={() => { setAtDoor(false); reload(); }} />}
      {erasing && <FormWindow title={`${t('templateDelete')} · ${word}`} what="templateDeleteWhat" word="templateDelete" danger run={async () => { await api.biometrics.deleteTemplate({ person: person.id, templateId: erasing.templateId }); }} close={() => { setErasing(null); reload(); }} />}
      {taking && <FormWindow title={`${t('consentWithdraw')} · ${word}`} what="consentWithdrawWhat" word="consentWithdraw" danger run={async () => { await api.biometrics.withdrawConsent({ person: person.id, factor: factor.factor }); }} close={() => { setTaking(false); reload(); }} />}
    </section>
  );
}
