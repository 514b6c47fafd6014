import { Alert, Button } from 'antd';
import type { Refusal } from '../app/api';
import { usePrefs } from '../app/prefs';

/** What went wrong, in the gateway's words, and the way on. */
export function Failure({ refusal, retry }: { refusal: Refusal; retry?: () => void }) {
  const { language, t } = usePrefs();
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={refusal[language]}
      description={refusal.retrySeconds > 0 ? t('retryIn', { seconds: refusal.retrySeconds }) : undefined}
      action={retry && <Button onClick={retry}>{t('reload')}</Button>}
    />
  );
}
