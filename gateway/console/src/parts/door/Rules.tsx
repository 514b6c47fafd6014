import type { Duration } from '@bufbuild/protobuf/wkt';
import { Fragment, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import { useLive } from '../../app/live';
import { factorName } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import type { Word } from '../../app/words';
import { Factor } from '../../gen/secure/v1/common_pb';
import { DoorCamera, type DescribeDoorResponse, type DoorHours, type DoorRule } from '../../gen/secure/v1/doors_pb';
import { Tinted } from '../Chip';
import { Failure } from '../Failure';
import { usePlaces } from '../usePlaces';

const secondsOf = (span: Duration | undefined) => (span ? Number(span.seconds) + span.nanos / 1e9 : 0);

export interface Described { of: DescribeDoorResponse | null; refusal: Refusal | null }

/** How the door behaves and whom it lets in, as the site in force says. */
export function useDescription(door: string): Described {
  const [of, setOf] = useState<DescribeDoorResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { site } = useLive();
  const revision = site?.revision;
  useEffect(() => {
    const leaving = new AbortController();
    api.doors.describe({ door }, { signal: leaving.signal }).then(
      (told) => { setOf(told); setRefusal(null); },
      (cause) => { if (!leaving.signal.aborted) setRefusal(refusalOf(cause)); });
    return () => leaving.abort();
    // What a site says holds until the next one.
  }, [door, revision]);
  return { of, refusal };
}

export function Rules({ of, refusal }: Described) {
  const { t } = usePrefs();
  return (
    <section aria-label={t('rulesInForce')}>
      <h3>{t('rulesInForce')}</h3>
      {refusal && <Failure refusal={refusal} />}
      {of && <Facts of={of} />}
    </section>
  );
}

function Facts({ of }: { of: DescribeDoorResponse }) {
  const { t } = usePrefs();
  const seconds = (span: Duration | undefined) => t('seconds', { count: secondsOf(span) });
  const besides: [boolean, string][] = [
    [of.twoPerson, t('twoPerson')], [of.occupancyMax > 0, t('occupancy', { count: of.occupancyMax })], [of.fireRelease, t('fireReleases')], [of.firstPerson, t('modeFirstPerson')],
  ];
  return (
    <dl className="facts">
      <div><dt>{t('entryBy')}</dt><dd><Entry factors={of.entry} /></dd></div>
      <div><dt>{t('whoMayEnter')}</dt><dd>{of.rules.length === 0 ? t('nobodyMay') : <ul className="why">{of.rules.map((rule) => <li key={rule.name}><Who rule={rule} /></li>)}</ul>}</dd></div>
      <div><dt>{t('roomHours')}</dt><dd><Hours of={of.hours} none="always" /></dd></div>
      <div><dt>{t('freeHours')}</dt><dd><Hours of={of.freeHours} none="never" /></dd></div>
      <div><dt>{t('holdTime')}</dt><dd>{seconds(of.hold)}{t('extended', { count: secondsOf(of.extendedHold) })}</dd></div>
      <div><dt>{t('heldAfter')}</dt><dd>{seconds(of.heldAfter)}</dd></div>
      <div><dt>{t('withoutGateway')}</dt><dd>{t(of.offline ? 'offlineIn' : 'offlineOut')}</dd></div>
      <div><dt>{t('withoutPower')}</dt><dd>{t(of.failSafe ? 'failSafe' : 'failSecure')}</dd></div>
      <div><dt>{t('readers')}</dt><dd>{of.readers.map((reader) => <div key={reader.reader}><code>{reader.reader}</code> {t(reader.inside ? 'readerInside' : 'readerOutside')}</div>)}</dd></div>
      <div><dt>{t('camera')}</dt><dd>{t(of.camera === DoorCamera.PRESENT ? 'cameraPresent' : of.camera === DoorCamera.NONE ? 'cameraNone' : 'unknown')}</dd></div>
      <div>
        <dt>{t('special')}</dt>
        <dd className="chips">
          {besides.filter(([is]) => is).map(([, text]) => <Tinted key={text} tone="info">{text}</Tinted>)}
          {of.interlock && <Tinted tone="info"><bdi>{t('interlocked', { name: of.interlock })}</bdi></Tinted>}
        </dd>
      </div>
    </dl>
  );
}

/** Face and fingerprint listed together mean either; everything else must be there. */
function Entry({ factors }: { factors: Factor[] }) {
  const { t } = usePrefs();
  const name = (factor: Factor) => t(factorName(factor)[0]);
  const bodily: Factor[] = factors.filter((factor) => factor === Factor.FACE || factor === Factor.FINGERPRINT);
  const others = factors.filter((factor) => !bodily.includes(factor)).map(name);
  const last = bodily.length > 1 ? [t('eitherOf', { factors: bodily.map(name).join(' / ') })] : bodily.map(name);
  return <>{[...others, ...last].join(' + ')}</>;
}

function Who({ rule }: { rule: DoorRule }) {
  const { t } = usePrefs();
  const { departmentName, personName, postName } = usePlaces();
  const who = [...rule.persons.map(personName), ...rule.posts.map(postName), ...rule.departments.map(departmentName)];
  return (
    <>
      {who.length === 0 ? t('everyone') : <bdi>{who.join(', ')}</bdi>} <code>{rule.name}</code>
      {rule.tierMin > 0 && <> · {t('fromTier', { tier: rule.tierMin })}</>}
      {rule.hours && <> · <Hours of={rule.hours} none="always" /></>}
    </>
  );
}

function Hours({ of, none }: { of: DoorHours | undefined; none: Word }) {
  const { t } = usePrefs();
  if (!of) return <>{t(none)}</>;
  const days = (numbers: number[]) => (numbers.length === 7 ? t('everyDay') : numbers.map((day) => t(`day${day}` as Word)).join(' '));
  return <>{of.spans.map((span, at) => <Fragment key={at}>{at > 0 && '; '}<span className="together">{`${days(span.days)} ${span.from}–${span.to}`}</span></Fragment>)}{of.holidays.length > 0 && ` · ${t('notOn', { days: of.holidays.join(', ') })}`}</>;
}
