// People from a spreadsheet: tried first, every bad row told, then applied whole or not at all.
import { Alert, Button } from 'antd';
import { useRef, useState } from 'react';
import { api, refusalOf, sentence, type Refusal } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import { useSession } from '../../app/session';
import type { ImportPeopleResponse } from '../../gen/secure/v1/people_pb';
import { Failure } from '../Failure';
import { VirtualList } from '../VirtualList';
import { Window } from '../Window';

/** As the gateway takes it. */
const bytesMax = 960 * 1024;

interface Chosen { name: string; csv: Uint8Array<ArrayBuffer> }

export function ImportWindow({ close }: { close: () => void }) {
  const { t } = usePrefs();
  const { may } = useSession();
  const picker = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [told, setTold] = useState<ImportPeopleResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const [busy, setBusy] = useState(false);
  const send = async ({ csv }: Chosen, dryRun: boolean) => {
    setBusy(true);
    try { setTold(await api.people.import({ csv, dryRun })); setRefusal(null); } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  const choose = async (file: File | undefined) => {
    if (!file) return;
    setTold(null);
    setRefusal(null);
    setTooLarge(file.size > bytesMax);
    const next = file.size > bytesMax ? null : { name: file.name, csv: new Uint8Array(await file.arrayBuffer()) };
    setChosen(next);
    // The same file, mended, can be chosen again.
    if (picker.current) picker.current.value = '';
    if (next) await send(next, true);
  };
  const ready = told && !told.applied && told.badRows.length === 0 && told.joined + told.changed > 0;
  return (
    <Window title={t('importPeople')} width={820} busy={busy} onCancel={close}>
      <p>{t('importWhat')}</p>
      <p>{t('importColumns')} <code>{['id', ...(may('edit_persons') ? ['name', 'staff_number', 'department', 'document_number'] : []), ...(may('confirm_persons') ? ['posts', 'level', 'clearance', 'training_until', 'pledge_until'] : [])].join(', ')}</code></p>
      <div className="row gap">
        <input ref={picker} className="unseen" type="file" accept=".csv,text/csv" tabIndex={-1} aria-label={t('chooseFile')} onChange={(event) => void choose(event.target.files?.[0])} />
        <Button type={ready ? 'default' : 'primary'} loading={busy} onClick={() => picker.current?.click()}>{t('chooseFile')}</Button>
        {chosen && <span>{t('chosenFile')} <bdi>{chosen.name.slice(0, 80)}</bdi></span>}
      </div>
      {tooLarge && <Alert className="gap" type="error" showIcon role="alert" title={t('fileTooLarge')} />}
      {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
      {told && <Found told={told} />}
      <div className="row">
        {ready && chosen && <Button type="primary" loading={busy} onClick={() => void send(chosen, false)}>{t('importNow', { count: told.joined + told.changed })}</Button>}
        <Button disabled={busy} onClick={close}>{t(told?.applied ? 'close' : 'cancel')}</Button>
      </div>
    </Window>
  );
}

/** What the file would do, or did; and what is wrong in it, row by row as the spreadsheet counts them. */
function Found({ told }: { told: ImportPeopleResponse }) {
  const { language, t } = usePrefs();
  const bad = told.badRows.length;
  const sum = t('importSum', { rows: told.rows, joined: told.joined, changed: told.changed, unchanged: told.unchanged });
  if (told.applied) return <Alert className="gap" type="success" showIcon role="status" title={t('imported')} description={sum} />;
  if (bad === 0) return <Alert className="gap" type="info" showIcon role="status" title={t(told.joined + told.changed > 0 ? 'importGood' : 'importNothing')} description={sum} />;
  return (
    <>
      <Alert className="gap" type="error" showIcon role="alert" title={t('importBad', { count: bad })} description={sum} />
      <div className="bad-rows gap">
        <VirtualList items={told.badRows.map((row, at) => ({ row, at }))} height={58} keyOf={({ at }) => String(at)} label={t('badRows')}>
          {({ row }) => <div className="bad-row"><strong>{t('rowNumber', { row: row.row })}</strong> {row.column && <code>{row.column}</code>} <span>{sentence(row.text, language)}</span></div>}
        </VirtualList>
      </div>
    </>
  );
}
