// The site's floors with each door at its place. The drawing came as numbers and words: no markup of the site file's is here.
import { Card } from 'antd';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { sentence } from '../app/api';
import { useLive } from '../app/live';
import { boxName, leafName, linkName, lockName, modeName, type Named, type Tone } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { DoorMode, LinkState, type DoorState } from '../gen/secure/v1/doors_pb';
import type { DoorSpot, FloorPlan } from '../gen/secure/v1/site_pb';
import { bestSide, boxAt, drawnOn, type Drawn, type Side } from './floorWords';
import { usePlaces } from './usePlaces';

export function FloorMaps() {
  const { site } = useLive();
  return <>{site?.floors.map((floor) => <FloorMap key={floor.floor} floor={floor} />)}</>;
}

function FloorMap({ floor }: { floor: FloorPlan }) {
  const { language } = usePrefs();
  const { doors } = useLive();
  const name = sentence(floor.name, language);
  // Words and marks keep their size on the screen whatever the drawing's units are.
  const unit = Math.max(floor.width, floor.height * 2) / 100;
  const drawn = useMemo(() => drawnOn(floor, unit), [floor, unit]);
  return (
    <Card size="small" className="gap" title={<h2>{name}</h2>}>
      <svg className="plan" viewBox={`${floor.x} ${floor.y} ${floor.width} ${floor.height}`} role="group" aria-label={name}>
        {floor.shapes.map(({ style, shape }, at) => {
          if (shape.case === 'path') return <path key={at} className={`plan-${style}`} d={shape.value} strokeWidth={unit * (style === 'wall' ? 0.5 : 0.15)} />;
          return shape.case === 'label' ? <text key={at} className="plan-label" lang="mul" x={shape.value.x} y={shape.value.y} fontSize={unit * 2.6}>{shape.value.text}</text> : null;
        })}
        {floor.doors.map((spot) => <DoorMark key={spot.door} spot={spot} state={doors.items.get(spot.door)} unit={unit} drawn={drawn} others={floor.doors} />)}
      </svg>
    </Card>
  );
}

const gravity: Tone[] = ['bad', 'warn', 'unknown', 'info', 'good', 'quiet'];

interface MarkProps { spot: DoorSpot; state: DoorState | undefined; unit: number; drawn: Drawn; others: readonly DoorSpot[] }

const anchors: Record<Side, 'start' | 'middle' | 'end'> = { right: 'start', left: 'end', above: 'middle', below: 'middle' };

/** The gravest of a door's words gives the colour; nobody has to know colours, for the words stand beside it. */
function DoorMark({ spot, state, unit, drawn, others }: MarkProps) {
  const { t } = usePrefs();
  const { doorName } = usePlaces();
  const heard = state?.link === LinkState.ONLINE;
  const words: Named[] = heard ? [lockName(state.lock), leafName(state.leaf), modeName(state.mode), linkName(state.link)] : [lockName(undefined), leafName(undefined), modeName(state?.mode), linkName(state?.link)];
  const tampered = boxName(state?.boxTampered);
  const tone = gravity.find((grave) => [...words, ...tampered].some(([, of]) => of === grave)) ?? 'unknown';
  const shown = [...(heard ? words.slice(0, state.mode === DoorMode.SECURED ? 2 : 3) : [linkName(state?.link)]), ...tampered];
  const [name, said] = [doorName(spot.door), shown.map(([word]) => t(word)).join(' · ')];
  const lines = useRef<(SVGTextElement | null)[]>([]);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => setWidth(Math.max(...lines.current.map((line) => line?.getComputedTextLength() ?? 0))), [name, said, unit]);
  const side = useMemo(() => bestSide(spot, width, unit, drawn, others), [spot, width, unit, drawn, others]);
  const box = boxAt(side, spot, width, unit);
  const from = { start: box.left, middle: spot.x, end: box.right }[anchors[side]];
  return (
    <a href={linkTo('doors', spot.door)}>
      <g className={`plan-door plan-${tone}`}>
        <circle cx={spot.x} cy={spot.y} r={unit * 1.5} strokeWidth={unit * 0.4} strokeDasharray={heard ? undefined : `${unit * 0.6}`} />
        {!heard && <text className="plan-mark" aria-hidden="true" x={spot.x} y={spot.y + unit * 0.75} fontSize={unit * 2.2}>?</text>}
        <text ref={(line) => { lines.current[0] = line; }} className="plan-name" textAnchor={anchors[side]} x={from} y={box.top + unit * 1.6} fontSize={unit * 1.8}>{name}</text>{' '}
        <text ref={(line) => { lines.current[1] = line; }} className="plan-words" textAnchor={anchors[side]} x={from} y={box.top + unit * 3.6} fontSize={unit * 1.6}>{said}</text>
      </g>
    </a>
  );
}
