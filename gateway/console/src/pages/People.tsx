import { Button, Card, Checkbox, Form, Input } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { timeOf } from '../app/format';
import { badgeName, documentName, gapName, levelName, markName, personStatusName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import type { BadgeCard, CardNumber, PersonRecord } from '../gen/secure/v1/people_pb';
import { Chip } from '../parts/Chip';
import { Failure } from '../parts/Failure';

interface Search { search: string; incompleteOnly: boolean }

export default function People({ rest }: { rest: string[] }) {
  return rest[0] ? <PersonPage key={rest[0]} id={rest[0]} /> : <List />;
}

function List() {
  const { t } = usePrefs();
  const [wanted, setWanted] = useState<Search>({ search: '', incompleteOnly: false });
  const [found, setFound] = useState<{ persons: PersonRecord[]; next: string } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const load = useCallback(async (search: Search, after: { persons: PersonRecord[]; next: string } | null, signal?: AbortSignal) => {
    try {
      const page = await api.people.list({ ...search, pageSize: 100, pageToken: after?.next ?? '' }, { signal });
      setFound({ persons: [...(after?.persons ?? []), ...page.persons], next: page.nextPageToken });
      setRefusal(null);
    } catch (cause) { if (!signal?.aborted) setRefusal(refusalOf(cause)); }
  }, []);
  useEffect(() => {
    const leaving = new AbortController();
    void load(wanted, null, leaving.signal);
    return () => leaving.abort();
  }, [wanted, load]);
  return (
    <>
      <div className="page-head"><h1>{t('peopleList')}</h1></div>
      <Card>
        <Form className="filters" layout="vertical" initialValues={wanted} onFinish={(values: Search) => setWanted({ ...values })}>
          <Form.Item name="search" label={t('findPeople')}><Input allowClear maxLength={64} /></Form.Item>
          <Form.Item name="incompleteOnly" valuePropName="checked"><Checkbox>{t('incompleteOnly')}</Checkbox></Form.Item>
          <Button type="primary" htmlType="submit">{t('search')}</Button>
        </Form>
        {refusal && <Failure refusal={refusal} retry={() => setWanted({ ...wanted })} />}
        {found?.persons.length === 0 && <p className="empty">{t('nobodyFound')}</p>}
        {found && found.persons.length > 0 && <Table persons={found.persons} />}
        {found?.next && <Button onClick={() => void load(wanted, found)}>{t('more')}</Button>}
        <p className="hint">{t('readsRecorded')}</p>
      </Card>
    </>
  );
}

function Table({ persons }: { persons: PersonRecord[] }) {
  const { t } = usePrefs();
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('peopleList')}>
      <table className="table">
        <thead><tr>{(['name', 'personId', 'department', 'level', 'clearance', 'status', 'missing'] as const).map((word) => <th key={word} scope="col">{t(word)}</th>)}</tr></thead>
        <tbody>
          {persons.map((person) => (
            <tr key={person.id}>
              <td><a href={linkTo('people', person.id)}><bdi>{person.name}</bdi></a></td>
              <td><code>{person.id}</code></td>
              <td><bdi>{person.department || '—'}</bdi></td>
              <td><Chip is={levelName(person.level)} /></td>
              <td><Chip is={markName(person.clearance)} /></td>
              <td><Chip is={personStatusName(person.status)} /></td>
              <td><span className="chips">{person.missing.map((gap) => <Chip key={gap} is={gapName(gap)} />)}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PersonPage({ id }: { id: string }) {
  const { language, t } = usePrefs();
  const [read, setRead] = useState<{ person: PersonRecord; badges: BadgeCard[] } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    api.people.get({ person: id }, { signal: leaving.signal }).then(
      (answer) => { if (answer.person) setRead({ person: answer.person, badges: answer.badges }); },
      (cause) => { if (!leaving.signal.aborted) setRefusal(refusalOf(cause)); },
    );
    return () => leaving.abort();
  }, [id]);
  const person = read?.person;
  return (
    <>
      <div className="page-head"><h1><bdi>{person?.name ?? id}</bdi></h1><a href={linkTo('people')}>{t('backToList')}</a></div>
      {refusal && <Failure refusal={refusal} />}
      {!person && !refusal && <p className="empty">{t('loading')}</p>}
      {person && (
        <div className="cards">
          <Card>
            <dl className="facts">
              <div><dt>{t('personId')}</dt><dd><code>{person.id}</code></dd></div>
              <div><dt>{t('status')}</dt><dd><Chip is={personStatusName(person.status)} /></dd></div>
              <div><dt>{t('staffNumber')}</dt><dd>{person.staffNumber || '—'}</dd></div>
              <div><dt>{t('department')}</dt><dd><bdi>{person.department || '—'}</bdi></dd></div>
              <div><dt>{t('posts')}</dt><dd><bdi>{person.posts.join(', ') || '—'}</bdi></dd></div>
              <div><dt>{t('level')}</dt><dd><Chip is={levelName(person.level)} /></dd></div>
              <div><dt>{t('clearance')}</dt><dd><Chip is={markName(person.clearance)} /></dd></div>
              <div><dt>{t('trainingUntil')}</dt><dd>{person.trainingUntil || '—'}</dd></div>
              <div><dt>{t('pledgeUntil')}</dt><dd>{person.pledgeUntil || '—'}</dd></div>
              <div><dt>{t('document')}</dt><dd><Chip is={documentName(person.document)} /></dd></div>
              <div><dt>{t('missing')}</dt><dd><span className="chips">{person.missing.map((gap) => <Chip key={gap} is={gapName(gap)} />)}{person.missing.length === 0 && t('none')}</span></dd></div>
              <div><dt>{t('joined')}</dt><dd>{timeOf(person.joinedAt, language)}</dd></div>
            </dl>
          </Card>
          <Card title={<h2>{t('badges')}</h2>}>
            {read.badges.length === 0 && <p className="empty">{t('none')}</p>}
            <dl className="facts">{read.badges.map((badge) => <div key={badge.id}><dt><code>{cardText(badge.number)}</code></dt><dd><Chip is={badgeName(badge.status)} /> <bdi>{badge.reason}</bdi></dd></div>)}</dl>
          </Card>
        </div>
      )}
    </>
  );
}

function cardText(number: CardNumber | undefined) {
  switch (number?.form.case) {
    case 'h10301': return `${number.form.value.facility}-${number.form.value.number}`;
    case 'raw': return `${number.form.value.bits} bit ${[...number.form.value.data].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    default: return '—';
  }
}
