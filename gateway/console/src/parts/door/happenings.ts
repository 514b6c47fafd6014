// Which word stands for what happened at a door.
import { words, type Word } from '../../app/words';
import type { Tone } from '../../app/naming';
import type { DoorHappening } from '../../gen/secure/v1/doors_pb';

const kinds: Record<string, [Word, Tone]> = {
  'entry.granted': ['happenedGranted', 'good'], 'entry.denied': ['happenedDenied', 'bad'], 'door.command': ['happenedCommand', 'info'], alarm: ['happenedAlarm', 'bad'], 'clip.kept': ['happenedClip', 'info'],
  'door.snapshot': ['happenedSnapshot', 'info'], 'door.snapshot_failed': ['happenedNoSnapshot', 'quiet'],
};
const grave = new Set(['ForcedOpen', 'HeldOpen', 'LockJammed', 'FireStarted', 'BreakGlassUsed', 'DoorTampered', 'ReaderAttacked', 'ReaderSwapped', 'LineFault']);

/** Undefined where the page has no word for it: then the log's own stands there. */
export function happened({ kind, event }: DoorHappening): [Word, Tone] | undefined {
  const known = kinds[kind];
  if (known) return known;
  const word = eventWord(event);
  return word && [word, grave.has(event) ? 'bad' : 'quiet'];
}

/** What a controller calls by one word, as Opened. */
export function eventWord(event: string): Word | undefined {
  const word = `event${event}`;
  return event && word in words ? (word as Word) : undefined;
}

/** As the gateway takes them. */
const codesMax = 100;

/** The codes for which this page has words that hold what is looked for, in either language: the gateway knows the codes alone. */
export function codesOf(search: string): string[] {
  const wanted = search.trim().toLowerCase();
  if (!wanted) return [];
  const says = (word: Word) => words[word].some((said) => said.toLowerCase().includes(wanted));
  const events = (Object.keys(words) as Word[]).filter((word) => /^event[A-Z]/.test(word) && says(word)).map((word) => word.slice('event'.length));
  return [...Object.entries(kinds).filter(([, [word]]) => says(word)).map(([kind]) => kind), ...events].slice(0, codesMax);
}

/** What was ordered or done there, by the log's word for it. */
export function actionWord(action: string): Word | undefined {
  const word = `action_${action}`;
  return word in words ? (word as Word) : undefined;
}
