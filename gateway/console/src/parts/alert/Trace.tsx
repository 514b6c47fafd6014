import { Button } from 'antd';
import { useState } from 'react';
import { api, refusalOf, sentence, type Refusal } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import type { Alert } from '../../gen/secure/v1/alerts_pb';
import { Obligation, type TraceLine } from '../../gen/secure/v1/authorization_pb';
import { Tinted } from '../Chip';
import { Failure } from '../Failure';

/** What the caller was able to do is not kept with the alert, and the question is about the person: it is supposed to be able to do everything. */
const supportedObligations = [Obligation.RECORD_VIDEO, Obligation.TWO_PERSON, Obligation.WATERMARK, Obligation.ESCORT, Obligation.READ_ONLY];

/** `supposed`: without the session of then. */
interface Traced { lines: TraceLine[]; supposed: boolean }

async function traced({ person, resource, session, workstation }: Alert, action: string): Promise<Traced> {
  const [kind = '', id = ''] = resource.split('/');
  const question = { person, item: { action, resource: { kind, id }, supportedObligations } };
  if (session) {
    try { return { lines: (await api.authorization.explain({ ...question, sessionId: session })).trace, supposed: false }; } catch (cause) {
      // A step-up that failed has ended its session.
      if (!refusalOf(cause).fields.some(({ field }) => field === 'session_id')) throw cause;
    }
  }
  return { lines: (await api.authorization.explain({ ...question, workstation })).trace, supposed: true };
}

/** The rules behind a decision, one by one, with what was compared. Only on request: it is recorded. */
export function Trace({ alert }: { alert: Alert }) {
  const { language, t } = usePrefs();
  const [told, setTold] = useState<Traced | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const action = alert.why.find((word) => word.name === 'action')?.value ?? '';
  const ask = async () => {
    try {
      setTold(await traced(alert, action));
      setRefusal(null);
    } catch (cause) { setRefusal(refusalOf(cause)); }
  };
  // At a door a badge asked, which goes by other rules; and what nobody is known to have asked is not made up.
  if (action === '' || alert.door !== '' || alert.resource.startsWith('room/')) return null;
  return (
    <section aria-label={t('trace')}>
      <h3>{t('trace')}</h3>
      {refusal && <Failure refusal={refusal} />}
      {told
        ? <ul className="why">{told.lines.map((line, at) => <li key={at}><Tinted tone={line.satisfied ? 'good' : 'bad'}>{t(line.satisfied ? 'fits' : 'fitsNot')}</Tinted> <code>{line.rule}</code> <bdi>{sentence(line.text, language)}</bdi></li>)}</ul>
        : <Button onClick={() => void ask()}>{t('traceAsk')}</Button>}
      {told?.supposed && <p className="hint" role="status">{t(alert.workstation ? 'traceSupposed' : 'traceSupposedNowhere')}</p>}
      <p className="hint">{t('traceHint')}{alert.decisionId && <> {t('traceThen')} <code>{alert.decisionId}</code></>}</p>
    </section>
  );
}
