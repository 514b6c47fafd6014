import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Alert, Button, Card, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { api } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import { useSession } from '../../app/session';
import { FormWindow } from '../FormWindow';
import { Reason } from '../people/fields';

/** What of the log is kept, and the way to give up old contents. */
export function LogKeeping() {
  const { t } = usePrefs();
  const { may } = useSession();
  const [log, setLog] = useState<{ size: bigint; from: bigint } | null>(null);
  const [pruning, setPruning] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    if (!pruning) api.audit.getCheckpoint({}, { signal: leaving.signal }).then((answer) => setLog({ size: answer.size, from: answer.minimumIndex }), () => { /* it stays as it was last known */ });
    return () => leaving.abort();
  }, [pruning]);
  return (
    <Card title={<h2>{t('logKeeping')}</h2>} extra={may('prune_log') && <Button danger onClick={() => setPruning(true)}>{t('prune')}</Button>}>
      {log && <p>{log.from > 0n ? t('logKeptFrom', { from: String(log.from), size: String(log.size) }) : t('logKeptAll', { size: String(log.size) })}</p>}
      <p className="hint">{t('logKeepingHint')}</p>
      {pruning && <PruneWindow close={() => setPruning(false)} />}
    </Card>
  );
}

interface Wanted { before: string; reason: string }

function PruneWindow({ close }: { close: () => void }) {
  const { t } = usePrefs();
  const run = async ({ before, reason }: Wanted) => {
    const { minimumIndex } = await api.audit.prune({ before: timestampFromDate(new Date(`${before}T00:00:00Z`)), reason: reason.trim() });
    return <Alert type="success" showIcon role="status" title={t('pruned', { from: String(minimumIndex) })} />;
  };
  return (
    <FormWindow<Wanted> title={t('prune')} word="prune" danger run={run} close={close}>
      <Form.Item name="before" label={t('pruneBefore')} rules={[{ required: true, message: t('needed') }]}><Input type="date" max="9999-12-31" /></Form.Item>
      <Form.Item noStyle shouldUpdate={(was: Partial<Wanted>, is: Partial<Wanted>) => was.before !== is.before}>
        {({ getFieldValue }) => { const before = getFieldValue('before') as string | undefined; return before ? <Alert className="gap" type="warning" showIcon role="status" title={t('pruneWhat', { before })} /> : null; }}
      </Form.Item>
      <Reason />
    </FormWindow>
  );
}
