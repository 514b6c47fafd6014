import { Button } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, sentence, type Refusal } from '../../app/api';
import { timeOf } from '../../app/format';
import type { Named } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import type { Word } from '../../app/words';
import { SelfTestSubject, SelfTestVerdict, type SelfTestPart, type SelfTestResponse } from '../../gen/secure/v1/doors_pb';
import { Chip } from '../Chip';
import { Failure } from '../Failure';
import { Window } from '../Window';

const subjects: Partial<Record<SelfTestSubject, Word>> = {
  [SelfTestSubject.LINK]: 'testLink', [SelfTestSubject.CLOCK]: 'testClock', [SelfTestSubject.JOURNAL]: 'testJournal', [SelfTestSubject.LOCK]: 'testLock', [SelfTestSubject.CONTACT]: 'testContact',
  [SelfTestSubject.READER]: 'testReader', [SelfTestSubject.CAMERA]: 'testCamera', [SelfTestSubject.DISK]: 'testDisk', [SelfTestSubject.QUEUE]: 'testQueue', [SelfTestSubject.EVIDENCE_KEY]: 'testKey',
  [SelfTestSubject.CONTROLLER]: 'testController', [SelfTestSubject.BOX]: 'testBox',
};
const verdicts: Partial<Record<SelfTestVerdict, Named>> = { [SelfTestVerdict.WELL]: ['testWell', 'good'], [SelfTestVerdict.FAULT]: ['testFault', 'bad'], [SelfTestVerdict.ON_SITE]: ['testOnSite', 'info'] };

const rank = ({ verdict }: SelfTestPart) => (verdict === SelfTestVerdict.FAULT ? 0 : verdict === SelfTestVerdict.WELL ? 3 : verdict === SelfTestVerdict.ON_SITE ? 2 : 1);

/** Begins at once: nothing is moved by it. */
export function SelfTestWindow({ device, close }: { device: string; close: () => void }) {
  const { t } = usePrefs();
  const [told, setTold] = useState<SelfTestResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const run = useCallback(async (signal?: AbortSignal) => {
    setTold(null);
    setRefusal(null);
    try { setTold(await api.doors.selfTest({ device }, { signal })); } catch (cause) { if (!signal?.aborted) setRefusal(refusalOf(cause)); }
  }, [device]);
  useEffect(() => {
    const leaving = new AbortController();
    void run(leaving.signal);
    return () => leaving.abort();
  }, [run]);
  return (
    <Window title={`${t('selfTest')} · ${device}`} width={760} onCancel={close}>
      <p>{t('selfTestWhat')}</p>
      {refusal && <div className="gap"><Failure refusal={refusal} retry={() => void run()} /></div>}
      {!told && !refusal && <p role="status">{t('selfTestRunning')}</p>}
      {told && <Found told={told} />}
      <div className="row"><Button disabled={!told} onClick={() => void run()}>{t('selfTestAgain')}</Button><Button type="primary" onClick={close}>{t('close')}</Button></div>
    </Window>
  );
}

function Found({ told }: { told: SelfTestResponse }) {
  const { language, t } = usePrefs();
  const faults = told.parts.filter((part) => part.verdict === SelfTestVerdict.FAULT).length;
  // What is wrong is seen without scrolling.
  const parts = told.parts.toSorted((a, b) => rank(a) - rank(b));
  return (
    <>
      <p role="status">{t('selfTestAt', { time: timeOf(told.at, language), faults })}</p>
      <div className="scroll" tabIndex={0} role="region" aria-label={t('selfTest')}>
        <table className="table">
          <thead><tr>{(['selfTestPart', 'selfTestVerdict', 'selfTestWhy'] as const).map((word) => <th key={word} scope="col">{t(word)}</th>)}</tr></thead>
          <tbody>{parts.map((part, at) => <Part key={at} part={part} />)}</tbody>
        </table>
      </div>
    </>
  );
}

function Part({ part }: { part: SelfTestPart }) {
  const { language, t } = usePrefs();
  return (
    <tr>
      <td>{t(subjects[part.subject] ?? 'unknown')} {part.about && <code>{part.about}</code>}</td>
      <td><Chip is={verdicts[part.verdict] ?? ['testUnknown', 'unknown']} /></td>
      <td>{sentence(part.text, language)}</td>
    </tr>
  );
}
