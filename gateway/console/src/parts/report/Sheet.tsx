// A report as it came, on the screen and on paper.
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useCallback } from 'react';
import { lengthOf, timeOf, zoneOf } from '../../app/format';
import { sentence } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import { ReportKind, type MakeReportResponse, type ReportCell, type ReportTable } from '../../gen/secure/v1/reports_pb';
import { usePlaces } from '../usePlaces';
import { VirtualTable } from '../VirtualTable';
import { lacks } from './useReport';

export function Sheet({ report, more }: { report: MakeReportResponse; more: (table: string) => void }) {
  const { language, t } = usePrefs();
  const { personName } = usePlaces();
  return (
    <article className="sheet" aria-label={sentence(report.title, language)}>
      <h2 className="sheet-title">{sentence(report.title, language)}</h2>
      <dl className="sheet-facts">
        <div><dt>{t('reportSite')}</dt><dd><bdi>{report.site}</bdi></dd></div>
        <div><dt>{t('reportPeriod')}</dt><dd>{report.from ? `${timeOf(report.from, language)} – ${timeOf(report.to, language)}` : t('reportNow')}</dd></div>
        <div><dt>{t('reportMadeAt')}</dt><dd>{timeOf(report.madeAt, language)} {zoneOf(report.madeAt ? timestampDate(report.madeAt) : new Date())}</dd></div>
        <div><dt>{t('reportMadeBy')}</dt><dd>{personName(report.madeBy) !== report.madeBy && <bdi>{personName(report.madeBy)} </bdi>}<code>{report.madeBy}</code></dd></div>
        <div><dt>{t('reportLogSize')}</dt><dd>{String(report.logSize)}</dd></div>
      </dl>
      {report.tables.map((table) => <OneTable key={table.id} table={table} more={more} />)}
      <p className="signatures" aria-hidden="true">
        {report.kind === ReportKind.HANDOVER ? <><span>{t('handedOverBy')}</span><span>{t('takenOverBy')}</span></> : <span>{t('signedBy')}</span>}
      </p>
    </article>
  );
}

function OneTable({ table, more }: { table: ReportTable; more: (table: string) => void }) {
  const { language, t } = usePrefs();
  const title = sentence(table.title, language);
  const near = useCallback(() => more(table.id), [more, table.id]);
  return (
    <section>
      <h3>{title} <span className="count-plain">{table.total}{table.cut && '+'}</span></h3>
      {table.rows.length === 0 && <p className="sheet-none">{t('reportNoRows')}</p>}
      {table.rows.length > 0 && (
        <VirtualTable rows={table.rows} columns={table.columns.length} label={title} total={table.total} near={near} head={table.columns.map((column) => <th key={column.id} scope="col">{sentence(column.title, language)}</th>)}>
          {(row) => row.cells.map((cell, place) => <td key={place}><Cell cell={cell} /></td>)}
        </VirtualTable>
      )}
      {lacks(table) && <p className="hint on-paper">{t('reportPart', { count: table.rows.length, total: table.total })}</p>}
      {table.cut && <p className="hint" role="status">{t('reportMore', { count: table.total })}</p>}
    </section>
  );
}

/** What needs a look is marked by its border and weight, and on paper as well. */
function Cell({ cell }: { cell: ReportCell }) {
  const { language } = usePrefs();
  const { value } = cell;
  const told = () => {
    switch (value.case) {
      case 'text': return <bdi>{value.value}</bdi>;
      case 'words': return <bdi>{sentence(value.value, language)}</bdi>;
      case 'at': return <span className="moment">{timeOf(value.value, language)}</span>;
      case 'number': return String(value.value);
      case 'span': return <span className="moment">{lengthOf(Number(value.value.seconds) * 1000, language)}</span>;
      default: return null;
    }
  };
  return cell.attention ? <strong className="look">{told()}</strong> : told();
}
