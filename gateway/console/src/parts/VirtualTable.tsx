import { Fragment, useEffect, useLayoutEffect, useRef, useState, type Key, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useScrolled } from './useScrolled';

interface Props<T> {
  rows: readonly T[]; head: ReactNode; columns: number; label: string; children: (row: T) => ReactNode;
  /** Of all, where not all are here yet. */
  total?: number;
  /** The last that are here are nearly in sight. */
  near?: () => void;
  /** Where rows come before others or hold something of their own; else their place in the table. */
  keyOf?: (row: T) => Key;
  chosen?: (row: T) => boolean;
  /** What is opened beneath a row. */
  opened?: (row: T) => ReactNode;
}

/** Rows that come and go together. */
const blockRows = 40;
/** A row's height before one of its block was ever seen, in CSS pixels. */
const guess = 40;
/** Beyond what is seen, so that a quick hand finds no gap. */
const beyond = 600;

/** A table of rows as high as they are, of which only the blocks in sight are in the page. On paper it is whole. */
export function VirtualTable<T>({ rows, head, columns, label, children, total = rows.length, near, keyOf, chosen, opened }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const heights = useRef(new Map<number, number>());
  const seen = useScrolled(box, 900);
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => { window.removeEventListener('beforeprint', before); window.removeEventListener('afterprint', after); };
  }, []);
  const blocks = Math.ceil(rows.length / blockRows);
  const heightOf = (block: number) => heights.current.get(block) ?? Math.min(blockRows, rows.length - block * blockRows) * guess;
  let [first, last, above, below, at] = [0, -1, 0, 0, 0];
  for (let block = 0; block < blocks; block++) {
    const end = at + heightOf(block);
    if (printing || (end >= seen.top - beyond && at <= seen.top + seen.room + beyond)) { if (last < 0) first = block; last = block; } else if (last < 0) above = end; else below += end - at;
    at = end;
  }
  useLayoutEffect(() => {
    for (const body of box.current?.querySelectorAll<HTMLElement>('tbody[data-block]') ?? []) heights.current.set(Number(body.dataset['block']), body.offsetHeight);
  });
  // What another question found is as high as it is.
  useLayoutEffect(() => { if (rows.length <= blockRows) heights.current.clear(); }, [rows]);
  const ends = last >= blocks - 1 && rows.length < total;
  useEffect(() => { if (ends) near?.(); }, [ends, rows.length, near]);
  return (
    <div className="scroll virtual-table" ref={box} tabIndex={0} role="region" aria-label={label}>
      <table className="table" aria-rowcount={total + 1}>
        <thead><tr aria-rowindex={1}>{head}</tr></thead>
        {above > 0 && <tbody aria-hidden="true"><tr><td className="unfilled" colSpan={columns} style={{ height: above }} /></tr></tbody>}
        {Array.from({ length: last - first + 1 }, (_, n) => first + n).map((block) => (
          <tbody key={block} data-block={block}>
            {rows.slice(block * blockRows, (block + 1) * blockRows).map((row, n) => {
              const beneath = opened?.(row);
              return (
                <Fragment key={keyOf?.(row) ?? n}>
                  <tr aria-rowindex={block * blockRows + n + 2} aria-current={chosen?.(row) ? 'true' : undefined}>{children(row)}</tr>
                  {beneath && <tr className="opened"><td colSpan={columns}>{beneath}</td></tr>}
                </Fragment>
              );
            })}
          </tbody>
        ))}
        {below > 0 && <tbody aria-hidden="true"><tr><td className="unfilled" colSpan={columns} style={{ height: below }} /></tr></tbody>}
      </table>
    </div>
  );
}
