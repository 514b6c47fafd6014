import { Button, Card } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import { timeOf } from '../../app/format';
import { documentName, gapName, levelName, markName, personStatusName } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import { useSession } from '../../app/session';
import { Factor } from '../../gen/secure/v1/common_pb';
import { PersonStatus, type PersonRecord } from '../../gen/secure/v1/people_pb';
import { Chip } from '../Chip';
import { Failure } from '../Failure';
import { usePlaces } from '../usePlaces';
import { Badges } from './Badges';
import { BiometricsCard } from './BiometricsCard';
import { Enrolment } from './Enrolment';
import { FactorLimits } from './FactorLimits';
import { personActs, type PersonAct } from './personActs';
import { RolesCard } from './RolesCard';

/** One person: the record, the cards, and what this officer may do about them. */
export function PersonPage({ id, part }: { id: string; part: string }) {
  const { t } = usePrefs();
  const { who, may } = useSession();
  const [read, setRead] = useState<PersonRecord | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [acting, setActing] = useState<PersonAct | null>(null);
  const load = useCallback(async (signal?: AbortSignal) => {
    try {
      const { person } = await api.people.get({ person: id }, { signal });
      if (person && !signal?.aborted) setRead(person);
      setRefusal(null);
    } catch (cause) { if (!signal?.aborted) setRefusal(refusalOf(cause)); }
  }, [id]);
  useEffect(() => {
    const leaving = new AbortController();
    void load(leaving.signal);
    return () => leaving.abort();
  }, [load]);
  const reload = () => void load();
  const person = read;
  const here = person?.status === PersonStatus.ACTIVE || person?.status === PersonStatus.SUSPENDED;
  const own = id === who?.session.person;
  const acts = person ? personActs.filter((act) => may(act.right) && act.when(person) && (act.own || !own)) : [];
  if ((part === 'face' || part === 'finger') && may('enrol_biometrics')) return <Enrolment person={id} name={person?.name ?? id} factor={part === 'face' ? Factor.FACE : Factor.FINGERPRINT} />;
  return (
    <>
      <div className="page-head"><h1><bdi>{person?.name ?? id}</bdi></h1><a href={linkTo('people')}>{t('backToList')}</a></div>
      {refusal && <div className="gap"><Failure refusal={refusal} retry={reload} /></div>}
      {!person && !refusal && <p className="empty">{t('loading')}</p>}
      {person && acts.length > 0 && <div className="row gap" role="group" aria-label={t('acts')}>{acts.map((act) => <Button key={act.word} danger={act.danger} onClick={() => setActing(act)}>{t(act.word)}</Button>)}</div>}
      {person && (
        <div className="person">
          <Card><Facts person={person} /></Card>
          <div className="person-holds">
            <Badges person={person} reload={reload} />
            {here && may('read_roles') && <RolesCard person={person} />}
            {here && <BiometricsCard person={person} />}
            {here && may('reset_factor') && <FactorLimits person={person} />}
          </div>
        </div>
      )}
      {person && acting && <acting.view person={person} reload={reload} close={() => { setActing(null); reload(); }} />}
    </>
  );
}

function Facts({ person }: { person: PersonRecord }) {
  const { language, t } = usePrefs();
  const { departmentName, postName } = usePlaces();
  return (
    <dl className="facts">
      <div><dt>{t('personId')}</dt><dd><code>{person.id}</code></dd></div>
      <div><dt>{t('status')}</dt><dd><Chip is={personStatusName(person.status)} /> {person.declassificationUntil && t('leftUntil', { day: person.declassificationUntil })}</dd></div>
      <div><dt>{t('staffNumber')}</dt><dd><bdi>{person.staffNumber || '—'}</bdi></dd></div>
      <div><dt>{t('department')}</dt><dd><bdi>{departmentName(person.department) || '—'}</bdi></dd></div>
      <div><dt>{t('posts')}</dt><dd><bdi>{person.posts.map(postName).join(', ') || '—'}</bdi></dd></div>
      <div><dt>{t('level')}</dt><dd><Chip is={levelName(person.level)} /></dd></div>
      <div><dt>{t('clearance')}</dt><dd><Chip is={markName(person.clearance)} /></dd></div>
      <div><dt>{t('trainingUntil')}</dt><dd>{person.trainingUntil || '—'}</dd></div>
      <div><dt>{t('pledgeUntil')}</dt><dd>{person.pledgeUntil || '—'}</dd></div>
      <div><dt>{t('document')}</dt><dd><Chip is={documentName(person.document)} /></dd></div>
      <div><dt>{t('missing')}</dt><dd><span className="chips">{person.missing.map((gap) => <Chip key={gap} is={gapName(gap)} />)}{person.missing.length === 0 && t('none')}</span></dd></div>
      <div><dt>{t('joined')}</dt><dd className="together">{timeOf(person.joinedAt, language)}</dd></div>
    </dl>
  );
}
