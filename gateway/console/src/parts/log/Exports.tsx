import type { MessageInitShape } from '@bufbuild/protobuf';
import { App, Button } from 'antd';
import { useState } from 'react';
import { api, refusalOf } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import { LogExportFormat, type QueryRequestSchema } from '../../gen/secure/v1/audit_pb';
import { save, stamp } from '../save';

const forms: { format: LogExportFormat; name: string; ending: string; type: string }[] = [
  { format: LogExportFormat.JSON_LINES, name: 'JSON Lines', ending: 'jsonl', type: 'application/x-ndjson' },
  { format: LogExportFormat.CSV, name: 'CSV', ending: 'csv', type: 'text/csv' },
  { format: LogExportFormat.XLSX, name: 'XLSX', ending: 'xlsx', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
];

/** What is on the table's filters, as a file. One that did not come to its end is not given out. */
export function Exports({ query }: { query: MessageInitShape<typeof QueryRequestSchema> }) {
  const { language, t } = usePrefs();
  const { message } = App.useApp();
  const [busy, setBusy] = useState<LogExportFormat | null>(null);
  const take = async ({ format, ending, type }: (typeof forms)[number]) => {
    setBusy(format);
    try {
      const parts: Uint8Array[] = [];
      let whole = false;
      for await (const { part } of api.audit.export({ query, format })) {
        if (part.case === 'chunk') parts.push(part.value);
        if (part.case !== 'end') continue;
        whole = true;
        const said = t(part.value.more ? 'exportedPart' : 'exported', { count: String(part.value.entries) });
        void (part.value.more ? message.warning(said, 10) : message.success(said));
      }
      if (whole) save(parts, `secure-log-${stamp()}.${ending}`, type);
    } catch (cause) { void message.error(refusalOf(cause)[language], 6); }
    setBusy(null);
  };
  return (
    <span className="row" role="group" aria-label={t('exportAs')}>
      <span>{t('exportAs')}</span>
      {forms.map((form) => <Button key={form.ending} size="small" loading={busy === form.format} disabled={busy !== null} onClick={() => void take(form)}>{form.name}</Button>)}
    </span>
  );
}
