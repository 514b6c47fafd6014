import { useEffect, useState, type RefObject } from 'react';

export interface Scrolled { top: number; room: number }

/** What of a box is in sight, in CSS pixels: how far it is scrolled and how high its window is. @param room The height until it is measured. */
export function useScrolled(box: RefObject<HTMLElement | null>, room: number): Scrolled {
  const [seen, setSeen] = useState<Scrolled>({ top: 0, room });
  useEffect(() => {
    const of = box.current;
    if (!of) return undefined;
    const look = () => setSeen({ top: of.scrollTop, room: of.clientHeight });
    look();
    of.addEventListener('scroll', look, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(of);
    return () => { of.removeEventListener('scroll', look); size.disconnect(); };
  }, [box]);
  return seen;
}
