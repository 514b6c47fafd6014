// Every alert there was, searched at the gateway, a page at a time.
import { Button, Form, Input, Select } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import { useLive } from '../../app/live';
import { alertStateName } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import { go } from '../../app/route';
import { AlertState, type Alert } from '../../gen/secure/v1/alerts_pb';
import { AlertLine } from '../AlertLine';
import { Failure } from '../Failure';
import { usePlaces } from '../usePlaces';
import { VirtualList } from '../VirtualList';

interface Wanted { text?: string; door?: string; state?: AlertState }
interface Found { alerts: Alert[]; next: string; total: number }

const states = [AlertState.RAISED, AlertState.ACKNOWLEDGED, AlertState.ASSIGNED, AlertState.HANDLING, AlertState.RESOLVED, AlertState.FALSE_ALARM];

export function AlertSearch({ chosen, height }: { chosen: string; height: number }) {
  const { t } = usePrefs();
  const { site } = useLive();
  const { doorName } = usePlaces();
  const [wanted, setWanted] = useState<Wanted>({});
  const [found, setFound] = useState<Found | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const load = useCallback(async (of: Wanted, after: Found | null, signal?: AbortSignal) => {
    try {
      const page = await api.alerts.list({ text: of.text?.trim() ?? '', door: of.door ?? '', states: of.state === undefined ? [] : [of.state], pageSize: 100, pageToken: after?.next ?? '' }, { signal });
      setFound({ alerts: [...(after?.alerts ?? []), ...page.alerts], next: page.nextPageToken, total: page.total });
      setRefusal(null);
    } catch (cause) { if (!signal?.aborted) setRefusal(refusalOf(cause)); }
  }, []);
  useEffect(() => {
    const leaving = new AbortController();
    void load(wanted, null, leaving.signal);
    return () => leaving.abort();
  }, [wanted, load]);
  return (
    <>
      <Form className="filters" layout="vertical" onFinish={(values: Wanted) => setWanted({ ...values })}>
        <Form.Item name="text" label={t('alertText')}><Input allowClear maxLength={100} /></Form.Item>
        <Form.Item name="state" label={t('state')}><Select allowClear placeholder={t('anyState')} options={states.map((state) => ({ value: state, label: t(alertStateName(state)[0]) }))} /></Form.Item>
        <Form.Item name="door" label={t('door')}><Select allowClear placeholder={t('any')} options={site?.doors.map((door) => ({ value: door.door, label: doorName(door.door) }))} /></Form.Item>
        <Button type="primary" htmlType="submit">{t('search')}</Button>
      </Form>
      {refusal && <Failure refusal={refusal} />}
      {found?.alerts.length === 0 && <p className="empty">{t('noAlerts')}</p>}
      {found && found.alerts.length > 0 && (
        <>
          <p className="hint">{t('alertTotal', { count: found.total })}</p>
          <VirtualList items={found.alerts} height={height} keyOf={(alert) => alert.id} chosen={chosen} label={t('alertsAll')}>
            {(alert) => <button type="button" className="alert-item" aria-current={alert.id === chosen ? 'true' : undefined} onClick={() => go('alerts', alert.id)}><AlertLine alert={alert} /></button>}
          </VirtualList>
        </>
      )}
      {found?.next && <Button onClick={() => void load(wanted, found)}>{t('more')}</Button>}
    </>
  );
}
