// The times that reports are asked for, as a field of type datetime-local holds them.
import type { Word } from '../../app/words';

export interface Period { from: string; to: string }

const two = (n: number) => String(n).padStart(2, '0');
const field = (at: Date) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

/** The first moment of the quarter, so many quarters away from this one. */
const quarter = (now: Date, away: number) => new Date(now.getFullYear(), Math.floor(now.getMonth() / 3) * 3 + 3 * away, 1);

const ago = (now: Date, ms: number) => new Date(now.getTime() - ms);
const day = 86_400_000;

/** An empty end is now. */
export const periods: { word: Word; of: (now: Date) => Period }[] = [
  { word: 'lastDay', of: (now) => ({ from: field(ago(now, day)), to: '' }) },
  { word: 'lastWeek', of: (now) => ({ from: field(ago(now, 7 * day)), to: '' }) },
  { word: 'thisQuarter', of: (now) => ({ from: field(quarter(now, 0)), to: '' }) },
  { word: 'lastQuarter', of: (now) => ({ from: field(quarter(now, -1)), to: field(quarter(now, 0)) }) },
];
