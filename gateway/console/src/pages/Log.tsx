import { Button, Card, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import { Failure } from '../parts/Failure';
import { Tinted } from '../parts/Chip';
import { usePlaces } from '../parts/usePlaces';
import type { Tone } from '../app/naming';
import type { Word } from '../app/words';

interface Filters { person?: string; room?: string; door?: string; resource?: string; kind?: string; decision?: string }
interface Line { index: bigint; text: string; entry: Entry }
/** What the table shows of an entry; whatever else it holds is in its text. */
interface Entry { kind?: string; time?: string; subject?: string; person?: string; door?: string; room?: string; resource?: string; decision?: string; reasons?: string[] }

const outcomes: Record<string, [Word, Tone]> = { permit: ['permit', 'good'], step_up: ['stepUp', 'info'], deny: ['deny', 'bad'] };

function lineOf(index: bigint, bytes: Uint8Array): Line {
  const text = new TextDecoder().decode(bytes);
  try { return { index, text, entry: JSON.parse(text) as Entry }; } catch { return { index, text, entry: {} }; }
}

export default function Log() {
  const { t } = usePrefs();
  const { site } = useLive();
  const { roomName, doorName } = usePlaces();
  const [filters, setFilters] = useState<Filters>({});
  const [found, setFound] = useState<{ lines: Line[]; next: string } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState<Line | null>(null);
  const load = async (wanted: Filters, after: typeof found) => {
    setBusy(true);
    try {
      const page = await api.audit.query({ ...wanted, pageSize: 100, pageToken: after?.next ?? '' });
      setFound({ lines: [...(after?.lines ?? []), ...page.entries.map((one) => lineOf(one.index, one.entry))], next: page.nextPageToken });
      setRefusal(null);
    } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  const trimmed = (values: Filters) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, (value ?? '').trim()])) as Filters;
  return (
    <>
      <div className="page-head"><h1>{t('logSearch')}</h1></div>
      <Card>
        <Form className="filters" layout="vertical" onFinish={(values: Filters) => { const wanted = trimmed(values); setFilters(wanted); void load(wanted, null); }}>
          <Form.Item name="person" label={t('filterPerson')}><Input allowClear /></Form.Item>
          <Form.Item name="room" label={t('filterRoom')}><Select allowClear placeholder={t('any')} options={site?.rooms.map((room) => ({ value: room.room, label: roomName(room.room) }))} /></Form.Item>
          <Form.Item name="door" label={t('filterDoor')}><Select allowClear placeholder={t('any')} options={site?.doors.map((door) => ({ value: door.door, label: doorName(door.door) }))} /></Form.Item>
          <Form.Item name="resource" label={t('filterResource')}><Input allowClear /></Form.Item>
          <Form.Item name="kind" label={t('filterKind')}><Input allowClear /></Form.Item>
          <Form.Item name="decision" label={t('filterDecision')}><Select allowClear placeholder={t('any')} options={Object.entries(outcomes).map(([value, [word]]) => ({ value, label: t(word) }))} /></Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>{t('search')}</Button>
        </Form>
        {refusal && <Failure refusal={refusal} />}
        {found?.lines.length === 0 && <p className="empty">{t('noEntries')}</p>}
        {found && found.lines.length > 0 && <Lines lines={found.lines} show={setShown} />}
        {found?.next && <Button loading={busy} onClick={() => void load(filters, found)}>{t('loadMore')}</Button>}
        <p className="hint">{t('ownReads')}</p>
      </Card>
      <Modal open={shown !== null} title={t('entryDetail', { index: String(shown?.index ?? '') })} footer={null} width={760} onCancel={() => setShown(null)}>
        <pre className="raw" tabIndex={0}><bdi>{shown && JSON.stringify(shown.entry, null, 2)}</bdi></pre>
      </Modal>
    </>
  );
}

function Lines({ lines, show }: { lines: Line[]; show: (line: Line) => void }) {
  const { language, t } = usePrefs();
  const { roomName, doorName } = usePlaces();
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('logSearch')}>
      <table className="table">
        <thead><tr>{(['entry', 'time', 'filterKind', 'person', 'where', 'outcome'] as const).map((word) => <th key={word} scope="col">{t(word)}</th>)}</tr></thead>
        <tbody>
          {lines.map(({ index, text, entry }) => {
            const outcome = outcomes[entry.decision ?? ''];
            return (
              <tr key={String(index)}>
                <td><Button type="link" size="small" onClick={() => show({ index, text, entry })}>{String(index)}</Button></td>
                <td>{entry.time ? new Date(entry.time).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { hour12: false }) : '—'}</td>
                <td><code>{entry.kind ?? '—'}</code></td>
                <td><bdi>{entry.person ?? entry.subject ?? '—'}</bdi></td>
                <td><bdi>{[entry.door && doorName(entry.door), entry.room && roomName(entry.room), entry.resource].filter(Boolean).join(' / ') || '—'}</bdi></td>
                <td>{outcome && <Tinted tone={outcome[1]}>{t(outcome[0])}</Tinted>} <bdi>{entry.reasons?.join(', ')}</bdi></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
