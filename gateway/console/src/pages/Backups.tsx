// The last copy of everything, how old it is, and one more now.
import { Alert, Button, Card } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, half, refusalOf, type Refusal } from '../app/api';
import { msOf, timeOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import type { Backup, DescribeBackupsResponse } from '../gen/secure/v1/backups_pb';
import { Failure } from '../parts/Failure';
import { useNow } from '../parts/useNow';

const every = 10_000;
const hour = 3_600_000;

export default function Backups() {
  const { t } = usePrefs();
  const [told, setTold] = useState<DescribeBackupsResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Backup | null>(null);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const load = useCallback(async (signal?: AbortSignal) => {
    try { setTold(await api.backups.describe({}, { signal })); setRefusal(null); } catch (cause) { if (!signal?.aborted) setRefusal(refusalOf(cause)); }
  }, []);
  useEffect(() => {
    const leaving = new AbortController();
    void load(leaving.signal);
    const timer = window.setInterval(() => void load(leaving.signal), every);
    return () => { leaving.abort(); window.clearInterval(timer); };
  }, [load]);
  // Another page of the console, or a closed browser, ends nothing: a backup that was begun is finished.
  const make = async () => {
    setMaking(true);
    setMade(null);
    setFailed(null);
    try { setMade((await api.backups.make({})).made ?? null); } catch (cause) { setFailed(refusalOf(cause)); }
    setMaking(false);
    void load();
  };
  return (
    <>
      <div className="page-head"><h1>{t('backupTitle')}</h1></div>
      <Card title={<h2>{t('backupLast')}</h2>} extra={told?.on && <Button type="primary" loading={making || told.making} onClick={() => void make()}>{t('backupMake')}</Button>}>
        {refusal && <Failure refusal={refusal} retry={() => void load()} />}
        {!told && !refusal && <p className="empty">{t('loading')}</p>}
        {(making || told?.making) && <p role="status">{t('backupMaking')}</p>}
        {made && <Alert className="gap" type="success" showIcon role="status" title={t('backupMade', { size: String(made.logSize) })} />}
        {failed && <div className="gap"><Failure refusal={failed} /></div>}
        {told && <Standing told={told} />}
        <p className="hint">{t('backupWhat')}</p>
      </Card>
    </>
  );
}

function Standing({ told }: { told: DescribeBackupsResponse }) {
  const { language, t } = usePrefs();
  const now = useNow();
  if (!told.on) return <Alert type="error" showIcon role="alert" title={t('backupOff')} description={t('backupOffWhat')} />;
  const age = told.last && now > 0 ? Math.max(0, now - msOf(told.last.madeAt)) : null;
  // One that should have been made and was not has failed, whether or not anybody said why.
  const late = age !== null && told.everyHours > 0 && age > (told.everyHours + 1) * hour;
  return (
    <>
      {told.trouble && <Alert className="gap" type="error" showIcon role="alert" title={t('backupTrouble')} description={<bdi>{half(told.trouble, language)}</bdi>} />}
      {!told.last && <Alert className="gap" type="warning" showIcon role="alert" title={t('backupNone')} />}
      {late && <Alert className="gap" type="warning" showIcon role="alert" title={t('backupLate', { hours: told.everyHours })} />}
      <dl className="facts">
        {told.last && <div><dt>{t('backupAt')}</dt><dd>{timeOf(told.last.madeAt, language)}</dd></div>}
        {age !== null && <div><dt>{t('backupAge')}</dt><dd>{t('backupHours', { hours: Math.floor(age / hour), minutes: Math.floor(age / 60_000) % 60 })}</dd></div>}
        {told.last && <div><dt>{t('backupEntries')}</dt><dd className="number">{String(told.last.logSize)}</dd></div>}
        <div><dt>{t('backupEvery')}</dt><dd>{told.everyHours > 0 ? t('backupEveryHours', { hours: told.everyHours }) : t('backupAsked')}</dd></div>
      </dl>
    </>
  );
}
