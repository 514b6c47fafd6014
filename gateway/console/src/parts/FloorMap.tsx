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
import { doorsOf } from './alertPlace';
import { bestSide, boxAt, drawnOn, type Drawn, type Side } from './floorWords';
import { usePlaces } from './usePlaces';

/** By door, what is said of the alarm there. */
type Marks = ReadonlyMap<string, string>;

/** Every floor, with the alerts that somebody still has to close. */
export function FloorMaps() {
  const { language, t } = usePrefs();
  const { site, alerts } = useLive();
  const marks = useMemo(() => {
    const counts = new Map<string, number>();
    for (const alert of alerts.items.values()) for (const door of doorsOf(alert, site?.doors ?? [])) counts.set(door, (counts.get(door) ?? 0) + 1);
    return new Map([...counts].map(([door, count]) => [door, t('alertsHere', { count })]));
  }, [alerts.items, site, t]);
  return <>{site?.floors.map((floor) => <Card key={floor.floor} size="small" className="gap" title={<h2>{sentence(floor.name, language)}</h2>}><Drawing floor={floor} name={sentence(floor.name, language)} marks={marks} /></Card>)}</>;
}

export function Drawing({ floor, name, marks }: { floor: FloorPlan; name: string; marks: Marks }) {
  const { doors } = useLive();
  // Words and marks keep their size on the screen whatever the drawing's units are.
  const unit = Math.max(floor.width, floor.height * 2) / 100;
  const drawn = useMemo(() => drawnOn(floor, unit), [floor, unit]);
  return (
    <svg className="plan" viewBox={`${floor.x} ${floor.y} ${floor.width} ${floor.height}`} role="group" aria-label={name}>
      {floor.shapes.map(({ style, shape }, at) => {
        if (shape.case === 'path') return <path key={at} className={`plan-${style}`} d={shape.value} strokeWidth={unit * (style === 'wall' ? 0.5 : 0.15)} />;
        return shape.case === 'label' ? <text key={at} className="plan-label" lang="mul" x={shape.value.x} y={shape.value.y} fontSize={unit * 2.6}>{short(shape.value.text)}</text> : null;
      })}
      {floor.doors.map((spot) => <DoorMark key={spot.door} spot={spot} state={doors.live ? doors.items.get(spot.door) : undefined} unit={unit} drawn={drawn} others={floor.doors} mark={marks.get(spot.door)} />)}
    </svg>
  );
}

/** In signs as they are read. */
const nameMax = 24;

/** A drawing has no second line: a name that is longer ends in dots, between two signs. */
function short(name: string) {
  const signs = [...new Intl.Segmenter().segment(name)];
  return signs.length <= nameMax ? name : `${signs.slice(0, nameMax).map(({ segment }) => segment).join('')}…`;
}

const gravity: Tone[] = ['bad', 'warn', 'unknown', 'info', 'good', 'quiet'];

interface MarkProps { spot: DoorSpot; state: DoorState | undefined; unit: number; drawn: Drawn; others: readonly DoorSpot[]; mark?: string }

const anchors: Record<Side, 'start' | 'middle' | 'end'> = { right: 'start', left: 'end', above: 'middle', below: 'middle' };

/** The gravest of a door's words gives the colour; nobody has to know colours, for the words stand beside it. */
function DoorMark({ spot, state, unit, drawn, others, mark }: MarkProps) {
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
    <a href={linkTo('doors', spot.door)} aria-label={[name, said, mark].filter(Boolean).join(' ')}>
      {short(name) !== name && <title>{name}</title>}
      <g className={`plan-door plan-${tone}`}>
        <circle cx={spot.x} cy={spot.y} r={unit * 1.5} strokeWidth={unit * 0.4} strokeDasharray={heard ? undefined : `${unit * 0.6}`} />
        {mark && <circle className="plan-alarm" cx={spot.x} cy={spot.y} r={unit * 2} strokeWidth={unit * 0.45} />}
        {mark && heard && <path className="plan-alarm" d={`M${spot.x} ${spot.y - unit}V${spot.y + unit * 0.3}M${spot.x} ${spot.y + unit * 0.7}v${unit * 0.3}`} strokeWidth={unit * 0.45} />}
        {!heard && <text className="plan-mark" aria-hidden="true" x={spot.x} y={spot.y + unit * 0.75} fontSize={unit * 2.2}>?</text>}
        <text ref={(line) => { lines.current[0] = line; }} className="plan-name" textAnchor={anchors[side]} x={from} y={box.top + unit * 1.6} fontSize={unit * 1.8}>{short(name)}</text>{' '}
        <text ref={(line) => { lines.current[1] = line; }} className="plan-words" textAnchor={anchors[side]} x={from} y={box.top + unit * 3.6} fontSize={unit * 1.6}>{said}</text>
      </g>
    </a>
  );
}
