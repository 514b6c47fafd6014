import { timestampDate, timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import type { Language } from './words';

const locale = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en-GB');

const formats = new Map<string, Intl.DateTimeFormat>();
function format(language: Language, name: 'clock' | 'full') {
  const key = `${language} ${name}`;
  let found = formats.get(key);
  if (!found) {
    const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false };
    found = new Intl.DateTimeFormat(locale(language), name === 'clock' ? clock : { year: 'numeric', month: '2-digit', day: '2-digit', ...clock });
    formats.set(key, found);
  }
  return found;
}

export const clockOf = (ms: number, language: Language) => format(language, 'clock').format(ms);
/** The zone in which this browser shows every time, as UTC+8: those of a report are read elsewhere, too. */
export function zoneOf(at: Date) {
  const east = -at.getTimezoneOffset();
  const [hours, minutes] = [Math.floor(Math.abs(east) / 60), Math.abs(east) % 60];
  return `UTC${east < 0 ? '−' : '+'}${hours}${minutes > 0 ? `:${String(minutes).padStart(2, '0')}` : ''}`;
}

export const timeOf = (at: Timestamp | undefined, language: Language) => (at ? format(language, 'full').format(timestampDate(at)) : '—');
/** What a field of type datetime-local holds. */
export const momentOf = (text: string | undefined) => (text ? timestampFromDate(new Date(text)) : undefined);
export const msOf = (at: Timestamp | undefined) => (at ? timestampDate(at).getTime() : 0);

/** As 4:09 or 1:02:03. */
export function spanOf(ms: number) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
