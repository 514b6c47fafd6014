// The site's floors with each door at its place. The drawing came as numbers and words: no markup of the site file's is here.
import { Card } from 'antd';
import { sentence } from '../app/api';
import { useLive } from '../app/live';
import { boxName, leafName, linkName, lockName, modeName, type Named, type Tone } from '../app/naming';
import { usePrefs } from '../app/prefs';
import { linkTo } from '../app/route';
import { DoorMode, LinkState, type DoorState } from '../gen/secure/v1/doors_pb';
import type { DoorSpot, FloorPlan } from '../gen/secure/v1/site_pb';
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
  return (
    <Card size="small" className="gap" title={<h2>{name}</h2>}>
      <svg className="plan" viewBox={`${floor.x} ${floor.y} ${floor.width} ${floor.height}`} role="group" aria-label={name}>
        {floor.shapes.map(({ style, shape }, at) => {
          if (shape.case === 'path') return <path key={at} className={`plan-${style}`} d={shape.value} strokeWidth={unit * (style === 'wall' ? 0.5 : 0.15)} />;
          return shape.case === 'label' ? <text key={at} className="plan-label" lang="mul" x={shape.value.x} y={shape.value.y} fontSize={unit * 2.6}>{shape.value.text}</text> : null;
        })}
        {floor.doors.map((spot) => <DoorMark key={spot.door} spot={spot} state={doors.items.get(spot.door)} unit={unit} />)}
      </svg>
    </Card>
  );
}

const gravity: Tone[] = ['bad', 'warn', 'unknown', 'info', 'good', 'quiet'];

/** The gravest of a door's words gives the colour; nobody has to know colours, for the words stand beside it. */
function DoorMark({ spot, state, unit }: { spot: DoorSpot; state: DoorState | undefined; unit: number }) {
  const { t } = usePrefs();
  const { doorName } = usePlaces();
  const heard = state?.link === LinkState.ONLINE;
  const words: Named[] = heard ? [lockName(state.lock), leafName(state.leaf), modeName(state.mode), linkName(state.link)] : [lockName(undefined), leafName(undefined), modeName(state?.mode), linkName(state?.link)];
  const box = boxName(state?.boxTampered);
  const tone = gravity.find((grave) => [...words, ...box].some(([, of]) => of === grave)) ?? 'unknown';
  const shown = [...(heard ? words.slice(0, state.mode === DoorMode.SECURED ? 2 : 3) : [linkName(state?.link)]), ...box];
  return (
    <a href={linkTo('doors', spot.door)}>
      <g className={`plan-door plan-${tone}`}>
        <circle cx={spot.x} cy={spot.y} r={unit * 1.5} strokeWidth={unit * 0.4} strokeDasharray={heard ? undefined : `${unit * 0.6}`} />
        {!heard && <text className="plan-mark" aria-hidden="true" x={spot.x} y={spot.y + unit * 0.75} fontSize={unit * 2.2}>?</text>}
        <text className="plan-name" x={spot.x + unit * 2.2} y={spot.y - unit * 0.2} fontSize={unit * 1.8}>{doorName(spot.door)}</text>{' '}
        <text className="plan-words" x={spot.x + unit * 2.2} y={spot.y + unit * 1.8} fontSize={unit * 1.6}>{shown.map(([word]) => t(word)).join(' · ')}</text>
      </g>
    </a>
  );
}
