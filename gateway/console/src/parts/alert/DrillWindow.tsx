import { Form, Input, Select } from 'antd';
import { api } from '../../app/api';
import { useLive } from '../../app/live';
import { usePrefs } from '../../app/prefs';
import { go } from '../../app/route';
import { FormWindow } from '../FormWindow';
import { usePlaces } from '../usePlaces';

/** An alarm for practice: marked as such in everything that comes of it, and timed in a report of its own. */
export function DrillWindow({ close }: { close: () => void }) {
  const { t } = usePrefs();
  const { site } = useLive();
  const { roomName } = usePlaces();
  const start = async ({ room = '', text }: { room?: string; text: string }) => {
    const { alert } = await api.alerts.startDrill({ room, text: text.trim() });
    if (alert) go('alerts', alert.id);
  };
  return (
    <FormWindow<{ room?: string; text: string }> title={t('startDrill')} what="startDrillWhat" word="startDrill" run={start} close={close}>
      <Form.Item name="text" label={t('drillText')} rules={[{ required: true, whitespace: true, message: t('needed') }]}><Input maxLength={80} /></Form.Item>
      <Form.Item name="room" label={t('drillRoom')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('none')} options={site?.rooms.map((room) => ({ value: room.room, label: roomName(room.room) }))} /></Form.Item>
    </FormWindow>
  );
}
