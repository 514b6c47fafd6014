// What a device's own words come to: pure, and the same for the table's one chip and for its details.
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { msOf } from '../../app/format';
import type { Named } from '../../app/naming';
import { ClockQuality } from '../../gen/secure/v1/common_pb';
import { CameraStanding, DeviceKind, type Device, type DeviceReader, type DeviceReport, type FilmedCamera, type LineCounts } from '../../gen/secure/v1/fleet_pb';

/** Agents tell every 10 s, controllers every 30 s: what is older than two of the slower ones and a delay is of another time. */
const staleMs = 75_000;
/** More waiting than an agent sends ahead of its acknowledgements: the gateway does not keep up, or is not reached. */
const deep = 64n;
/** From here on a line's retries can be felt at the door; noise alone costs less on a sound cable. */
const noisyShare = 0.05;
/** A device's word is on its way for less than this. */
const aheadMax = 5;

export const sinceSeconds = (at: Timestamp | undefined, now: number) => Math.max(0, Math.round((now - msOf(at)) / 1000));

export const isStale = ({ report }: Device, now: number) => report !== undefined && now > 0 && now - msOf(report.at) > staleMs;

/** In seconds. */
export const aheadOf = ({ clockAhead }: DeviceReport) => (clockAhead ? Number(clockAhead.seconds) + clockAhead.nanos / 1e9 : 0);

export const queuesUntold = ({ report }: Device) => report?.outbox === undefined;

export const noisy = ({ asked, failed }: LineCounts) => asked > 0n && Number(failed) / Number(asked) > noisyShare;

export function lineStanding({ line }: DeviceReader, stale: boolean): Named {
  if (!line || stale) return ['unknown', 'unknown'];
  if (!line.answers) return ['lineSilent', 'bad'];
  return line.secure ? ['lineSecure', 'good'] : ['linePlain', 'warn'];
}

export function cameraStanding({ standing }: FilmedCamera): Named {
  switch (standing) {
    case CameraStanding.FILMS: return ['cameraFilms', 'good'];
    case CameraStanding.GONE: return ['cameraGoneAway', 'bad'];
    case CameraStanding.SILENT: return ['cameraSilent', 'bad'];
    default: return ['unknown', 'unknown'];
  }
}

/** What an agent's last word says is lost; an old word says nothing of now. */
export const lostCameras = (device: Device, now: number) => (isStale(device, now) ? [] : device.report?.filming?.cameras.filter((camera) => cameraStanding(camera)[1] === 'bad') ?? []);

/** The one thing about a device that most needs somebody; null for a kind that tells nothing of itself. */
export function conditionOf(device: Device, now: number): Named | null {
  if (device.kind !== DeviceKind.AGENT && device.kind !== DeviceKind.CONTROLLER) return null;
  if (!device.report) return ['unknown', 'unknown'];
  if (isStale(device, now)) return ['conditionStale', 'unknown'];
  if (lostCameras(device, now).length > 0) return ['cameraLost', 'bad'];
  return clockOf(device.report) ?? queuesOf(device.report) ?? linesOf(device) ?? ['conditionGood', 'good'];
}

const dayMs = 86_400_000;
/** A device renews from day 10 of 30 on: one that has not with a week left does not renew at all. */
export const renewsWithin = 7;

/** In whole days, less than 0 where it is over; null for who has none, or before the gateway's time is known. */
export const certificateLeft = ({ certificateExpiresAt }: Device, now: number) => (certificateExpiresAt && now > 0 ? Math.floor((msOf(certificateExpiresAt) - now) / dayMs) : null);

/** How an enrolled device stands where somebody should look after it, the gravest first; null where nobody need. A plain line is how a reader was set up and troubles nobody. @param silent A controller some of whose doors are not heard. */
export function troubleOf(device: Device, now: number, silent: boolean): Named | null {
  if (!device.enrolled || device.revoked) return null;
  if (device.suspended) return ['deviceSuspended', 'warn'];
  if (silent) return ['doorsSilent', 'bad'];
  const [word, tone] = conditionOf(device, now) ?? ['conditionGood', 'good'];
  if (tone !== 'good' && word !== 'linePlain') return [word, tone];
  const left = certificateLeft(device, now);
  return left !== null && left < renewsWithin ? [left < 0 ? 'certificateOver' : 'certificateSoon', 'bad'] : null;
}

function clockOf(report: DeviceReport): Named | null {
  if (report.clock !== ClockQuality.SYNCHRONISED) return ['clockUnknown', 'warn'];
  return Math.abs(aheadOf(report)) > aheadMax ? ['clockOff', 'warn'] : null;
}

function queuesOf({ outbox }: DeviceReport): Named | null {
  if (!outbox) return null;
  if (outbox.fullestPercent >= 90) return ['outboxFull', 'bad'];
  return outbox.eventsWaiting + outbox.alarmsWaiting > deep ? ['outboxWaits', 'warn'] : null;
}

function linesOf({ readers }: Device): Named | null {
  if (readers.some(({ line }) => line && !line.answers)) return ['lineSilent', 'bad'];
  if (readers.some(({ line }) => line?.lately && noisy(line.lately))) return ['lineNoisy', 'warn'];
  return readers.some(({ line }) => line && !line.secure) ? ['linePlain', 'warn'] : null;
}
