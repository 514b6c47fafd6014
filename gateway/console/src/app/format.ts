import { timestampDate, timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import type { Language } from './words';

const two = (n: number) => String(n).padStart(2, '0');

/** Alike in either language, as everything here but words. */
export function clockOf(ms: number, _language?: Language) {
  const at = new Date(ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** As 2026-03-04 05:06:07 (GB/T 7408.1, ISO 8601) in either language: 04/03 is another day to another reader. */
export function dayTimeOf(at: Date) {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}\u00a0${clockOf(at.getTime())}`;
}

/** The zone in which this browser shows every time, as UTC+8: those of a report are read elsewhere, too. */
export function zoneOf(at: Date) {
  const east = -at.getTimezoneOffset();
  const [hours, minutes] = [Math.floor(Math.abs(east) / 60), Math.abs(east) % 60];
  return `UTC${east < 0 ? '−' : '+'}${hours}${minutes > 0 ? `:${String(minutes).padStart(2, '0')}` : ''}`;
}

export const timeOf = (at: Timestamp | undefined, _language?: Language) => (at ? dayTimeOf(timestampDate(at)) : '—');
/** What a field of type datetime-local holds. */
export const momentOf = (text: string | undefined) => (text ? timestampFromDate(new Date(text)) : undefined);
export const msOf = (at: Timestamp | undefined) => (at ? timestampDate(at).getTime() : 0);

/** As 4:09 or 1:02:03. */
export function spanOf(ms: number) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const units = { zh: [' 天', ' 小时', ' 分', ' 秒'], en: [' d', ' h', ' min', ' s'] } as const;

/** As 15 min or 1 h 2 min 3 s: in a table beside times of day, 15:00 is one of them. */
export function lengthOf(ms: number, language: Language) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part, at) => (part > 0 || (seconds === 0 && at === 3) ? `${part}${units[language][at]}` : '')).filter(Boolean).join(' ');
}

const turning = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A text whose right-to-left letters and marks keep to itself, also in the middle of a sentence: as bdi does for an element. An isolate's end within it ends nothing. */
export const isolated = (text: string) => (turning.test(text) ? `\u2068${text.replace(/[\u2066-\u2069]/g, '')}\u2069` : text);
