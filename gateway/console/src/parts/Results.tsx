import { sentence } from '../app/api';
import { usePrefs } from '../app/prefs';
import type { DoorResult } from '../gen/secure/v1/doors_pb';
import { Tinted } from './Chip';
import { usePlaces } from './usePlaces';
import { VirtualRows } from './VirtualRows';

/** What each door did, as its controller signed it; never what was merely sent. */
export function Results({ results }: { results: DoorResult[] }) {
  const { language, t } = usePrefs();
  const { doorName } = usePlaces();
  return (
    <div role="status">
      <h3>{t('results')}</h3>
      <div className="concerned gap">
        <VirtualRows rows={results} label={t('results')} keyOf={(result) => result.door}>
          {(result) => (
            <>
              {doorName(result.door)} <Tinted tone={result.done ? 'good' : 'bad'}>{t(result.done ? 'done' : 'notDone')}</Tinted>
              {!result.done && <> <bdi>{sentence(result.text, language) || result.reason}</bdi></>}
            </>
          )}
        </VirtualRows>
      </div>
    </div>
  );
}
