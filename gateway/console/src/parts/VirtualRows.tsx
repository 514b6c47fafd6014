import { useRef, type Key, type ReactNode } from 'react';
import { blockRows, useBlocks } from './useBlocks';

interface Props<T> {
  rows: readonly T[]; label: string; keyOf: (row: T) => Key; children: (row: T) => ReactNode;
  /** Of all, where not all are here yet. */
  total?: number;
  /** The last that are here are nearly in sight. */
  near?: () => void;
  /** A row's height before it was seen, in CSS pixels. */
  guess?: number;
}

/** What a table has no columns for: a list of rows as high as they are, of which only the blocks in sight are in the page. On paper it is whole. */
export function VirtualRows<T>({ rows, label, keyOf, children, total = rows.length, near, guess = 40 }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const { blocks, above, below } = useBlocks(box, rows, { guess, total, near });
  return (
    <div className="virtual-rows" ref={box} tabIndex={0} role="region" aria-label={label}>
      <div role="list" style={{ paddingTop: above, paddingBottom: below }}>
        {blocks.map((block) => (
          <div key={block} data-block={block} role="none">
            {rows.slice(block * blockRows, (block + 1) * blockRows).map((row, n) => (
              <div key={keyOf(row)} role="listitem" aria-setsize={total} aria-posinset={block * blockRows + n + 1}>{children(row)}</div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
