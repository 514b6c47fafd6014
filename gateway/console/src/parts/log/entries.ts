// Entries of the log as the pages read them. What is proven is always the bytes; this is only what is shown of them.
import type { Tone } from '../../app/naming';
import type { Word } from '../../app/words';

/** What the pages show of an entry; whatever else it holds is in its text. */
export interface Entry {
  kind?: string; time?: string; subject?: string; person?: string; session?: string; device?: string; door?: string; room?: string; workstation?: string;
  resource?: string; action?: string; decision?: string; reasons?: string[]; factors?: string[]; event_time?: string; clock?: string; details?: Record<string, string>;
}

export interface Line { index: bigint; bytes: Uint8Array; entry: Entry }

export function lineOf({ index, entry: bytes }: { index: bigint; entry: Uint8Array }): Line {
  try { return { index, bytes, entry: JSON.parse(new TextDecoder().decode(bytes)) as Entry }; } catch { return { index, bytes, entry: {} }; }
}

export const outcomes: Record<string, [Word, Tone]> = { permit: ['permit', 'good'], step_up: ['stepUp', 'info'], deny: ['deny', 'bad'] };

export const concerned = (entry: Entry) => entry.person ?? entry.subject ?? '';

const factorWords: Record<string, Word> = { password: 'factorPassword', face: 'factorFace', fingerprint: 'factorFingerprint', badge: 'factorBadge', pin: 'factorPin' };

/** "face:42s" as its word and its age when it counted. */
export function factorOf(text: string): { word: Word; age: string } {
  const [name = '', age = ''] = text.split(':');
  return { word: factorWords[name] ?? 'unknown', age };
}

export interface Chain { factors: Line[]; room: Line[] }

/** Which entries before this one prove the factors that it counts and the room that it names. */
export function chainOf(of: Line, all: readonly Line[]): Chain {
  const sorted = [...all].sort((a, b) => Number(b.index - a.index));
  const opening = (line: Line) => sorted.find((one) => one.index > line.index && one.entry.details?.event === 'Opened' && one.entry.details.decision_id === line.entry.details?.decision_id);
  // At a door the entry itself says what was presented there, and the door's own word follows.
  if (of.entry.kind?.startsWith('entry.')) return { factors: [of], room: [of, opening(of)].filter((line) => line !== undefined) };
  const before = sorted.filter((line) => line.index < of.index);
  const { session, room } = of.entry;
  const factors = before.filter((line) => session !== undefined && line.entry.session === session && (line.entry.kind === 'session.begin' || line.entry.kind === 'stepup.passed'));
  const admitted = before.find((line) => room !== undefined && line.entry.kind === 'entry.granted' && line.entry.room === room);
  const opened = admitted && opening(admitted);
  return { factors: factors.reverse(), room: [admitted, opened].filter((line) => line !== undefined) };
}
