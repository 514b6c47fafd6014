import { Alert, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { refusalOf, type Refusal } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import type { Word } from '../../app/words';
import { KeyChanged } from '../../proof/pin';
import { KeySteps } from './KeySteps';
import type { WholeFault, WholeLog } from '../../proof/whole';

export interface Run { done: bigint; all: bigint }

/** One check of a whole log at a time, which the reader can stop. */
export function useWholeCheck() {
  const [run, setRun] = useState<Run | null>(null);
  const [result, setResult] = useState<WholeLog | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const stop = () => { running.current?.abort(); setRun(null); };
  const begin = async (check: (told: (done: bigint, all: bigint) => void, signal: AbortSignal) => Promise<WholeLog>) => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    setRun({ done: 0n, all: 0n });
    setResult(null);
    setRefusal(null);
    try {
      const found = await check((done, all) => { if (!signal.aborted) setRun({ done, all }); }, signal);
      if (!signal.aborted) setResult(found);
    } catch (cause) {
      // A changed key has an alarm of its own above.
      if (!signal.aborted && !(cause instanceof KeyChanged)) setRefusal(refusalOf(cause));
    }
    if (!signal.aborted) setRun(null);
  };
  return { run, result, refusal, begin, stop, forget: () => { stop(); setResult(null); setRefusal(null); } };
}

export function Progress({ run, stop }: { run: Run; stop: () => void }) {
  const { t } = usePrefs();
  const words = t('wholeDone', { done: String(run.done), all: String(run.all) });
  return (
    <div className="whole-log">
      <progress value={Number(run.done)} max={Math.max(Number(run.all), 1)} aria-label={words} />
      <p role="status">{words}</p>
      <Button onClick={stop}>{t('cancel')}</Button>
    </div>
  );
}

const faults: Record<WholeFault, Word> = {
  root: 'proofRoot', signature: 'proofSignature', history: 'proofHistory', form: 'proofForm', name: 'wholeOtherLog', signer: 'wholeOtherKey',
  entry: 'wholeEntryBad', tile: 'wholeTileBad', entryOrTile: 'wholeEntryOrTile', missing: 'wholeMissing', unreadable: 'wholeUnreadable', length: 'wholeLength',
  handoverForm: 'handoverForm', handoverSignature: 'handoverSignature', handoverTree: 'handoverTree', handoverOrder: 'handoverOrder', handoverMissing: 'handoverMissing',
};

export function WholeResult({ of }: { of: WholeLog }) {
  const { t } = usePrefs();
  const size = String(of.size);
  const unsigned = of.signature === 'unknown';
  return (
    <>
      {of.fault
        ? <Alert className="gap" type="error" showIcon role="alert" title={t('wholeBad')} description={t(faults[of.fault])} />
        : <Alert className="gap" type={unsigned ? 'warning' : 'success'} showIcon role="status" title={t('wholeGood', { size })} description={unsigned ? t('proofUnsigned') : undefined} />}
      <dl className="facts">
        {of.firstBad !== null && <div><dt>{t('wholeFirstBad')}</dt><dd className="number"><strong>{String(of.firstBad)}</strong></dd></div>}
        {of.path && <div><dt>{t('wholeFile')}</dt><dd><code>{of.path}</code></dd></div>}
        {of.signed && <div><dt>{t('wholeEntries')}</dt><dd className="number">{size}</dd></div>}
        {of.signed && <div><dt>{t('wholeSigned')}</dt><dd><code>{of.signed}</code></dd></div>}
        {of.calculated && <div><dt>{t('wholeCalculated')}</dt><dd><code>{of.calculated}</code></dd></div>}
        {of.prunedBelow > 0n && <div><dt>{t('wholePruned')}</dt><dd>{t('wholePrunedBelow', { below: String(of.prunedBelow) })}</dd></div>}
        {of.steps.length > 0 && <div><dt>{t('keyFollowed')}</dt><dd><KeySteps of={of.steps} /></dd></div>}
        {!of.fault && <div><dt>{t('wholeHistory')}</dt><dd>{t(of.older ? 'wholeOlder' : of.before > 0n ? 'wholeSince' : 'wholeFirst', { size: String(of.before) })}</dd></div>}
      </dl>
    </>
  );
}
