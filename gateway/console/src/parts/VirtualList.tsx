import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useScrolled } from './useScrolled';

interface Props<T> {
  items: readonly T[]; height: number; keyOf: (item: T) => string; chosen?: string; label: string; children: (item: T) => ReactNode;
  /** Of all, where not all are here yet. */
  total?: number;
  /** The last that are here are nearly in sight. */
  near?: () => void;
}

/** Rows beyond what is seen, so that a quick hand finds no gap. */
const beyond = 6;

/** A list of rows of one height, of which only those in sight are in the page: ten thousand cost what ten do. */
export function VirtualList<T>({ items, height, keyOf, chosen, label, children, total = items.length, near }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const seen = useScrolled(box, 800);
  const at = chosen ? items.findIndex((item) => keyOf(item) === chosen) : -1;
  useLayoutEffect(() => {
    const of = box.current;
    if (!of || at < 0) return;
    if (at * height < of.scrollTop) of.scrollTop = at * height;
    else if ((at + 1) * height > of.scrollTop + of.clientHeight) of.scrollTop = (at + 1) * height - of.clientHeight;
  }, [at, height]);
  const first = Math.max(0, Math.floor(seen.top / height) - beyond);
  const last = Math.ceil((seen.top + seen.room) / height) + beyond;
  const shown = items.slice(first, last);
  const ends = last >= items.length && items.length < total;
  useEffect(() => { if (ends) near?.(); }, [ends, items.length, near]);
  return (
    <div className="virtual" ref={box} tabIndex={0} role="region" aria-label={label}>
      <ul style={{ height: items.length * height }}>
        {shown.map((item, n) => (
          <li key={keyOf(item)} aria-setsize={total} aria-posinset={first + n + 1} style={{ top: (first + n) * height, height }}>{children(item)}</li>
        ))}
      </ul>
    </div>
  );
}
