import { Alert } from 'antd';
import { usePrefs } from '../app/prefs';
import type { Standing } from './useDecision';

/** That what was permitted is so no longer, or that it is not known. */
export function StandingWords({ standing: { decision, told, ended } }: { standing: Standing }) {
  const { t } = usePrefs();
  if (decision && !told) return <Alert className="acts" type="warning" showIcon role="alert" title={t('standingUnknown')} />;
  return ended ? <Alert className="acts" type="warning" showIcon role="alert" title={t('readingEnded')} /> : null;
}
