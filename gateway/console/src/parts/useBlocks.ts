// Which rows of a long list are in the page: blocks of rows as high as they are, of which only those in sight are there.
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { useScrolled } from './useScrolled';

/** Rows that come and go together. */
export const blockRows = 40;
/** Beyond what is seen, so that a quick hand finds no gap, in CSS pixels. */
const beyond = 600;

export interface Blocks { blocks: number[]; above: number; below: number }

interface Asked {
  /** A row's height before one of its block was ever seen, in CSS pixels. */
  guess: number;
  /** Of all, where not all are here yet. */
  total: number;
  /** The last that are here are nearly in sight. */
  near?: () => void;
  /** Rows of a block. */
  size?: number;
}

/** The blocks that are in the page, and how high in CSS pixels what is above and below them is. Each is to carry its number as data-block. On paper all of them are. */
export function useBlocks(box: RefObject<HTMLDivElement | null>, rows: readonly unknown[], { guess, total, near, size = blockRows }: Asked): Blocks {
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
  const count = Math.ceil(rows.length / size);
  const heightOf = (block: number) => heights.current.get(block) ?? Math.min(size, rows.length - block * size) * guess;
  let [first, last, above, below, at] = [0, -1, 0, 0, 0];
  for (let block = 0; block < count; block++) {
    const end = at + heightOf(block);
    if (printing || (end >= seen.top - beyond && at <= seen.top + seen.room + beyond)) { if (last < 0) first = block; last = block; } else if (last < 0) above = end; else below += end - at;
    at = end;
  }
  useLayoutEffect(() => {
    for (const block of box.current?.querySelectorAll<HTMLElement>('[data-block]') ?? []) heights.current.set(Number(block.dataset['block']), block.offsetHeight);
  });
  // What another question found is as high as it is.
  useLayoutEffect(() => { if (rows.length <= size) heights.current.clear(); }, [rows, size]);
  const ends = last >= count - 1 && rows.length < total;
  useEffect(() => { if (ends) near?.(); }, [ends, rows.length, near]);
  return { blocks: Array.from({ length: last - first + 1 }, (_, n) => first + n), above, below };
}
