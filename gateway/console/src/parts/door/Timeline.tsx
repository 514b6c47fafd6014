import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../app/api';
import { momentOf, msOf, timeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import { useSession } from '../../app/session';
import type { DoorHappening } from '../../gen/secure/v1/doors_pb';
import { Tinted } from '../Chip';
import { Viewer } from '../alert/Evidence';
import { Failure } from '../Failure';
import { useLogWords } from '../log/logWords';
import { Reasons } from '../log/Reasons';
import { searchMax } from '../ListSearch';
import { usePages, type FetchPage } from '../usePages';
import { usePlaces } from '../usePlaces';
import { VirtualRows } from '../VirtualRows';
import { actionWord, codesOf, happened } from './happenings';

interface Asked { search?: string; from?: string; to?: string }
interface Wanted extends Asked { door: string }

const listed: FetchPage<Wanted, DoorHappening> = async ({ door, search = '', from, to }, pageToken, signal) => {
  const page = await api.doors.history({ door, search: search.trim(), codes: codesOf(search), from: momentOf(from), to: momentOf(to), pageSize: 50, pageToken }, { signal });
  return { rows: page.happenings, next: page.nextPageToken, total: 0 };
};

export function Timeline({ door }: { door: string }) {
  const { t } = usePrefs();
  const { found, refusal, search, again, more } = usePages<Wanted, DoorHappening>({ door }, listed);
  const [viewing, setViewing] = useState<string | null>(null);
  const [narrowed, setNarrowed] = useState(false);
  const ask = (asked: Asked) => { setNarrowed([asked.search, asked.from, asked.to].some((one) => one?.trim())); search({ ...asked, door }); };
  return (
    <section aria-label={t('timeline')}>
      <div className="page-head"><h3>{t('timeline')}</h3><Button size="small" onClick={again}>{t('timelineAgain')}</Button></div>
      <Form name="timeline" className="filters" layout="vertical" onFinish={ask}>
        <Form.Item name="search" label={t('timelineFind')}><Input allowClear maxLength={searchMax} /></Form.Item>
        <Form.Item name="from" label={t('filterFrom')}><Input type="datetime-local" step={1} /></Form.Item>
        <Form.Item name="to" label={t('filterTo')}><Input type="datetime-local" step={1} /></Form.Item>
        <Button htmlType="submit">{t('search')}</Button>
      </Form>
      {refusal && <Failure refusal={refusal} retry={found ? more : again} />}
      {!found && !refusal && <p className="empty">{t('loading')}</p>}
      {found?.rows.length === 0 && <p className="empty" role="status">{t(found.next ? 'ownNoneYet' : narrowed ? 'timelineNoMatch' : 'nothingHappened')}</p>}
      {found && found.rows.length > 0 && (
        <VirtualRows rows={found.rows} total={found.rows.length + (found.next ? 1 : 0)} near={more} label={t('history')} guess={32} keyOf={(one) => String(one.logIndex)}>
          {(one) => <Happening one={one} view={setViewing} />}
        </VirtualRows>
      )}
      {found?.next && <Button onClick={more}>{t('earlier')}</Button>}
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
  const done = actionWord(one.action);
  const words = useLogWords();
  const kind = words.kinds.get(one.kind);
  return (
    <div className="happening">
      <time dateTime={new Date(msOf(one.at)).toISOString()}>{timeOf(one.at, language)}</time>{' '}
      {word ? <Tinted tone={word[1]}>{t(word[0])}</Tinted> : one.event || !kind ? <code>{one.event || one.kind}</code> : kind}{' '}
      {one.action && <>{done ? t(done) : <code>{one.action}</code>} </>}
      {one.person && <bdi>{personName(one.person)}</bdi>} <Reasons of={one.reasons} words={words} />
      {may('view_evidence') && one.evidence.map((id, number) => <Button key={id} size="small" onClick={() => view(id)}>{t('viewEvidence', { number: number + 1 })}</Button>)}
    </div>
  );
}
