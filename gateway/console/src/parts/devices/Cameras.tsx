import { timeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import type { Device, FilmedCamera } from '../../gen/secure/v1/fleet_pb';
import { Tinted } from '../Chip';
import { usePlaces } from '../usePlaces';
import { cameraStanding, lostCameras } from './condition';

/** Each camera that gives no pictures: where, why and since when. */
export function LostCameras({ device, now }: { device: Device; now: number }) {
  return <>{lostCameras(device, now).map((camera) => <span key={camera.door} className="lost-camera"><Place of={camera} /> · <How of={camera} /></span>)}</>;
}

/** Those that an agent films with all the time; an older program does not tell. */
export function Cameras({ device }: { device: Device }) {
  const { t } = usePrefs();
  const filming = device.report?.filming;
  if (!filming) return <Tinted tone="unknown">{t('unknown')}</Tinted>;
  if (filming.cameras.length === 0) return <>{t('camerasNone')}</>;
  return <>{filming.cameras.map((camera) => <div key={camera.door}><Place of={camera} /> <Tinted tone={cameraStanding(camera)[1]}><How of={camera} /></Tinted></div>)}</>;
}

function Place({ of }: { of: FilmedCamera }) {
  const { doorName } = usePlaces();
  return <bdi>{doorName(of.door)}</bdi>;
}

function How({ of }: { of: FilmedCamera }) {
  const { language, t } = usePrefs();
  return <>{t(cameraStanding(of)[0])}{of.since && ` · ${t('cameraSince', { time: timeOf(of.since, language) })}`}</>;
}
