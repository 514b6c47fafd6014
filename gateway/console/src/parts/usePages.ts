// A list that the gateway searches and gives out a page at a time.
import { useCallback, useEffect, useRef, useState } from 'react';
import { isSessionOver, refusalOf, type Refusal } from '../app/api';
import { useSession } from '../app/session';

export interface Page<T> { rows: T[]; next: string; total: number }

/** One page: what is wanted, after which token. A constant of its module, so that it is not asked anew at every look. */
export type FetchPage<W, T> = (wanted: W, token: string, signal: AbortSignal) => Promise<Page<T>>;

export function usePages<W extends object, T>(first: W, fetch: FetchPage<W, T>) {
  const { refresh } = useSession();
  const [wanted, setWanted] = useState(first);
  const [found, setFound] = useState<Page<T> | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const running = useRef<AbortController | null>(null);
  // A later question ends the one before, so that no slow answer stands in the place of a newer one; of one question one page is asked for at a time.
  const load = useCallback(async (of: W, after: Page<T> | null, least = 0) => {
    if (after && running.current) return;
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    try {
      let page = await fetch(of, after?.next ?? '', signal);
      while (page.next && page.rows.length < least) {
        const further = await fetch(of, page.next, signal);
        page = { ...further, rows: [...page.rows, ...further.rows] };
      }
      if (signal.aborted) return;
      setFound({ ...page, rows: [...(after?.rows ?? []), ...page.rows] });
      setRefusal(null);
    } catch (cause) {
      if (signal.aborted) return;
      setRefusal(refusalOf(cause));
      if (isSessionOver(cause)) void refresh();
    }
    running.current = null;
  }, [fetch, refresh]);
  useEffect(() => {
    void load(wanted, null);
    return () => running.current?.abort();
  }, [wanted, load]);
  const more = useCallback(() => { if (found?.next) void load(wanted, found); }, [wanted, found, load]);
  // As many as are here, as they stand by now: what was scrolled to stays where it is.
  const renew = useCallback(() => { void load(wanted, null, found?.rows.length); }, [wanted, found, load]);
  return {
    renew,
    wanted, found, refusal, more,
    search: (next: W) => setWanted({ ...next }),
    again: () => setWanted((now) => ({ ...now })),
  };
}
