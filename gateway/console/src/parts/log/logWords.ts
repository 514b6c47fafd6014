// What people read for the codes that entries hold: the gateway's own words, asked for once. Without them the codes stand.
import { useEffect, useMemo, useState } from 'react';
import { api, sentence } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import type { ListLogWordsResponse } from '../../gen/secure/v1/audit_pb';

let kept: ListLogWordsResponse | null = null;

export function useLogWords() {
  const { language } = usePrefs();
  const [told, setTold] = useState(kept);
  useEffect(() => {
    if (kept) return undefined;
    const leaving = new AbortController();
    api.audit.listWords({}, { signal: leaving.signal }).then((answer) => { kept = answer; setTold(answer); }, () => { /* whoever asks next asks again */ });
    return () => leaving.abort();
  }, []);
  return useMemo(() => {
    const [kinds, reasons] = [told?.kinds ?? [], told?.reasons ?? []].map((all) => new Map(all.map((one) => [one.code, sentence(one.words, language)])));
    // What a controller installed is told by its number.
    return { kinds: kinds!, reasonOf: (code: string) => reasons!.get(code) ?? code.replace(/^number_(\d+)$/, '#$1') };
  }, [told, language]);
}

export type LogWords = ReturnType<typeof useLogWords>;
