import { Button, Modal } from 'antd';
import { useState } from 'react';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import { Tinted } from '../Chip';
import { usePlaces } from '../usePlaces';
import { VirtualTable } from '../VirtualTable';
import { concerned, outcomes, type Line } from './entries';
import { ProofFacts, ProofMark } from './ProofMark';

export const useMoment = () => {
  const { language } = usePrefs();
  return (text: string | undefined) => (text ? new Date(text).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { hour12: false }) : '—');
};

const heads = ['entry', 'time', 'filterKind', 'person', 'where', 'outcome', 'proof'] as const;

interface Props { lines: Line[]; label: string; chosen?: bigint; /** Whether there are earlier ones, and how they are asked for. */ more?: boolean; near?: () => void }

export function LogTable({ lines, label, chosen, more = false, near }: Props) {
  const { t } = usePrefs();
  const [shown, setShown] = useState<Line | null>(null);
  return (
    <>
      <VirtualTable rows={lines} total={lines.length + (more ? 1 : 0)} near={near} columns={heads.length} label={label} keyOf={(line) => String(line.index)} chosen={(line) => line.index === chosen} head={heads.map((word) => <th key={word} scope="col">{t(word)}</th>)}>
        {(line) => <Cells line={line} show={() => setShown(line)} />}
      </VirtualTable>
      {shown && (
        <Modal open title={t('entryDetail', { index: String(shown.index) })} footer={null} width={820} onCancel={() => setShown(null)}>
          <ProofFacts line={shown} />
          <pre className="raw" tabIndex={0}><bdi>{JSON.stringify(shown.entry, null, 2)}</bdi></pre>
        </Modal>
      )}
    </>
  );
}

function Cells({ line, show }: { line: Line; show: () => void }) {
  const { t } = usePrefs();
  const { roomName, doorName } = usePlaces();
  const moment = useMoment();
  const { index, entry } = line;
  const outcome = outcomes[entry.decision ?? ''];
  const person = concerned(entry);
  return (
    <>
      <td><Button type="link" size="small" onClick={show}>{String(index)}</Button></td>
      <td>{moment(entry.time)}</td>
      <td><code>{entry.kind ?? '—'}</code>{entry.details?.event && <> <code>{entry.details.event}</code></>}</td>
      <td>
        <bdi>{person || '—'}</bdi>
        {person && entry.time && <> <a href={linkTo('log', 'chain', person, String(index), entry.time)}>{t('rebuild')}</a></>}
      </td>
      <td><bdi>{[entry.door && doorName(entry.door), entry.room && roomName(entry.room), entry.resource].filter(Boolean).join(' / ') || '—'}</bdi></td>
      <td>{outcome && <Tinted tone={outcome[1]}>{t(outcome[0])}</Tinted>} <bdi>{entry.reasons?.join(', ')}</bdi></td>
      <td><ProofMark line={line} /></td>
    </>
  );
}
