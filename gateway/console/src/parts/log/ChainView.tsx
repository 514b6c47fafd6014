// One click from an entry to how it came about: person → factors → room → material → time, each with the entries that prove it.
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Card } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import { Tinted } from '../Chip';
import { Failure } from '../Failure';
import { usePlaces } from '../usePlaces';
import { chainOf, factorOf, lineOf, outcomes, type Line } from './entries';
import { LogTable, dayTimeOfText, What, Why } from './LogTable';
import { useLogWords } from './logWords';
import { ProofMark } from './ProofMark';

/** What somebody proved or passed longer ago than a working day has no part in what they may do. */
const before = 12 * 3_600_000;
const after = 5 * 60_000;

/** Somebody whom a service asks about all day has far fewer in twelve hours; past it, that not all was read is said. */
const linesMax = 5_000;

/** The newest first: where there are more than are read, those near the entry are. */
async function around(person: string, at: number, signal: AbortSignal): Promise<{ lines: Line[]; cut: boolean }> {
  const lines: Line[] = [];
  let pageToken = '';
  do {
    const page = await api.audit.query({ person, from: timestampFromMs(at - before), to: timestampFromMs(at + after), pageSize: 500, pageToken }, { signal });
    lines.push(...page.entries.map(lineOf));
    pageToken = page.nextPageToken;
  } while (pageToken !== '' && lines.length < linesMax);
  return { lines, cut: pageToken !== '' };
}

export function ChainView({ person, index, time }: { person: string; index: string; time: string }) {
  const { t } = usePrefs();
  const [read, setRead] = useState<{ lines: Line[]; cut: boolean } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    around(person, Date.parse(time), leaving.signal).then(
      (all) => { if (!leaving.signal.aborted) setRead(all); },
      (cause) => { if (!leaving.signal.aborted) setRefusal(refusalOf(cause)); },
    );
    return () => leaving.abort();
  }, [person, time]);
  const lines = read?.lines;
  const of = lines?.find((line) => String(line.index) === index);
  return (
    <>
      <div className="page-head"><h1>{t('chainTitle', { index })}</h1><a href={linkTo('log')}>{t('backToSearch')}</a></div>
      {refusal && <Failure refusal={refusal} />}
      {!lines && !refusal && <p className="empty">{t('loading')}</p>}
      {read?.cut && <p role="status">{t('chainCut', { count: read.lines.length })}</p>}
      {lines && !of && <p className="empty">{t('noEntries')}</p>}
      {lines && of && <Steps of={of} lines={lines} person={person} />}
      {lines && (
        <Card title={<h2>{t('chainAll')}</h2>}>
          <LogTable lines={lines} label={t('chainAll')} chosen={of?.index} />
        </Card>
      )}
    </>
  );
}

function Steps({ of, lines, person }: { of: Line; lines: Line[]; person: string }) {
  const { t } = usePrefs();
  const { personName, roomName, doorName } = usePlaces();
  const words = useLogWords();
  const { entry } = of;
  const chain = chainOf(of, lines);
  const outcome = outcomes[entry.decision ?? ''];
  const factors = entry.factors ?? [];
  return (
    <ol className="chain" aria-label={t('chainTitle', { index: String(of.index) })}>
      <Step title={t('person')}><strong><bdi>{personName(person)}</bdi></strong> <code>{person}</code></Step>
      <Step title={t('myFactors')} proofs={chain.factors}>
        {factors.length === 0 && t('chainNoFactors')}
        <span className="chips">{factors.map((text) => { const { word, age } = factorOf(text); return <Tinted key={text} tone="quiet">{t(word)}{age && ` · ${age}`}</Tinted>; })}</span>
      </Step>
      <Step title={t('room')} proofs={chain.room}>{entry.room ? <bdi>{roomName(entry.room)}{entry.door && ` / ${doorName(entry.door)}`}</bdi> : t('chainNoRoom')}{entry.workstation && <> · <code>{entry.workstation}</code></>}</Step>
      <Step title={t('chainMaterial')} proofs={[of]}>
        {entry.resource ? <bdi>{entry.resource}</bdi> : <What entry={entry} words={words} />} {entry.action && <code>{entry.action}</code>} {outcome && <Tinted tone={outcome[1]}>{t(outcome[0])}</Tinted>} <Why entry={entry} words={words} />
      </Step>
      <Step title={t('time')}>
        <span className="together">{dayTimeOfText(entry.time)}</span>
        {entry.event_time && <span className="hint"> {t('chainSource', { time: dayTimeOfText(entry.event_time), quality: entry.clock ?? '—' })}</span>}
      </Step>
    </ol>
  );
}

function Step({ title, proofs, children }: { title: string; proofs?: Line[]; children: ReactNode }) {
  const { t } = usePrefs();
  const words = useLogWords();
  return (
    <li>
      <h2>{title}</h2>
      <div>{children}</div>
      {proofs && (
        <ul className="chain-proofs">
          {proofs.length === 0 && <li>{t('chainNone')}</li>}
          {proofs.map((line) => <li key={String(line.index)}>{t('logEntry')} {String(line.index)} · <What entry={line.entry} words={words} /> · <span className="together">{dayTimeOfText(line.entry.time)}</span> <ProofMark line={line} /></li>)}
        </ul>
      )}
    </li>
  );
}
