import { Fragment, useRef, type Key, type ReactNode } from 'react';
import { blockRows, useBlocks } from './useBlocks';

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

const guess = 40;

/** A table of rows as high as they are, of which only the blocks in sight are in the page. On paper it is whole. */
export function VirtualTable<T>({ rows, head, columns, label, children, total = rows.length, near, keyOf, chosen, opened }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const { blocks, above, below } = useBlocks(box, rows, { guess, total, near });
  return (
    <div className="scroll virtual-table" ref={box} tabIndex={0} role="region" aria-label={label}>
      <table className="table" aria-rowcount={total + 1}>
        <thead><tr aria-rowindex={1}>{head}</tr></thead>
        {above > 0 && <tbody aria-hidden="true"><tr><td className="unfilled" colSpan={columns} style={{ height: above }} /></tr></tbody>}
        {blocks.map((block) => (
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
