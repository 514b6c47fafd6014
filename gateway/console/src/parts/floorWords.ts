// Where the words beside a door stand on the map: on the side where they cross the least of what is drawn there.
import type { DoorSpot, FloorPlan } from '../gen/secure/v1/site_pb';

export type Side = 'right' | 'above' | 'below' | 'left';

export interface Box { left: number; right: number; top: number; bottom: number }
interface Point { x: number; y: number }

/** What words should not cross, in the drawing's units. */
export interface Drawn { points: Point[]; boxes: Box[] }

const sides: readonly Side[] = ['right', 'above', 'below', 'left'];

/** In units of the words' size: how far from the door's middle the words begin, and how high both lines are together. */
const away = 2.2;
const high = 3.9;
/** Letters of a room's name, by the same measure. */
const [labelWide, labelNarrow, labelHigh] = [2.6, 1.7, 2.6];

/** Walls as points so close together that no word fits between two of them, and the names of rooms. */
export function drawnOn(floor: FloorPlan, unit: number): Drawn {
  const points: Point[] = [];
  const boxes: Box[] = [{ left: -Infinity, right: floor.x, top: -Infinity, bottom: Infinity }, { left: floor.x + floor.width, right: Infinity, top: -Infinity, bottom: Infinity },
    { left: -Infinity, right: Infinity, top: -Infinity, bottom: floor.y }, { left: -Infinity, right: Infinity, top: floor.y + floor.height, bottom: Infinity }];
  for (const { style, shape } of floor.shapes) {
    if (shape.case === 'path' && style === 'wall') {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('d', shape.value);
      const length = path.getTotalLength();
      for (let at = 0; at <= length; at += unit / 2) points.push(path.getPointAtLength(at));
    } else if (shape.case === 'label') {
      const half = [...shape.value.text].reduce((sum, sign) => sum + (sign > '\u2e7f' ? labelWide : labelNarrow), 0) * unit / 2;
      boxes.push({ left: shape.value.x - half, right: shape.value.x + half, top: shape.value.y - labelHigh * unit, bottom: shape.value.y + labelHigh * unit / 4 });
    }
  }
  return { points, boxes };
}

/** @param width Of the longer line. */
export function boxAt(side: Side, { x, y }: Point, width: number, unit: number): Box {
  switch (side) {
    case 'right': return { left: x + away * unit, right: x + away * unit + width, top: y - high * unit / 2, bottom: y + high * unit / 2 };
    case 'left': return { left: x - away * unit - width, right: x - away * unit, top: y - high * unit / 2, bottom: y + high * unit / 2 };
    case 'above': return { left: x - width / 2, right: x + width / 2, top: y - (away + high) * unit, bottom: y - away * unit };
    case 'below': return { left: x - width / 2, right: x + width / 2, top: y + away * unit, bottom: y + (away + high) * unit };
  }
}

const cross = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const holds = (box: Box, { x, y }: Point) => x > box.left && x < box.right && y > box.top && y < box.bottom;

/** Of sides that cross alike, the first: to the right, as far as it can be. */
export function bestSide(spot: DoorSpot, width: number, unit: number, drawn: Drawn, others: readonly DoorSpot[]): Side {
  const crossed = (side: Side) => {
    const box = boxAt(side, spot, width, unit);
    return drawn.points.filter((point) => holds(box, point)).length + drawn.boxes.filter((other) => cross(box, other)).length * 10
      + others.filter((other) => other.door !== spot.door && cross(box, { left: other.x - away * unit, right: other.x + away * unit, top: other.y - away * unit, bottom: other.y + away * unit })).length * 10;
  };
  const counts = sides.map((side) => crossed(side));
  return sides[counts.indexOf(Math.min(...counts))] ?? 'right';
}
