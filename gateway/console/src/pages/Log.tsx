import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { Button, Card, Form, Input, Select } from 'antd';
import { useCallback, useRef, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { momentOf } from '../app/format';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { Failure } from '../parts/Failure';
import { usePlaces } from '../parts/usePlaces';
import { ChainView } from '../parts/log/ChainView';
import { lineOf, outcomes, type Line } from '../parts/log/entries';
import { Exports } from '../parts/log/Exports';
import { KeyWatch } from '../parts/log/KeyWatch';
import { LogTable } from '../parts/log/LogTable';
import { useLogWords } from '../parts/log/logWords';
import { WholeLogView } from '../parts/log/WholeLogView';

interface Filters { person?: string; room?: string; door?: string; resource?: string; kind?: string; decision?: string; from?: string; to?: string }
interface Query { person: string; room: string; door: string; resource: string; kind: string; decision: string; from?: Timestamp; to?: Timestamp }

const queryOf = (values: Filters): Query => {
  const text = (value: string | undefined) => (value ?? '').trim();
  return {
    person: text(values.person), room: text(values.room), door: text(values.door), resource: text(values.resource), kind: text(values.kind), decision: text(values.decision),
    from: momentOf(values.from), to: momentOf(values.to),
  };
};

export default function Log({ rest }: { rest: string[] }) {
  const [view, person, index, time] = rest;
  if (view === 'whole') return <WholeLogView />;
  return view === 'chain' && person && index && time ? <ChainView key={rest.join('/')} person={person} index={index} time={time} /> : <Search />;
}

function Search() {
  const { t } = usePrefs();
  const [query, setQuery] = useState<Query | null>(null);
  const [found, setFound] = useState<{ lines: Line[]; next: string } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController | null>(null);
  // A later question ends the one before, and of one question one page is asked for at a time.
  const load = useCallback(async (wanted: Query, after: typeof found) => {
    if (after && running.current) return;
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    setBusy(true);
    try {
      const page = await api.audit.query({ ...wanted, pageSize: 100, pageToken: after?.next ?? '' }, { signal });
      if (signal.aborted) return;
      setFound({ lines: [...(after?.lines ?? []), ...page.entries.map(lineOf)], next: page.nextPageToken });
      setRefusal(null);
    } catch (cause) {
      if (signal.aborted) return;
      setRefusal(refusalOf(cause));
    }
    running.current = null;
    setBusy(false);
  }, []);
  const more = useCallback(() => { if (query && found?.next) void load(query, found); }, [query, found, load]);
  return (
    <>
      <div className="page-head"><h1>{t('logSearch')}</h1><a href={linkTo('log', 'whole')}>{t('wholeLog')}</a></div>
      <KeyWatch />
      <Card>
        <Asking busy={busy} ask={(values) => { const wanted = queryOf(values); setQuery(wanted); setFound(null); void load(wanted, null); }} />
        {refusal && <Failure refusal={refusal} retry={query ? () => void load(query, found) : undefined} />}
        {found?.lines.length === 0 && <p className="empty">{t('noEntries')}</p>}
        {query && found && found.lines.length > 0 && <><div className="row gap"><Exports query={query} /></div><LogTable lines={found.lines} label={t('logSearch')} more={found.next !== ''} near={more} /></>}
        {query && found?.next && <Button loading={busy} onClick={more}>{t('loadMore')}</Button>}
        <p className="hint">{t('ownReads')}</p>
      </Card>
    </>
  );
}

function Asking({ busy, ask }: { busy: boolean; ask: (values: Filters) => void }) {
  const { t } = usePrefs();
  const { site } = useLive();
  const { roomName, doorName } = usePlaces();
  const { kinds } = useLogWords();
  return (
    <Form className="filters" layout="vertical" onFinish={ask}>
      <Form.Item name="person" label={t('filterPerson')}><Input allowClear /></Form.Item>
      <Form.Item name="room" label={t('filterRoom')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('any')} options={site?.rooms.map((room) => ({ value: room.room, label: roomName(room.room) }))} /></Form.Item>
      <Form.Item name="door" label={t('filterDoor')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('any')} options={site?.doors.map((door) => ({ value: door.door, label: doorName(door.door) }))} /></Form.Item>
      <Form.Item name="resource" label={t('filterResource')}><Input allowClear /></Form.Item>
      <Form.Item name="kind" label={t('filterKind')}><Select allowClear showSearch={{ optionFilterProp: 'search' }} placeholder={t('any')} options={[...kinds].map(([value, label]) => ({ value, label, search: `${label} ${value}` }))} /></Form.Item>
      <Form.Item name="decision" label={t('filterDecision')}><Select allowClear placeholder={t('any')} options={Object.entries(outcomes).map(([value, [word]]) => ({ value, label: t(word) }))} /></Form.Item>
      <Form.Item name="from" label={t('filterFrom')}><Input type="datetime-local" step={1} /></Form.Item>
      <Form.Item name="to" label={t('filterTo')}><Input type="datetime-local" step={1} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>{t('search')}</Button>
    </Form>
  );
}
