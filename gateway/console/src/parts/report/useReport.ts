// A report that the gateway searches and gives out a page of each table at a time. Every page is of the time of the first.
import type { MessageInitShape } from '@bufbuild/protobuf';
import { useCallback, useRef, useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import type { MakeReportRequestSchema, MakeReportResponse } from '../../gen/secure/v1/reports_pb';

export type Asked = MessageInitShape<typeof MakeReportRequestSchema>;

/** The rows of one table's next page behind those that are here. */
function joined(report: MakeReportResponse, page: MakeReportResponse, table: string): MakeReportResponse {
  const next = page.tables.find((one) => one.id === table);
  return { ...report, tables: report.tables.map((one) => (one.id === table && next ? { ...one, rows: [...one.rows, ...next.rows], more: next.more } : one)) };
}

/** What is still to come of a table: what a report cannot count is not. */
export const lacks = (table: { rows: unknown[]; total: number }) => table.rows.length < table.total;

/** The same report again: of the time of its first answer, where it has one. */
const within = (of: Asked, now: MakeReportResponse) => ({ ...of, ...(now.from && now.to ? { from: now.from, to: now.to } : {}) }) as Asked;

export function useReport() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [report, setReport] = useState<MakeReportResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController | null>(null);
  const loading = useRef(new Set<string>());
  const run = useCallback(async (work: (signal: AbortSignal) => Promise<MakeReportResponse>, anew: boolean) => {
    if (anew) { running.current?.abort(); running.current = new AbortController(); loading.current.clear(); }
    const { signal } = (running.current ??= new AbortController());
    setBusy(true);
    let found: MakeReportResponse | null = null;
    try {
      found = await work(signal);
      if (!signal.aborted) { setReport(found); setRefusal(null); }
    } catch (cause) {
      if (!signal.aborted) { if (anew) setReport(null); setRefusal(refusalOf(cause)); }
    }
    if (!signal.aborted) setBusy(false);
    return signal.aborted ? null : found;
  }, []);
  const make = useCallback((wanted: Asked) => {
    setAsked(wanted);
    return run((signal) => api.reports.make(wanted, { signal }), true);
  }, [run]);
  const find = (search: string) => { if (asked && report) void make({ ...within(asked, report), search } as Asked); };
  const pageAfter = useCallback((of: Asked, now: MakeReportResponse, table: string, signal: AbortSignal) => {
    const after = now.tables.find((one) => one.id === table)?.rows.length ?? 0;
    return api.reports.make({ ...within(of, now), table, after } as Asked, { signal });
  }, []);
  /** The next page of one table; once at a time for each. */
  const more = useCallback((table: string) => {
    if (!asked || !report || loading.current.has(table)) return;
    loading.current.add(table);
    const { signal } = (running.current ??= new AbortController());
    pageAfter(asked, report, table, signal)
      .then((page) => setReport((now) => (now && !signal.aborted ? joined(now, page, table) : now)), (cause: unknown) => { if (!signal.aborted) setRefusal(refusalOf(cause)); })
      .finally(() => loading.current.delete(table));
  }, [asked, report, pageAfter]);
  /** Every row that there is, as paper needs it; null where it could not be had. */
  const all = useCallback(async () => {
    if (!asked || !report) return null;
    return run(async (signal) => {
      let whole = report;
      for (const { id } of report.tables) {
        for (let table = whole.tables.find((one) => one.id === id); table && lacks(table); table = whole.tables.find((one) => one.id === id)) {
          const before = table.rows.length;
          whole = joined(whole, await pageAfter(asked, whole, id, signal), id);
          // Fewer than were counted: what the report is about has changed, and there is no more.
          if (whole.tables.find((one) => one.id === id)?.rows.length === before) break;
        }
      }
      return whole;
    }, false);
  }, [asked, report, run, pageAfter]);
  return { asked, report, refusal, busy, make, find, more, all };
}
