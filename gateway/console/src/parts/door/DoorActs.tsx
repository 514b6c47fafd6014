// What is done to a door's equipment and not to the door: keys of readers, emergency codes, the store of its sensor.
import type { ReactNode } from 'react';
import { api } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import type { Right } from '../../app/session';
import type { Word } from '../../app/words';
import type { DoorPlace } from '../../gen/secure/v1/site_pb';
import { FormWindow } from '../FormWindow';
import { Reason } from '../people/fields';
import { Results } from '../Results';
import { usePlaces } from '../usePlaces';

export interface DoorAct { word: Word; what: Word; right: Right; danger?: boolean; once?: boolean; when: (door: DoorPlace) => boolean; run: (door: string, reason: string) => Promise<ReactNode | void> }

/** Each with the doors that it is for; the gateway decides anew. */
export const doorActs: DoorAct[] = [
  {
    word: 'installReaders', what: 'installReadersWhat', right: 'install_readers', when: () => true,
    run: async (door, reason) => { const { result } = await api.doors.installReaders({ door, reason }); return result && <Results results={[result]} />; },
  },
  {
    word: 'breakGlass', what: 'breakGlassWhat', right: 'make_break_glass', once: true, when: () => true,
    run: async (door, reason) => <Codes codes={(await api.doors.makeBreakGlass({ door, reason })).codes} />,
  },
  {
    word: 'resetSensor', what: 'resetSensorWhat', right: 'delete_biometrics', danger: true, when: (door) => door.matchesOnSensor,
    run: async (door, reason) => { await api.biometrics.resetSensor({ door, reason }); },
  },
];

export function DoorActWindow({ door, act, close }: { door: string; act: DoorAct; close: () => void }) {
  const { t } = usePrefs();
  const { doorName } = usePlaces();
  return <FormWindow<{ reason: string }> title={<>{t(act.word)} · {doorName(door)}</>} what={act.what} word={act.word} danger={act.danger} once={act.once} run={({ reason }) => act.run(door, reason.trim())} close={close}><Reason /></FormWindow>;
}

/** Shown this once: the gateway keeps what they are checked by and not the codes. */
function Codes({ codes }: { codes: string[] }) {
  const { t } = usePrefs();
  return <div role="status"><p>{t('breakGlassOnce')}</p><ol>{codes.map((code) => <li key={code}><code className="raw">{code}</code></li>)}</ol></div>;
}
