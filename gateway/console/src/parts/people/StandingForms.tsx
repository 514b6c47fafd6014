// What changes a person's standing: suspended, resumed, left.
import { Alert } from 'antd';
import { api } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import type { Word } from '../../app/words';
import type { LeaveResponse } from '../../gen/secure/v1/people_pb';
import { FormWindow } from '../FormWindow';
import { Reason } from './fields';
import type { ActProps } from './RecordForms';

export function SuspendWindow({ person, reload, close }: ActProps) {
  const { t } = usePrefs();
  const run = async ({ reason }: { reason: string }) => { await api.people.suspend({ person: person.id, reason, expectedVersion: person.version }); };
  return <FormWindow title={<>{t('personSuspend')} · <bdi>{person.name}</bdi></>} what="personSuspendWhat" word="personSuspend" danger run={run} outdated={reload} close={close}><Reason /></FormWindow>;
}

export function ResumeWindow({ person, reload, close }: ActProps) {
  const { t } = usePrefs();
  const run = async ({ reason }: { reason: string }) => { await api.people.resume({ person: person.id, reason, expectedVersion: person.version }); };
  return <FormWindow title={<>{t('personResume')} · <bdi>{person.name}</bdi></>} what="personResumeWhat" word="personResume" run={run} outdated={reload} close={close}><Reason /></FormWindow>;
}

export function LeaveWindow({ person, reload, close }: ActProps) {
  const { t } = usePrefs();
  const run = async ({ reason }: { reason: string }) => <Left told={await api.people.leave({ person: person.id, reason, expectedVersion: person.version })} />;
  return <FormWindow title={<>{t('leave')} · <bdi>{person.name}</bdi></>} what="leaveWhat" word="leaveConfirm" danger run={run} outdated={reload} close={close}><Reason /></FormWindow>;
}

const things: Record<string, Word> = { account: 'thingAccount', badge: 'thingBadge', role: 'thingRole', template: 'thingTemplate', alert: 'thingAlert' };

/** Of "badge b-1f0c" the word for a badge, and its id. */
function Thing({ text }: { text: string }) {
  const { t } = usePrefs();
  const [kind = '', ...rest] = text.split(' ');
  const word = things[kind];
  return <li>{word ? <>{t(word)} <code>{rest.join(' ')}</code></> : <code>{text}</code>}</li>;
}

function Left({ told }: { told: LeaveResponse }) {
  const { t } = usePrefs();
  const until = told.person?.declassificationUntil;
  return (
    <div role="status">
      {told.held.length > 0 ? <Alert type="warning" showIcon title={t('leftHeld')} description={<ul className="why">{told.held.map((text) => <Thing key={text} text={text} />)}</ul>} /> : <Alert type="success" showIcon title={t('leftHeldNone')} />}
      {until && <p>{t('leftUntil', { day: until })}</p>}
      {told.ended.length > 0 && <><h3 className="acts">{t('leftEnded')}</h3><ul className="concerned">{told.ended.map((text) => <Thing key={text} text={text} />)}</ul></>}
    </div>
  );
}
