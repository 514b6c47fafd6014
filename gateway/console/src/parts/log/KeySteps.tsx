import { usePrefs } from '../../app/prefs';
import { nameOf } from '../../proof/pin';
import type { KeyStep } from '../../proof/succession';

/** By whose word each key came after the one before. */
export function KeySteps({ of }: { of: readonly KeyStep[] }) {
  const { t } = usePrefs();
  return <ol className="why">{of.map((step) => <li key={nameOf(step.to)}>{t('keyStep', { entry: String(step.entry), path: step.path })} <code>{nameOf(step.from)}</code> → <code>{nameOf(step.to)}</code></li>)}</ol>;
}
