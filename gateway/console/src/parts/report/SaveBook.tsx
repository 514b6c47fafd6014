import type { MessageInitShape } from '@bufbuild/protobuf';
import { App, Button } from 'antd';
import { useState } from 'react';
import { api, refusalOf } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import { save, stamp } from '../save';
import type { MakeReportRequestSchema } from '../../gen/secure/v1/reports_pb';

/** The report as a workbook, made anew. One that did not come to its end is not given out. */
export function SaveBook({ report, name }: { report: MessageInitShape<typeof MakeReportRequestSchema>; name: string }) {
  const { language, t } = usePrefs();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    try {
      const parts: Uint8Array[] = [];
      let whole = false;
      for await (const { part } of api.reports.export({ report })) {
        if (part.case === 'chunk') parts.push(part.value);
        if (part.case !== 'end') continue;
        whole = true;
        const said = t(part.value.more ? 'reportSavedPart' : 'reportSaved', { count: String(part.value.rows) });
        void (part.value.more ? message.warning(said, 10) : message.success(said));
      }
      if (whole) save(parts, `secure-${name}-${stamp()}.xlsx`, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    } catch (cause) { void message.error(refusalOf(cause)[language], 6); }
    setBusy(false);
  };
  return <Button loading={busy} onClick={() => void take()}>{t('reportXlsx')}</Button>;
}
