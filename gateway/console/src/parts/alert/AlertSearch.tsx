// Every alert there was, searched at the gateway, a page at a time.
import { Button, Form, Input, Select } from 'antd';
import { api } from '../../app/api';
import { useLive } from '../../app/live';
import { alertStateName } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import { go } from '../../app/route';
import { AlertState, type Alert } from '../../gen/secure/v1/alerts_pb';
import { AlertLine } from '../AlertLine';
import { Failure } from '../Failure';
import { ListEnd } from '../ListSearch';
import { useCurrent } from './useCurrent';
import { usePages, type FetchPage } from '../usePages';
import { usePlaces } from '../usePlaces';
import { VirtualList } from '../VirtualList';

interface Wanted { text?: string; door?: string; state?: AlertState }

const states = [AlertState.RAISED, AlertState.ACKNOWLEDGED, AlertState.ASSIGNED, AlertState.HANDLING, AlertState.RESOLVED, AlertState.FALSE_ALARM];

const everything: Wanted = {};
const nothing: Alert[] = [];

const listed: FetchPage<Wanted, Alert> = async ({ text, door, state }, pageToken, signal) => {
  const page = await api.alerts.list({ text: text?.trim() ?? '', door: door ?? '', states: state === undefined ? [] : [state], pageSize: 100, pageToken }, { signal });
  return { rows: page.alerts, next: page.nextPageToken, total: page.total };
};

export function AlertSearch({ chosen, height }: { chosen: string; height: number }) {
  const { t } = usePrefs();
  const { site } = useLive();
  const { doorName } = usePlaces();
  const { found, refusal, search, more } = usePages(everything, listed);
  const rows = useCurrent(found?.rows ?? nothing);
  return (
    <>
      <Form className="filters" layout="vertical" onFinish={search}>
        <Form.Item name="text" label={t('alertText')}><Input allowClear maxLength={100} /></Form.Item>
        <Form.Item name="state" label={t('state')}><Select allowClear placeholder={t('anyState')} options={states.map((state) => ({ value: state, label: t(alertStateName(state)[0]) }))} /></Form.Item>
        <Form.Item name="door" label={t('door')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('any')} options={site?.doors.map((door) => ({ value: door.door, label: doorName(door.door) }))} /></Form.Item>
        <Button type="primary" htmlType="submit">{t('search')}</Button>
      </Form>
      {refusal && <Failure refusal={refusal} />}
      {found?.rows.length === 0 && <p className="empty">{t('noAlerts')}</p>}
      {found && found.rows.length > 0 && (
        <VirtualList items={rows} total={found.total} near={more} height={height} keyOf={(alert) => alert.id} chosen={chosen} label={t('alertsAll')}>
          {(alert) => <button type="button" className="alert-item" aria-current={alert.id === chosen ? 'true' : undefined} onClick={() => go('alerts', alert.id)}><AlertLine alert={alert} /></button>}
        </VirtualList>
      )}
      <ListEnd found={found} more={more} />
    </>
  );
}
