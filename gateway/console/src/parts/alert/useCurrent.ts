// What a search found stands as it stood then: this keeps it as it stands now.
import { useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../../app/api';
import { isOpen, useLive } from '../../app/live';
import type { Alert } from '../../gen/secure/v1/alerts_pb';

/** The newest word of each: of those that are open from the stream, which no longer has one that was closed; that one is asked for. */
export function useCurrent(found: readonly Alert[]): Alert[] {
  const { alerts, stoppedSince } = useLive();
  const [told, setTold] = useState<ReadonlyMap<string, Alert>>(new Map());
  const asked = useRef(new Set<string>());
  const rows = useMemo(() => found.map((row) => [told.get(row.id), alerts.items.get(row.id)].reduce<Alert>((newest, one) => (one && one.version > newest.version ? one : newest), row)), [found, told, alerts.items]);
  const hears = alerts.known && stoppedSince === null;
  useEffect(() => {
    const open = rows.filter(isOpen);
    const fresh = open.filter((row) => alerts.items.get(row.id) === row && told.get(row.id) !== row);
    if (fresh.length > 0) setTold((now) => new Map([...now, ...fresh.map((row) => [row.id, row] as const)]));
    if (!hears) return;
    for (const { id } of open) {
      if (alerts.items.has(id)) { asked.current.delete(id); continue; }
      if (asked.current.has(id)) continue;
      asked.current.add(id);
      api.alerts.get({ id }).then(
        ({ alert }) => { if (alert) setTold((now) => new Map(now).set(id, alert)); },
        // Asked again with the stream's next word.
        () => asked.current.delete(id),
      );
    }
  }, [rows, alerts, told, hears]);
  return rows;
}
