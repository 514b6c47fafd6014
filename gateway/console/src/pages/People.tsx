import { App, Button, Card, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { api, refusalOf } from '../app/api';
import { gapName, levelName, markName, personStatusName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import type { PersonRecord } from '../gen/secure/v1/people_pb';
import { Chip } from '../parts/Chip';
import { Failure } from '../parts/Failure';
import { ImportWindow } from '../parts/people/ImportWindow';
import { PersonPage } from '../parts/people/PersonPage';
import { JoinWindow } from '../parts/people/RecordForms';
import { ListEnd } from '../parts/ListSearch';
import { save, stamp } from '../parts/save';
import { usePages, type FetchPage } from '../parts/usePages';
import { usePlaces } from '../parts/usePlaces';
import { VirtualTable } from '../parts/VirtualTable';

interface Search { search: string; incompleteOnly: boolean }

const everybody: Search = { search: '', incompleteOnly: false };

const listed: FetchPage<Search, PersonRecord> = async (wanted, pageToken, signal) => {
  const page = await api.people.list({ ...wanted, pageSize: 100, pageToken }, { signal });
  return { rows: page.persons, next: page.nextPageToken, total: page.total };
};

export default function People({ rest }: { rest: string[] }) {
  return rest[0] ? <PersonPage key={rest[0]} id={rest[0]} part={rest[1] ?? ''} /> : <List />;
}

function List() {
  const { language, t } = usePrefs();
  const { may } = useSession();
  const { found, refusal, search, again, more } = usePages(everybody, listed);
  const { message } = App.useApp();
  const [joining, setJoining] = useState(false);
  const [importing, setImporting] = useState(false);
  const [busy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    try {
      save([(await api.people.export({})).csv], `secure-people-${stamp()}.csv`, 'text/csv');
      void message.success(t('exportedPeople'));
    } catch (cause) { void message.error(refusalOf(cause)[language], 6); }
    setBusy(false);
  };
  return (
    <>
      <div className="page-head">
        <h1>{t('peopleList')}</h1>
        <span className="row">
          <Button loading={busy} onClick={() => void take()}>{t('exportPeople')}</Button>
          {(may('edit_persons') || may('confirm_persons')) && <Button onClick={() => setImporting(true)}>{t('importPeople')}</Button>}
          {may('edit_persons') && <Button type="primary" onClick={() => setJoining(true)}>{t('join')}</Button>}
        </span>
      </div>
      <Card>
        <Form className="filters" layout="vertical" initialValues={everybody} onFinish={search}>
          <Form.Item className="wide" name="search" label={t('findPeople')}><Input allowClear maxLength={64} /></Form.Item>
          <Form.Item name="incompleteOnly" valuePropName="checked"><Checkbox>{t('incompleteOnly')}</Checkbox></Form.Item>
          <Button type="primary" htmlType="submit">{t('search')}</Button>
        </Form>
        {refusal && <Failure refusal={refusal} retry={again} />}
        {!found && !refusal && <p className="empty">{t('loading')}</p>}
        {found?.rows.length === 0 && <p className="empty">{t('nobodyFound')}</p>}
        {found && found.rows.length > 0 && <Table persons={found.rows} total={found.total} near={more} />}
        <ListEnd found={found} more={more} />
        <p className="hint">{t('readsRecorded')}</p>
      </Card>
      {importing && <ImportWindow close={() => { setImporting(false); again(); }} />}
      {joining && <JoinWindow close={() => setJoining(false)} />}
    </>
  );
}

const heads = ['name', 'personId', 'department', 'level', 'clearance', 'status', 'missing'] as const;

function Table({ persons, total, near }: { persons: PersonRecord[]; total: number; near: () => void }) {
  const { t } = usePrefs();
  const { departmentName } = usePlaces();
  return (
    <VirtualTable rows={persons} total={total} near={near} columns={heads.length} label={t('peopleList')} keyOf={(person) => person.id} head={heads.map((word) => <th key={word} scope="col">{t(word)}</th>)}>
      {(person) => (
        <>
          <td><a href={linkTo('people', person.id)}><bdi>{person.name}</bdi></a></td>
          <td><code>{person.id}</code></td>
          <td><bdi>{departmentName(person.department) || '—'}</bdi></td>
          <td><Chip is={levelName(person.level)} /></td>
          <td><Chip is={markName(person.clearance)} /></td>
          <td><Chip is={personStatusName(person.status)} /></td>
          <td><span className="chips">{person.missing.map((gap) => <Chip key={gap} is={gapName(gap)} />)}</span></td>
        </>
      )}
    </VirtualTable>
  );
}
