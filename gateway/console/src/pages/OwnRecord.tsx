import { Button, Card, Form, Input } from 'antd';
import { useState } from 'react';
import { api, sentence } from '../app/api';
import { momentOf, timeOf } from '../app/format';
import type { Tone } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import type { Word } from '../app/words';
import { OwnRecords, type OwnRecord as Kept } from '../gen/secure/v1/own_pb';
import { Tinted } from '../parts/Chip';
import { Failure } from '../parts/Failure';
import { usePages, type FetchPage } from '../parts/usePages';
import { VirtualTable } from '../parts/VirtualTable';

/** What the log has of the reader's own doing; the gateway gives nobody else's. */
export default function OwnRecord({ rest }: { rest: string[] }) {
  const { t } = usePrefs();
  const requests = rest[0] === 'requests';
  return (
    <>
      <div className="page-head">
        <h1>{t(requests ? 'ownRequests' : 'ownEntries')}</h1>
        <a href={requests ? linkTo('own') : linkTo('own', 'requests')}>{t(requests ? 'ownEntries' : 'ownRequests')}</a>
      </div>
      <List key={String(requests)} requests={requests} />
    </>
  );
}

interface Asked { search?: string; from?: string; to?: string }
interface Wanted extends Asked { records: OwnRecords }

const listed: FetchPage<Wanted, Kept> = async ({ records, search, from, to }, pageToken, signal) => {
  const page = await api.own.list({ records, pageToken, search: search?.trim() ?? '', from: momentOf(from), to: momentOf(to) }, { signal });
  return { rows: page.records, next: page.nextPageToken, total: 0 };
};

const entryHeads = ['time', 'ownDoor', 'ownRoom', 'outcome', 'ownWhy'] as const, requestHeads = ['time', 'ownWhat', 'ownRoom', 'outcome', 'ownWhy'] as const;

function List({ requests }: { requests: boolean }) {
  const { t } = usePrefs();
  const records = requests ? OwnRecords.REQUESTS : OwnRecords.ENTRIES;
  const { found, refusal, again, more, search } = usePages<Wanted, Kept>({ records }, listed);
  const [narrowed, setNarrowed] = useState(false);
  const ask = (asked: Asked) => { setNarrowed([asked.search, asked.from, asked.to].some((one) => one?.trim())); search({ ...asked, records }); };
  const heads = requests ? requestHeads : entryHeads;
  return (
    <Card className="own">
      <Form className="filters" layout="vertical" onFinish={ask}>
        <Form.Item name="search" label={t('ownSearch')}><Input allowClear maxLength={63} /></Form.Item>
        <Form.Item name="from" label={t('filterFrom')}><Input type="datetime-local" step={1} /></Form.Item>
        <Form.Item name="to" label={t('filterTo')}><Input type="datetime-local" step={1} /></Form.Item>
        <Button type="primary" htmlType="submit">{t('search')}</Button>
      </Form>
      {refusal && <Failure refusal={refusal} retry={found ? more : again} />}
      {!found && !refusal && <p className="empty">{t('loading')}</p>}
      {found?.rows.length === 0 && !found.next && <p className="empty" role="status">{t(narrowed ? 'ownNoMatch' : requests ? 'ownNoRequests' : 'ownNoEntries')}</p>}
      {found?.rows.length === 0 && found.next && <p className="empty" role="status">{t('ownNoneYet')}</p>}
      {found && found.rows.length > 0 && (
        <VirtualTable rows={found.rows} total={found.rows.length + (found.next ? 1 : 0)} near={more} columns={heads.length} label={t('navOwn')} keyOf={(one) => one.logIndex.toString()} head={heads.map((word) => <th key={word} scope="col">{t(word)}</th>)}>
          {(one) => <Cells one={one} />}
        </VirtualTable>
      )}
      {found?.next && <div className="acts"><Button onClick={more}>{t('loadMore')}</Button></div>}
      <p className="hint">{t('ownHint')}</p>
    </Card>
  );
}

const outcomes: Record<string, [Word, Tone]> = { permit: ['permit', 'good'], step_up: ['stepUp', 'info'], deny: ['deny', 'bad'] };

/** At a door the word is about passing, at a request about reading. */
function outcomeOf(one: Kept): [Word, Tone] {
  const [word, tone] = outcomes[one.decision] ?? ['unknown', 'unknown'];
  return one.door && one.decision === 'permit' ? [one.action === 'leave' ? 'ownLetOut' : 'ownLetIn', tone] : [word, tone];
}

/** Staff read words; what this page has none for stands as it was asked. */
function Asked({ of }: { of: Kept }) {
  const { t } = usePrefs();
  const [kind, id] = of.resource.split(/\/(.*)/s);
  return of.action === 'read' && kind === 'material' && id ? <>{t('ownReading')} <code>{id}</code></> : <code>{of.action} {of.resource}</code>;
}

function Cells({ one }: { one: Kept }) {
  const { language, t } = usePrefs();
  const [word, tone] = outcomeOf(one);
  return (
    <>
      <td className="together">{timeOf(one.at, language)}</td>
      <td>{one.door ? <bdi>{sentence(one.door, language)}</bdi> : <><Asked of={one} />{one.askedBy && <div className="hint">{t('ownThrough', { service: one.askedBy })}</div>}</>}</td>
      <td>{sentence(one.room, language) && <bdi>{sentence(one.room, language)}</bdi>}</td>
      <td><Tinted tone={tone}>{t(word)}</Tinted></td>
      <td>{one.reasons.map((reason) => <div key={reason.en}>{sentence(reason, language)}</div>)}</td>
    </>
  );
}
