import { Button, Card } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, isSessionOver, refusalOf, sentence, type Refusal } from '../app/api';
import { timeOf } from '../app/format';
import type { Tone } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import type { Word } from '../app/words';
import { OwnRecords, type OwnRecord as Kept } from '../gen/secure/v1/own_pb';
import { Tinted } from '../parts/Chip';
import { Failure } from '../parts/Failure';

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

function List({ requests }: { requests: boolean }) {
  const { t } = usePrefs();
  const { refresh } = useSession();
  const [records, setRecords] = useState<Kept[] | null>(null);
  const [next, setNext] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const load = useCallback(async (pageToken: string) => {
    try {
      const page = await api.own.list({ records: requests ? OwnRecords.REQUESTS : OwnRecords.ENTRIES, pageToken });
      setRecords((now) => [...(pageToken ? now ?? [] : []), ...page.records]);
      setNext(page.nextPageToken);
      setRefusal(null);
    } catch (cause) {
      setRefusal(refusalOf(cause));
      if (isSessionOver(cause)) await refresh();
    }
  }, [requests, refresh]);
  useEffect(() => { void load(''); }, [load]);
  return (
    <Card>
      {refusal && <Failure refusal={refusal} retry={() => void load(next)} />}
      {!records && !refusal && <p className="empty">{t('loading')}</p>}
      {records && records.length === 0 && <p className="empty" role="status">{t(requests ? 'ownNoRequests' : 'ownNoEntries')}</p>}
      {records && records.length > 0 && (
        <div className="scroll" role="region" aria-label={t('navOwn')} tabIndex={0}>
          <table className="table">
            <thead><tr><th scope="col">{t('time')}</th><th scope="col">{t(requests ? 'ownWhat' : 'ownDoor')}</th><th scope="col">{t('ownRoom')}</th><th scope="col">{t('outcome')}</th><th scope="col">{t('ownWhy')}</th></tr></thead>
            <tbody>{records.map((one) => <Line key={one.logIndex.toString()} one={one} />)}</tbody>
          </table>
        </div>
      )}
      {next && <div className="acts"><Button onClick={() => void load(next)}>{t('loadMore')}</Button></div>}
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

function Line({ one }: { one: Kept }) {
  const { language, t } = usePrefs();
  const [word, tone] = outcomeOf(one);
  return (
    <tr>
      <td>{timeOf(one.at, language)}</td>
      <td>{one.door ? <bdi>{sentence(one.door, language)}</bdi> : <><code>{one.action} {one.resource}</code>{one.askedBy && <div className="hint">{t('ownThrough', { service: one.askedBy })}</div>}</>}</td>
      <td><bdi>{sentence(one.room, language)}</bdi></td>
      <td><Tinted tone={tone}>{t(word)}</Tinted></td>
      <td>{one.reasons.map((reason) => <div key={reason.en}>{sentence(reason, language)}</div>)}</td>
    </tr>
  );
}
