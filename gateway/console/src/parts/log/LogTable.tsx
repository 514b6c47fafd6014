import { Button, Modal } from 'antd';
import { useState } from 'react';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import { Tinted } from '../Chip';
import { usePlaces } from '../usePlaces';
import { concerned, outcomes, type Line } from './entries';
import { ProofFacts, ProofMark } from './ProofMark';

export const useMoment = () => {
  const { language } = usePrefs();
  return (text: string | undefined) => (text ? new Date(text).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { hour12: false }) : '—');
};

export function LogTable({ lines, label, chosen }: { lines: Line[]; label: string; chosen?: bigint }) {
  const { t } = usePrefs();
  const [shown, setShown] = useState<Line | null>(null);
  return (
    <>
      <div className="scroll" tabIndex={0} role="region" aria-label={label}>
        <table className="table">
          <thead><tr>{(['entry', 'time', 'filterKind', 'person', 'where', 'outcome', 'proof'] as const).map((word) => <th key={word} scope="col">{t(word)}</th>)}</tr></thead>
          <tbody>{lines.map((line) => <Row key={String(line.index)} line={line} chosen={line.index === chosen} show={() => setShown(line)} />)}</tbody>
        </table>
      </div>
      {shown && (
        <Modal open title={t('entryDetail', { index: String(shown.index) })} footer={null} width={820} onCancel={() => setShown(null)}>
          <ProofFacts line={shown} />
          <pre className="raw" tabIndex={0}><bdi>{JSON.stringify(shown.entry, null, 2)}</bdi></pre>
        </Modal>
      )}
    </>
  );
}

function Row({ line, chosen, show }: { line: Line; chosen: boolean; show: () => void }) {
  const { t } = usePrefs();
  const { roomName, doorName } = usePlaces();
  const moment = useMoment();
  const { index, entry } = line;
  const outcome = outcomes[entry.decision ?? ''];
  const person = concerned(entry);
  return (
    <tr aria-current={chosen ? 'true' : undefined}>
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
    </tr>
  );
}
