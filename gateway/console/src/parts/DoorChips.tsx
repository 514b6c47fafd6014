import { useLive } from '../app/live';
import type { DoorState } from '../gen/secure/v1/doors_pb';
import { LinkState } from '../gen/secure/v1/doors_pb';
import { boxName, leafName, linkName, lockName, modeName, type Named } from '../app/naming';
import { Chip } from './Chip';

/** A door in four words, and a fifth where its box was opened. Where nothing signed is heard of it, lock and leaf are unknown, whatever was last said; where nothing is heard of any door, so is the rest. */
export function DoorChips({ state: told }: { state: DoorState | undefined }) {
  const { doors } = useLive();
  const state = doors.live ? told : undefined;
  const heard = state?.link === LinkState.ONLINE;
  const chips: Named[] = [lockName(heard ? state.lock : undefined), leafName(heard ? state.leaf : undefined), modeName(state?.mode), linkName(state?.link), ...boxName(state?.boxTampered)];
  return <span className="chips">{chips.map((chip) => <Chip key={chip[0]} is={chip} />)}</span>;
}
