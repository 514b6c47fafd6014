import { Alert } from 'antd';
import { sentence } from '../app/api';
import { usePrefs } from '../app/prefs';
import type { Word } from '../app/words';
import type { Deny } from '../gen/secure/v1/authorization_pb';

/** What would help, where it is something that the reader can do. The gateway's codes; all others are for the officer. */
const helps: Record<string, Word> = {
  unknown_resource: 'helpId', clearance_too_low: 'helpNeed', out_of_scope: 'helpNeed', no_matching_rule: 'helpNeed',
  not_present: 'helpRoom', presence_unknown: 'helpRoom', workstation_unknown: 'helpWorkstation', workstation_not_in_room: 'helpWorkstation', workstation_too_weak: 'helpWorkstation',
  outside_schedule: 'helpHours', factor_delayed: 'helpLater', session_ended: 'helpSignIn', password_required: 'helpSignIn', password_change_required: 'helpSignIn', obligation_unsupported: 'helpProgram',
};

/** That something may not be read, why, and what would help. */
export function Denied({ about, deny }: { about?: string; deny: Deny | undefined }) {
  const { language, t } = usePrefs();
  const why = sentence(deny?.text, language);
  return <Alert className="acts" type="warning" showIcon role="status" title={<>{about && <><code>{about}</code> · </>}{why || t('answerDeny')}</>} description={t(helps[deny?.reason ?? ''] ?? 'helpOfficer')} />;
}
