import { sentence } from '../../app/api';
import { useLive } from '../../app/live';
import { usePrefs } from '../../app/prefs';
import type { Alert } from '../../gen/secure/v1/alerts_pb';
import { doorsOf } from '../alertPlace';
import { Drawing } from '../FloorMap';

/** Where it is, on the floors that have its door; nothing where no floor has it. */
export function AlertMap({ alert }: { alert: Alert }) {
  const { language, t } = usePrefs();
  const { site } = useLive();
  const doors = doorsOf(alert, site?.doors ?? []);
  const floors = (site?.floors ?? []).filter((floor) => floor.doors.some((spot) => doors.includes(spot.door)));
  if (floors.length === 0) return null;
  const marks = new Map(doors.map((door) => [door, t('alertIsHere')]));
  return (
    <section className="alert-map" aria-label={t('placeOnMap')}>
      <h3>{t('placeOnMap')}</h3>
      {floors.map((floor) => <Drawing key={floor.floor} floor={floor} name={sentence(floor.name, language)} marks={marks} />)}
    </section>
  );
}
