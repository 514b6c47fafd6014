import { Form, InputNumber } from 'antd';
import { api } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import type { Word } from '../../app/words';
import { FormWindow } from '../FormWindow';
import { Reason } from '../people/fields';

interface Values { lostFrom: number; lostThrough: number; reason: string }

/** Gives up entries of a controller's journal that nobody can bring any more; the alarm about the gap names them. */
export function GapWindow({ controller, close }: { controller: string; close: () => void }) {
  const accept = async ({ lostFrom, lostThrough, reason }: Values) => {
    await api.doors.acceptGap({ controller, lostFrom: BigInt(lostFrom), lostThrough: BigInt(lostThrough), reason: reason.trim() });
  };
  return (
    <FormWindow<Values> title={<AcceptGapTitle controller={controller} />} what="acceptGapWhat" word="acceptGap" danger run={accept} close={close}>
      <Count name="lostFrom" label="gapFrom" />
      <Count name="lostThrough" label="gapThrough" />
      <Reason />
    </FormWindow>
  );
}

const AcceptGapTitle = ({ controller }: { controller: string }) => <>{usePrefs().t('acceptGap')} · {controller}</>;

function Count({ name, label }: { name: string; label: Word }) {
  const { t } = usePrefs();
  return <Form.Item name={name} label={t(label)} rules={[{ required: true, message: t('needed') }]}><InputNumber min={1} precision={0} controls={false} /></Form.Item>;
}
