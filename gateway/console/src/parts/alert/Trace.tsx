import { Button } from 'antd';
import { useState } from 'react';
import { api, refusalOf, sentence, type Refusal } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import type { Alert } from '../../gen/secure/v1/alerts_pb';
import { Obligation, type TraceLine } from '../../gen/secure/v1/authorization_pb';
import { Tinted } from '../Chip';
import { Failure } from '../Failure';

/** The rules behind a decision, one by one, with what was compared. Only on request: it is recorded. */
export function Trace({ alert }: { alert: Alert }) {
  const { language, t } = usePrefs();
  const [lines, setLines] = useState<TraceLine[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [kind = '', id = ''] = alert.resource.split('/');
  const action = alert.why.find((word) => word.name === 'action')?.value ?? 'read';
  const ask = async () => {
    try {
      const answer = await api.authorization.explain({
        person: alert.person, workstation: alert.workstation, sessionId: alert.session,
        item: { action, resource: { kind, id }, supportedObligations: [Obligation.READ_ONLY] },
      });
      setLines(answer.trace);
      setRefusal(null);
    } catch (cause) { setRefusal(refusalOf(cause)); }
  };
  return (
    <section aria-label={t('trace')}>
      <h3>{t('trace')}</h3>
      {refusal && <Failure refusal={refusal} />}
      {lines
        ? <ul className="why">{lines.map((line, at) => <li key={at}><Tinted tone={line.satisfied ? 'good' : 'bad'}>{t(line.satisfied ? 'fits' : 'fitsNot')}</Tinted> <code>{line.rule}</code> <bdi>{sentence(line.text, language)}</bdi></li>)}</ul>
        : <Button onClick={() => void ask()}>{t('trace')}</Button>}
      <p className="hint">{t('traceHint')}</p>
    </section>
  );
}
