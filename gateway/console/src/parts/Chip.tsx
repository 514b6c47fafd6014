import { usePrefs } from '../app/prefs';
import type { Named, Tone } from '../app/naming';

/** A state as a word: the colour says nothing that the word does not. */
export function Chip({ is, label }: { is: Named; label?: string }) {
  const { t } = usePrefs();
  return <Tinted tone={is[1]}>{label ?? t(is[0])}</Tinted>;
}

export function Tinted({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  return <span className={`chip chip-${tone}`}>{children}</span>;
}
