import { Alert, Button } from 'antd';
import type { Refusal } from '../app/api';
import { usePrefs } from '../app/prefs';
import type { Word } from '../app/words';

const rules: Record<string, Word> = {
  name: 'ruleName', staff_number: 'ruleStaffNumber', department: 'ruleDepartment', posts: 'rulePosts', training_until: 'ruleDay', pledge_until: 'ruleDay',
  document_number: 'ruleDocument', person: 'ruleId', account: 'ruleAccount', password: 'rulePassword', reason: 'ruleReason', note: 'ruleReason', measure: 'ruleReason', text: 'ruleReason', number: 'ruleNumber', pin: 'rulePin', from: 'ruleSpan', to: 'ruleSpan', duress_pin: 'ruleDuressPin',
};

/** What a field of the contract has to be; undefined where the page has no word for it. */
export const ruleOf = (field: string): Word | undefined => rules[field];

/** What went wrong, in the gateway's words, and the way on. */
export function Failure({ refusal, retry }: { refusal: Refusal; retry?: () => void }) {
  const { language, t } = usePrefs();
  // What is wrong with a file is the title itself.
  const faults = refusal.fields.filter(({ field }) => field !== 'csv').map(({ field, message }) => { const rule = ruleOf(field); return rule ? <li key={field}>{t(rule)}</li> : <li key={field}><code>{field}: {message}</code></li>; });
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={refusal[language]}
      description={refusal.retrySeconds > 0 ? t('retryIn', { seconds: refusal.retrySeconds }) : faults.length > 0 ? <ul className="why">{faults}</ul> : undefined}
      action={retry && <Button onClick={retry}>{t('reload')}</Button>}
    />
  );
}
