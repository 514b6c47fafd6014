import { Button, Card, Form, Input, Select } from 'antd';
import { useEffect } from 'react';
import { useLive } from '../app/live';
import { momentOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession, type Right } from '../app/session';
import type { Word } from '../app/words';
import { ReportKind } from '../gen/secure/v1/reports_pb';
import { Failure } from '../parts/Failure';
import { periods } from '../parts/report/periods';
import { SaveBook } from '../parts/report/SaveBook';
import { Sheet } from '../parts/report/Sheet';
import { useReport } from '../parts/report/useReport';
import { usePlaces } from '../parts/usePlaces';

interface Kind { path: string; kind: ReportKind; word: Word; right: Right; timed: boolean }

/** Every kind, with the right that the gateway asks for. */
const kinds: Kind[] = [
  { path: 'entries', kind: ReportKind.ENTRIES, word: 'reportEntries', right: 'report_entries', timed: true },
  { path: 'alerts', kind: ReportKind.ALERTS, word: 'reportAlerts', right: 'report_alerts', timed: true },
  { path: 'drills', kind: ReportKind.DRILLS, word: 'reportDrills', right: 'report_alerts', timed: true },
  { path: 'handover', kind: ReportKind.HANDOVER, word: 'reportHandover', right: 'report_handover', timed: false },
  { path: 'review', kind: ReportKind.REVIEW, word: 'reportReview', right: 'report_review', timed: true },
  { path: 'unused', kind: ReportKind.UNUSED_RIGHTS, word: 'reportUnused', right: 'report_unused_rights', timed: true },
];

interface Values { from?: string; to?: string; room?: string; person?: string }


export default function Reports({ rest }: { rest: string[] }) {
  const { t } = usePrefs();
  const { may } = useSession();
  const [path = '', alert = ''] = rest;
  const mine = kinds.filter((kind) => may(kind.right));
  const shown = path ? mine.find((kind) => kind.path === path) : mine[0];
  return (
    <>
      <div className="page-head"><h1>{t('reportsTitle')}</h1></div>
      <nav className="tabs" aria-label={t('reportKinds')}>
        {mine.map((kind) => <a key={kind.path} href={linkTo('reports', kind.path)} aria-current={kind === shown ? 'true' : undefined}>{t(kind.word)}</a>)}
      </nav>
      {shown ? <One key={`${shown.path}/${alert}`} of={shown} alert={alert} /> : <p className="empty" role="status">{t('notYours')}</p>}
    </>
  );
}

function One({ of, alert }: { of: Kind; alert: string }) {
  const { t } = usePrefs();
  const { asked, report, refusal, busy, make, find, more, all } = useReport();
  const print = async () => {
    // Paper has every row; what could not be had is said above, and nothing is printed.
    if (await all()) window.setTimeout(() => window.print());
  };
  // One drill is asked for by the link that led here.
  useEffect(() => { if (alert) void make({ kind: of.kind, alert }); }, [alert, of.kind, make]);
  return (
    <Card>
      <div className="report-asking">
        {alert
          ? <p className="row gap"><span>{t('reportOneDrill', { id: alert })}</span><a href={linkTo('reports', 'drills')}>{t('reportAllDrills')}</a></p>
          : <Asking of={of} busy={busy} ask={(values) => void make({ kind: of.kind, room: values.room ?? '', person: (values.person ?? '').trim(), from: momentOf(values.from), to: momentOf(values.to) })} />}
        {refusal && <Failure refusal={refusal} retry={asked ? () => void make(asked) : undefined} />}
        {report && asked && <div className="row gap"><Button loading={busy} onClick={() => void print()}>{t('reportPrint')}</Button><SaveBook report={{ ...asked, search: '' } as typeof asked} name={of.path} /><Input.Search allowClear className="report-search" aria-label={t('reportSearch')} placeholder={t('reportSearch')} maxLength={100} onSearch={(search) => find(search.trim())} /></div>}
      </div>
      {report && <Sheet report={report} more={more} />}
      <p className="hint report-asking">{t('reportRecorded')}</p>
    </Card>
  );
}

function Asking({ of, busy, ask }: { of: Kind; busy: boolean; ask: (values: Values) => void }) {
  const { t } = usePrefs();
  const { site } = useLive();
  const { roomName } = usePlaces();
  const [form] = Form.useForm<Values>();
  return (
    <>
      {of.timed && <div className="row gap">{periods.map((period) => <Button key={period.word} size="small" onClick={() => form.setFieldsValue(period.of(new Date()))}>{t(period.word)}</Button>)}</div>}
      <Form form={form} className="filters" layout="vertical" onFinish={ask}>
        {of.timed && <Form.Item name="from" label={t('filterFrom')}><Input type="datetime-local" step={1} /></Form.Item>}
        {of.timed && <Form.Item name="to" label={t('filterTo')}><Input type="datetime-local" step={1} /></Form.Item>}
        {of.kind === ReportKind.ENTRIES && (
          <>
            <Form.Item name="room" label={t('filterRoom')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('any')} options={site?.rooms.map((room) => ({ value: room.room, label: roomName(room.room) }))} /></Form.Item>
            <Form.Item name="person" label={t('filterPerson')}><Input allowClear /></Form.Item>
          </>
        )}
        <Button type="primary" htmlType="submit" loading={busy}>{t('reportMake')}</Button>
      </Form>
      {of.timed && <p className="hint gap">{t('reportEmptyTimes')}</p>}
    </>
  );
}
