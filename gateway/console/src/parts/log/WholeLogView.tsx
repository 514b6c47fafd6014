import { Alert, Button, Card } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { refusalOf, type Refusal } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import type { Word } from '../../app/words';
import { KeyChanged } from '../../proof/pin';
import { verifyWhole, type WholeLog } from '../../proof/whole';
import { Failure } from '../Failure';
import { KeyWatch } from './KeyWatch';

interface Run { done: bigint; all: bigint }

/** The whole log, verified by this browser from its entries up. */
export function WholeLogView() {
  const { t } = usePrefs();
  const [run, setRun] = useState<Run | null>(null);
  const [result, setResult] = useState<WholeLog | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const stop = () => { running.current?.abort(); setRun(null); };
  const begin = async () => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    setRun({ done: 0n, all: 0n });
    setResult(null);
    setRefusal(null);
    try {
      const found = await verifyWhole((done, all) => { if (!signal.aborted) setRun({ done, all }); }, signal);
      if (!signal.aborted) setResult(found);
    } catch (cause) {
      // A changed key has an alarm of its own above.
      if (!signal.aborted && !(cause instanceof KeyChanged)) setRefusal(refusalOf(cause));
    }
    if (!signal.aborted) setRun(null);
  };
  return (
    <>
      <div className="page-head"><h1>{t('wholeLog')}</h1><a href={linkTo('log')}>{t('backToSearch')}</a></div>
      <KeyWatch />
      <Card>
        <p>{t('wholeWhat')}</p>
        {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
        {result && <Result of={result} />}
        {run ? <Progress run={run} stop={stop} /> : <Button type="primary" onClick={() => void begin()}>{t(result ? 'wholeAgain' : 'wholeBegin')}</Button>}
      </Card>
    </>
  );
}

function Progress({ run, stop }: { run: Run; stop: () => void }) {
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

const faults: Record<NonNullable<WholeLog['fault']>, Word> = { root: 'proofRoot', signature: 'proofSignature', history: 'proofHistory', form: 'proofForm' };

function Result({ of }: { of: WholeLog }) {
  const { t } = usePrefs();
  const size = String(of.size);
  const unsigned = of.signature === 'unknown';
  return (
    <>
      {of.fault
        ? <Alert className="gap" type="error" showIcon role="alert" title={t('wholeBad')} description={t(faults[of.fault])} />
        : <Alert className="gap" type={unsigned ? 'warning' : 'success'} showIcon role="status" title={t('wholeGood', { size })} description={unsigned ? t('proofUnsigned') : undefined} />}
      <dl className="facts">
        <div><dt>{t('wholeEntries')}</dt><dd className="number">{size}</dd></div>
        <div><dt>{t('wholeSigned')}</dt><dd><code>{of.signed}</code></dd></div>
        {of.calculated && <div><dt>{t('wholeCalculated')}</dt><dd><code>{of.calculated}</code></dd></div>}
        {!of.fault && <div><dt>{t('wholeHistory')}</dt><dd>{of.before > 0n ? t('wholeSince', { size: String(of.before) }) : t('wholeFirst')}</dd></div>}
      </dl>
    </>
  );
}
