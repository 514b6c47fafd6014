import { Button, Card } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import { timeOf } from '../../app/format';
import { factorName } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import { useSession } from '../../app/session';
import { Factor } from '../../gen/secure/v1/common_pb';
import type { FactorLimit, ListFactorLimitsResponse } from '../../gen/secure/v1/identity_pb';
import type { PersonRecord } from '../../gen/secure/v1/people_pb';
import { Tinted } from '../Chip';
import { Failure } from '../Failure';
import { FormWindow } from '../FormWindow';
import { usePlaces } from '../usePlaces';
import { Reason } from './fields';

/** How a person's factors stand, place by place, and the way back into use; whether there is a PIN, never which. */
export function FactorLimits({ person }: { person: PersonRecord }) {
  const { t } = usePrefs();
  const { may } = useSession();
  const [read, setRead] = useState<ListFactorLimitsResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [enabling, setEnabling] = useState<Factor | null>(null);
  const [removing, setRemoving] = useState(false);
  const load = useCallback(() => api.identity.listFactorLimits({ person: person.id }).then((answer) => { setRead(answer); setRefusal(null); }, (cause) => setRefusal(refusalOf(cause))), [person.id]);
  useEffect(() => { void load(); }, [load]);
  const done = () => { setEnabling(null); setRemoving(false); void load(); };
  return (
    <Card title={<h2>{t('factorLimits')}</h2>}>
      {refusal && <Failure refusal={refusal} retry={() => void load()} />}
      {!read && !refusal && <p className="empty">{t('loading')}</p>}
      {read && (read.limits.length === 0 ? <p className="empty">{t('noFailures')}</p> : <Limits person={person} limits={read.limits} enable={setEnabling} />)}
      {read && (
        <div className="row acts">
          <Tinted tone={read.pinSet ? 'good' : 'quiet'}>{t(read.pinSet ? 'pinSet' : 'pinNotSet')}</Tinted>
          {read.pinSet && may('remove_pin') && <Button size="small" danger onClick={() => setRemoving(true)}>{t('removePin')}</Button>}
        </div>
      )}
      {enabling !== null && <EnableWindow person={person} factor={enabling} close={done} />}
      {removing && <FormWindow<{ reason: string }> title={<>{t('removePin')} · <bdi>{person.name}</bdi></>} what="removePinWhat" word="removePin" danger run={async ({ reason }) => { await api.identity.removePin({ person: person.id, reason: reason.trim() }); }} close={done}><Reason /></FormWindow>}
    </Card>
  );
}

/** A PIN that failed is only delayed, but one whose record was altered past the store counts again only through this. */
const canBeEnabled = (factor: Factor) => factor === Factor.FACE || factor === Factor.FINGERPRINT || factor === Factor.PIN;

const doorOf = (place: string) => place.replace(/^door:/, '');

function Limits({ person, limits, enable }: { person: PersonRecord; limits: FactorLimit[]; enable: (factor: Factor) => void }) {
  const { t } = usePrefs();
  const { who } = useSession();
  const { doors, doorName } = usePlaces();
  const first = (limit: FactorLimit) => limits.find((one) => one.factor === limit.factor) === limit;
  const place = (id: string) => (id === '' ? t('everywhere') : doors.has(doorOf(id)) ? doorName(doorOf(id)) : <code>{id}</code>);
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('factorLimits')}>
      <table className="table">
        <thead><tr>{(['factor', 'factorPlace', 'factorFailures', 'factorState', 'acts'] as const).map((word) => <th key={word} scope="col">{t(word)}</th>)}</tr></thead>
        <tbody>
          {limits.map((limit) => (
            <tr key={`${limit.factor} ${limit.place}`}>
              <td className="whole">{t(factorName(limit.factor)[0])}</td>
              <td>{place(limit.place)}</td>
              <td className="number">{limit.disabled ? '—' : limit.failures}</td>
              <td><State limit={limit} /></td>
              <td>{first(limit) && canBeEnabled(limit.factor) && person.id !== who?.session.person && <Button size="small" onClick={() => enable(limit.factor)}>{t('enableFactor')}</Button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ limit }: { limit: FactorLimit }) {
  const { language, t } = usePrefs();
  if (limit.disabled) return <Tinted tone="bad">{t('factorDisabled')}</Tinted>;
  if (limit.delayedUntil) return <Tinted tone="warn">{t('factorDelayed', { time: timeOf(limit.delayedUntil, language) })}</Tinted>;
  return <Tinted tone="quiet">{t('factorCounting')}</Tinted>;
}

function EnableWindow({ person, factor, close }: { person: PersonRecord; factor: Factor; close: () => void }) {
  const { t } = usePrefs();
  const name = t(factorName(factor)[0]);
  return (
    <FormWindow title={<>{t('enableFactor')} · <bdi>{person.name}</bdi> · {name}</>} word="enableFactor" run={async () => { await api.identity.enableFactor({ person: person.id, factor }); }} close={close}>
      <p>{t('enableFactorWhat', { factor: name })}</p>
    </FormWindow>
  );
}
