import { Button } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import { msOf, timeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import { useSession } from '../../app/session';
import type { DoorHappening } from '../../gen/secure/v1/doors_pb';
import { Tinted } from '../Chip';
import { Viewer } from '../alert/Evidence';
import { Failure } from '../Failure';
import { useLogWords } from '../log/logWords';
import { usePlaces } from '../usePlaces';
import { happened } from './happenings';

interface Read { happenings: DoorHappening[]; next: string }

export function Timeline({ door }: { door: string }) {
  const { t } = usePrefs();
  const [read, setRead] = useState<Read | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [viewing, setViewing] = useState<string | null>(null);
  const load = useCallback(async (after: Read | null, signal?: AbortSignal) => {
    try {
      const page = await api.doors.history({ door, pageSize: 20, pageToken: after?.next ?? '' }, { signal });
      setRead({ happenings: [...(after?.happenings ?? []), ...page.happenings], next: page.nextPageToken });
      setRefusal(null);
    } catch (cause) { if (!signal?.aborted) setRefusal(refusalOf(cause)); }
  }, [door]);
  useEffect(() => {
    const leaving = new AbortController();
    void load(null, leaving.signal);
    return () => leaving.abort();
  }, [load]);
  return (
    <section aria-label={t('timeline')}>
      <div className="page-head"><h3>{t('timeline')}</h3><Button size="small" onClick={() => void load(null)}>{t('timelineAgain')}</Button></div>
      {refusal && <Failure refusal={refusal} />}
      {!read && !refusal && <p className="empty">{t('loading')}</p>}
      {read?.happenings.length === 0 && <p className="empty">{t('nothingHappened')}</p>}
      <ol className="history">{read?.happenings.map((one) => <Happening key={String(one.logIndex)} one={one} view={setViewing} />)}</ol>
      {read?.next && <Button onClick={() => void load(read)}>{t('earlier')}</Button>}
      <p className="hint">{t('timelineHint')}</p>
      {viewing && <Viewer key={viewing} id={viewing} close={() => setViewing(null)} />}
    </section>
  );
}

function Happening({ one, view }: { one: DoorHappening; view: (evidence: string) => void }) {
  const { language, t } = usePrefs();
  const { may } = useSession();
  const { personName } = usePlaces();
  const word = happened(one);
  const words = useLogWords();
  const kind = words.kinds.get(one.kind);
  return (
    <li>
      <time dateTime={new Date(msOf(one.at)).toISOString()}>{timeOf(one.at, language)}</time>{' '}
      {word ? <Tinted tone={word[1]}>{t(word[0])}</Tinted> : one.event || !kind ? <code>{one.event || one.kind}</code> : kind}{' '}
      {one.action && <><code>{one.action}</code> </>}
      {one.person && <bdi>{personName(one.person)}</bdi>} {one.reasons.length > 0 && <bdi>{one.reasons.map(words.reasonOf).join(', ')}</bdi>}
      {may('view_evidence') && one.evidence.map((id, number) => <Button key={id} size="small" onClick={() => view(id)}>{t('viewEvidence', { number: number + 1 })}</Button>)}
    </li>
  );
}
