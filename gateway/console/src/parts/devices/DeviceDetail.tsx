import { Button } from 'antd';
import { useState } from 'react';
import { timeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import { useSession } from '../../app/session';
import { ClockQuality } from '../../gen/secure/v1/common_pb';
import { DeviceKind, type Device, type DeviceReader, type LineCounts } from '../../gen/secure/v1/fleet_pb';
import { Tinted } from '../Chip';
import { usePlaces } from '../usePlaces';
import { Cameras } from './Cameras';
import { GapWindow } from './GapWindow';
import { aheadOf, isStale, lineStanding, noisy, queuesUntold, sinceSeconds } from './condition';

/** Everything that a device told of itself. What it did not tell is unknown, and an old word stands with its age. */
export function DeviceDetail({ device, now }: { device: Device; now: number }) {
  const { language, t } = usePrefs();
  const { may } = useSession();
  const [accepting, setAccepting] = useState(false);
  const report = device.report;
  return (
    <div className="device-detail">
      <dl className="facts">
        <div><dt>{t('lastHeard')}</dt><dd>{device.lastHeard ? timeOf(device.lastHeard, language) : t('neverHeard')}</dd></div>
        <div><dt>{t('reportedAt')}</dt><dd>{report ? <>{timeOf(report.at, language)} {isStale(device, now) && <Tinted tone="unknown">{t('reportStale', { seconds: sinceSeconds(report.at, now) })}</Tinted>}</> : <Unknown />}</dd></div>
        <div><dt>{t('version')}</dt><dd>{report?.version ? <code>{report.version}</code> : <Unknown />}</dd></div>
        <div><dt>{t('clock')}</dt><dd><Clock device={device} /></dd></div>
        {device.kind === DeviceKind.AGENT && <div><dt>{t('outbox')}</dt><dd><Outbox device={device} /></dd></div>}
        {device.kind === DeviceKind.AGENT && <div><dt>{t('cameras')}</dt><dd><Cameras device={device} /></dd></div>}
      </dl>
      {device.kind === DeviceKind.CONTROLLER && may('accept_gap') && <div className="row acts"><Button size="small" danger onClick={() => setAccepting(true)}>{t('acceptGap')}</Button></div>}
      {accepting && <GapWindow controller={device.device} close={() => setAccepting(false)} />}
      {device.kind === DeviceKind.CONTROLLER && <Readers device={device} stale={isStale(device, now)} />}
    </div>
  );
}

const Unknown = () => <Tinted tone="unknown">{usePrefs().t('unknown')}</Tinted>;

function Clock({ device }: { device: Device }) {
  const { t } = usePrefs();
  const report = device.report;
  if (!report) return <Unknown />;
  if (report.clock !== ClockQuality.SYNCHRONISED) return <Tinted tone="warn">{t('clockUnknown')}</Tinted>;
  return <>{t('clockSet')} · {t('clockAhead', { seconds: aheadOf(report).toFixed(1).replace('-0.0', '0.0') })}</>;
}

function Outbox({ device }: { device: Device }) {
  const { t } = usePrefs();
  if (queuesUntold(device)) return <Unknown />;
  const { eventsWaiting = 0n, alarmsWaiting = 0n, fullestPercent = 0 } = device.report?.outbox ?? {};
  return <>{t('outboxDepth', { events: String(eventsWaiting), alarms: String(alarmsWaiting), percent: fullestPercent })}</>;
}

function Readers({ device, stale }: { device: Device; stale: boolean }) {
  const { t } = usePrefs();
  const { may } = useSession();
  const { doorName } = usePlaces();
  if (device.readers.length === 0) return <p className="hint">{t('noReaders')}</p>;
  return (
    <>
      <h3>{t('readerLines')}</h3>
      <table className="table">
        <thead><tr>{(['reader', 'door', 'lineStanding', 'lineAsked', 'lineFailed', 'lineSpoilt', 'lineLately'] as const).map((word) => <th key={word} scope="col">{t(word)}</th>)}</tr></thead>
        <tbody>
          {device.readers.map((reader) => (
            <tr key={reader.reader}>
              <td><code>{reader.reader}</code></td>
              <td>{may('watch_doors') ? <a href={linkTo('doors', reader.door)}>{doorName(reader.door)}</a> : <code>{reader.door}</code>}</td>
              <td><Standing reader={reader} stale={stale} /></td>
              <Counts reader={reader} />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">{t('readerLinesHint')}</p>
    </>
  );
}

function Standing({ reader, stale }: { reader: DeviceReader; stale: boolean }) {
  const { t } = usePrefs();
  const [word, tone] = lineStanding(reader, stale);
  return <Tinted tone={tone}>{t(word)}</Tinted>;
}

function Counts({ reader: { line } }: { reader: DeviceReader }) {
  const { t } = usePrefs();
  if (!line) return <td colSpan={4}><Unknown /></td>;
  return (
    <>
      <td className="number">{String(line.asked)}</td><td className="number">{String(line.failed)}</td><td className="number">{String(line.spoilt)}</td>
      <td>{line.lately ? <Share of={line.lately} /> : t('unknown')}</td>
    </>
  );
}

/** Of the frames between the last two reports, how many had to be sent again. */
function Share({ of }: { of: LineCounts }) {
  const { t } = usePrefs();
  if (of.asked === 0n) return <>{t('lineQuiet')}</>;
  const percent = (100 * Number(of.failed)) / Number(of.asked);
  return <Tinted tone={noisy(of) ? 'warn' : 'quiet'}>{t('lineShare', { percent: percent.toFixed(1), spoilt: String(of.spoilt) })}</Tinted>;
}
