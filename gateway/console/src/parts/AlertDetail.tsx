import { Button, Card, Form, Input, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { api, half, refusalOf, type Refusal } from '../app/api';
import { msOf, timeOf } from '../app/format';
import { isOpen, useLive } from '../app/live';
import { alertStateName, severityName, stepName } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { useSession } from '../app/session';
import type { Word } from '../app/words';
import { AlertState, type Alert, type AlertLine } from '../gen/secure/v1/alerts_pb';
import { AlertPlace, Countdown } from './AlertLine';
import { AlertMap } from './alert/AlertMap';
import { Evidence } from './alert/Evidence';
import { Grounds } from './alert/Grounds';
import { Trace } from './alert/Trace';
import { Chip, Tinted } from './Chip';
import { Failure } from './Failure';
import { useAlertActs, type AlertAct } from './useAlertActs';
import { usePlaces } from './usePlaces';
import { Window } from './Window';

const { ACKNOWLEDGED, ASSIGNED, HANDLING, RAISED } = AlertState;

/** Each act with the states in which the gateway takes it; it decides anew in any case. */
const moves: { act: AlertAct; word: Word; from: AlertState[]; ownerOnly: boolean; danger?: boolean }[] = [
  { act: 'assign', word: 'assign', from: [ACKNOWLEDGED, ASSIGNED, HANDLING], ownerOnly: false },
  { act: 'handle', word: 'handle', from: [ASSIGNED, HANDLING], ownerOnly: true },
  { act: 'resolve', word: 'resolve', from: [HANDLING], ownerOnly: true },
  { act: 'falseAlarm', word: 'falseAlarm', from: [ACKNOWLEDGED, ASSIGNED, HANDLING], ownerOnly: true, danger: true },
];

interface Props { id: string; asking: AlertAct | null; ask: (act: AlertAct | null) => void }

export function AlertDetail({ id, asking, ask }: Props) {
  const { t } = usePrefs();
  const { alerts, stoppedSince } = useLive();
  const { may } = useSession();
  const [read, setRead] = useState<{ alert: Alert; history: AlertLine[] } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [tries, setTries] = useState(0);
  const live = alerts.items.get(id);
  const version = live?.version ?? 0n;
  const isLive = stoppedSince === null;
  useEffect(() => {
    const leaving = new AbortController();
    api.alerts.get({ id }, { signal: leaving.signal }).then(
      (answer) => { if (answer.alert) { setRead({ alert: answer.alert, history: answer.history }); setRefusal(null); } },
      (cause) => { if (!leaving.signal.aborted) setRefusal(refusalOf(cause)); },
    );
    return () => leaving.abort();
  }, [id, version, tries]);
  // What failed while the line was down is asked for again once it is back.
  const failed = useRef(false);
  useEffect(() => { failed.current = refusal !== null; }, [refusal]);
  useEffect(() => { if (isLive && failed.current) setTries((done) => done + 1); }, [isLive]);
  // The last word of it, also where it was closed by somebody else before it could be read.
  const [last, setLast] = useState<Alert | undefined>();
  if (live && live !== last) setLast(live);
  const [now, then] = [live ?? last, read?.alert];
  const alert = now && then && now.version < then.version ? then : now ?? then;
  const failure = refusal && <div className="gap"><Failure refusal={refusal} retry={() => setTries((done) => done + 1)} /></div>;
  if (!alert) return failure ?? <p className="empty">{t('loading')}</p>;
  return (
    <Card>
      {failure}
      <Head alert={alert} ask={ask} />
      <Facts alert={alert} />
      {may('watch_doors') && <AlertMap alert={alert} />}
      {may('view_evidence') && <Evidence ids={alert.evidence} />}
      {may('explain_decision') && alert.person && alert.resource && <Trace alert={alert} />}
      {alert.drill && may('report_alerts') && <p><a href={linkTo('reports', 'drills', alert.id)}>{t('reportOfDrill')}</a></p>}
      <History lines={read?.history ?? []} />
      {asking && <Asking act={asking} alert={alert} close={() => ask(null)} />}
    </Card>
  );
}

function Head({ alert, ask }: { alert: Alert; ask: Props['ask'] }) {
  const { language, t } = usePrefs();
  const { may, who } = useSession();
  const acts = useAlertActs();
  const owns = alert.owner === who?.session.person;
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(alert.state);
  // The button that did it may be gone with the state: the keyboard stays at this alert.
  useEffect(() => {
    if (before.current !== alert.state && document.activeElement === document.body) heading.current?.closest<HTMLElement>('[tabindex]')?.focus();
    before.current = alert.state;
  }, [alert.state]);
  return (
    <>
      <h2 ref={heading}><bdi>{half(alert.text, language)}</bdi></h2>
      <p className="chips"><Chip is={severityName(alert.severity)} /><Chip is={alertStateName(alert.state)} />{alert.drill && <Tinted tone="info">{t('drill')}</Tinted>}{alert.escalated && <Tinted tone="warn">{t('escalated')}</Tinted>}</p>
      <div className="row acts">
        {may('acknowledge_alerts') && alert.state === RAISED && <Button type="primary" onClick={() => void acts.acknowledge(alert)}>{t('acknowledge')}</Button>}
        {may('handle_alerts') && moves.filter((move) => move.from.includes(alert.state)).map((move) => (
          <Button key={move.act} danger={move.danger} disabled={move.ownerOnly && !owns} onClick={() => ask(move.act)}>{t(move.word)}</Button>
        ))}
        {may('acknowledge_alerts') && [RAISED, ACKNOWLEDGED, ASSIGNED, HANDLING].includes(alert.state) && <Button onClick={() => ask('note')}>{t('note')}</Button>}
      </div>
      {may('handle_alerts') && alert.state !== RAISED && alert.owner !== '' && !owns && <p className="hint">{t('onlyOwner')}</p>}
    </>
  );
}

function Facts({ alert }: { alert: Alert }) {
  const { language, t } = usePrefs();
  const { personName } = usePlaces();
  return (
    <dl className="facts">
      <div><dt>{t('place')}</dt><dd><AlertPlace alert={alert} /></dd></div>
      {alert.person && <div><dt>{t('concerns')}</dt><dd><bdi>{personName(alert.person)}</bdi></dd></div>}
      <div><dt>{t('owner')}</dt><dd><bdi>{alert.owner ? personName(alert.owner) : t('nobodyYet')}</bdi></dd></div>
      <div><dt>{t('raisedAt')}</dt><dd>{timeOf(alert.raisedAt, language)}</dd></div>
      <div><dt>{t('deadline')}</dt><dd>{timeOf(alert.state === RAISED ? alert.acknowledgeBy : alert.closeBy, language)} {isOpen(alert) && <Countdown alert={alert} />}</dd></div>
      <div><dt>{t('code')}</dt><dd><code>{alert.code}</code></dd></div>
      <div><dt>{t('logEntry')}</dt><dd>{alert.firstIndex === alert.lastIndex ? String(alert.firstIndex) : t('logEntries', { first: String(alert.firstIndex), last: String(alert.lastIndex) })}{alert.count > 1n && ` · ${t('times', { count: String(alert.count) })}`}</dd></div>
      {alert.told.length > 0 && <div><dt>{t('told')}</dt><dd><bdi>{alert.told.map(personName).join(', ')}</bdi></dd></div>}
      {alert.resource && <div><dt>{t('resourceConcerned')}</dt><dd><code>{alert.resource}</code></dd></div>}
      {alert.workstation && <div><dt>{t('workstation')}</dt><dd><code>{alert.workstation}</code></dd></div>}
      {alert.why.some((word) => word.value !== '') && <div><dt>{t('why')}</dt><dd><Grounds of={alert.why} /></dd></div>}
    </dl>
  );
}

function History({ lines }: { lines: AlertLine[] }) {
  const { language, t } = usePrefs();
  const { personName } = usePlaces();
  return (
    <>
      <h3>{t('history')}</h3>
      <ol className="history">
        {lines.map((line, at) => (
          <li key={at}>
            <time dateTime={new Date(msOf(line.at)).toISOString()}>{timeOf(line.at, language)}</time> <Chip is={stepName(line.step)} />{' '}
            <bdi>{line.by ? personName(line.by) : t('theGateway')}</bdi>
            {line.to && <> → <bdi>{line.to.split(' ').map(personName).join(', ')}</bdi></>}
            {line.reason && <blockquote><bdi>{line.reason}</bdi></blockquote>}
          </li>
        ))}
      </ol>
    </>
  );
}

const titles: Record<AlertAct, Word> = { assign: 'assign', handle: 'handle', note: 'note', resolve: 'resolve', falseAlarm: 'falseAlarm' };
const fields: Record<AlertAct, Word> = { assign: 'reason', handle: 'measure', note: 'note', resolve: 'reason', falseAlarm: 'reason' };

function Asking({ act, alert, close }: { act: AlertAct; alert: Alert; close: () => void }) {
  const { language, t } = usePrefs();
  const { site, describe } = useLive();
  const acts = useAlertActs();
  // Whoever became an officer or left since the page was opened.
  useEffect(() => { if (act === 'assign') describe(); }, [act, describe]);
  const [form] = Form.useForm<{ person?: string; text?: string }>();
  const [busy, setBusy] = useState(false);
  // As it stood when the window was opened: that is what the reader decided on. After a refusal, as it stands by then.
  const [seen, setSeen] = useState<Alert | null>(alert);
  const submit = async ({ person = '', text = '' }: { person?: string; text?: string }) => {
    setBusy(true);
    const of = seen ?? alert;
    const done = act === 'assign' ? await acts.assign(of, person, text) : await acts[act](of, text);
    setBusy(false);
    if (done) close(); else setSeen(null);
  };
  return (
    <Window busy={busy} footer={undefined} title={<>{t(titles[act])} · <bdi>{half(alert.text, language)}</bdi> <code>{alert.id}</code></>} okText={t(titles[act])} cancelText={t('cancel')} confirmLoading={busy} onCancel={close} onOk={() => form.submit()} okButtonProps={{ danger: act === 'falseAlarm' }}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        {act === 'assign' && (
          <Form.Item name="person" label={t('assignTo')} rules={[{ required: true, message: t('choosePerson') }]}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={(site?.holders ?? []).filter((holder) => holder.handlesAlerts).map((holder) => ({ value: holder.person, label: holder.name || holder.person }))} />
          </Form.Item>
        )}
        <Form.Item name="text" label={t(fields[act])} rules={act === 'assign' ? [] : [{ required: true, whitespace: true, message: t('reasonNeeded') }]}>
          <Input.TextArea rows={3} maxLength={1000} showCount />
        </Form.Item>
      </Form>
    </Window>
  );
}
