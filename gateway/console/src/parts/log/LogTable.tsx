import { Button } from 'antd';
import { useState } from 'react';
import { half } from '../../app/api';
import { dayTimeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import { Tinted } from '../Chip';
import { eventWord } from '../door/happenings';
import { usePlaces } from '../usePlaces';
import { VirtualTable } from '../VirtualTable';
import { concerned, outcomes, type Entry, type Line } from './entries';
import { useLogWords, type LogWords } from './logWords';
import { ProofFacts, ProofMark } from './ProofMark';
import { Reasons } from './Reasons';
import { Window } from '../Window';

export const dayTimeOfText = (text: string | undefined) => (text ? dayTimeOf(new Date(text)) : '—');

const heads = ['entry', 'time', 'filterKind', 'person', 'where', 'outcome', 'proof'] as const;

interface Props { lines: Line[]; label: string; chosen?: bigint; /** Whether there are earlier ones, and how they are asked for. */ more?: boolean; near?: () => void }

export function LogTable({ lines, label, chosen, more = false, near }: Props) {
  const { t } = usePrefs();
  const words = useLogWords();
  const [shown, setShown] = useState<Line | null>(null);
  return (
    <>
      <VirtualTable rows={lines} total={lines.length + (more ? 1 : 0)} near={near} columns={heads.length} label={label} keyOf={(line) => String(line.index)} chosen={(line) => line.index === chosen} head={heads.map((word) => <th key={word} scope="col">{t(word)}</th>)}>
        {(line) => <Cells line={line} words={words} show={() => setShown(line)} />}
      </VirtualTable>
      {shown && (
        <Window title={t('entryDetail', { index: String(shown.index) })} width={820} onCancel={() => setShown(null)}>
          <ProofFacts line={shown} />
          <pre className="raw" tabIndex={0}><bdi>{JSON.stringify(shown.entry, null, 2)}</bdi></pre>
        </Window>
      )}
    </>
  );
}

/** What happened, in words; what a later or an earlier gateway wrote stands as it was written. */
export function What({ entry, words }: { entry: Entry; words: LogWords }) {
  const { t } = usePrefs();
  const word = words.kinds.get(entry.kind ?? ''), event = entry.details?.event;
  const told = event && eventWord(event);
  return <>{word ?? <code>{entry.kind ?? '—'}</code>}{event && <> · {told ? t(told) : <code>{event}</code>}</>}</>;
}

/** Why it came out so: of an alarm, what it says. */
export function Why({ entry, words }: { entry: Entry; words: LogWords }) {
  const { language } = usePrefs();
  const said = entry.kind === 'alarm' && entry.details?.text;
  return said ? <bdi>{half(said, language)}</bdi> : <Reasons of={entry.reasons ?? []} words={words} />;
}

function Cells({ line, words, show }: { line: Line; words: LogWords; show: () => void }) {
  const { t } = usePrefs();
  const { roomName, doorName } = usePlaces();
  const { index, entry } = line;
  const outcome = outcomes[entry.decision ?? ''];
  const person = concerned(entry);
  return (
    <>
      <td><Button type="link" size="small" onClick={show}>{String(index)}</Button></td>
      <td className="together">{dayTimeOfText(entry.time)}</td>
      <td><What entry={entry} words={words} /></td>
      <td>
        <bdi>{person || '—'}</bdi>
        {person && entry.time && <> <a href={linkTo('log', 'chain', person, String(index), entry.time)}>{t('rebuild')}</a></>}
      </td>
      <td><bdi>{[entry.door && doorName(entry.door), entry.room && roomName(entry.room), entry.resource].filter(Boolean).join(' / ') || '—'}</bdi></td>
      <td>{outcome && <Tinted tone={outcome[1]}>{t(outcome[0])}</Tinted>} <Why entry={entry} words={words} /></td>
      <td><ProofMark line={line} /></td>
    </>
  );
}
