import { Alert } from 'antd';
import { timeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import type { Refusal } from '../../app/api';
import type { TemplateInfo } from '../../gen/secure/v1/biometrics_pb';
import { ApprovalAsked } from '../ApprovalAsked';
import { Failure } from '../Failure';

export function Enrolled({ person, template }: { person: string; template: TemplateInfo | null }) {
  const { language, t } = usePrefs();
  return (
    <>
      <Alert className="gap" type="success" showIcon role="status" title={t('enrolDone')} description={t('enrolUntilDay', { time: timeOf(template?.expiresAt, language) })} />
      <a href={linkTo('people', person)}>{t('backToPerson')}</a>
    </>
  );
}

/** Why it ended before its end; nothing was kept. */
export function NotEnrolled({ refusal }: { refusal: Refusal }) {
  const { t } = usePrefs();
  if (refusal.code === 'approval_required') return <><ApprovalAsked id={refusal.requestId} /><p className="hint">{t('enrolTwo')}</p></>;
  return <div className="gap"><Failure refusal={refusal} />{refusal.code && <p className="hint">{t('enrolNothing')}</p>}</div>;
}
