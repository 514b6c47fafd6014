import { Form, Select } from 'antd';
import { api } from '../../app/api';
import { useLive } from '../../app/live';
import { usePrefs } from '../../app/prefs';
import type { PersonRecord } from '../../gen/secure/v1/people_pb';
import { FormWindow } from '../FormWindow';
import { usePlaces } from '../usePlaces';

/** The doors whose own sensor compares fingers. */
export const useSensorDoors = () => useLive().site?.doors.filter((door) => door.matchesOnSensor) ?? [];

/** Puts a finger into the store of a door's own sensor: the person stands there, the officer begins here and waits for the finger. */
export function SensorEnrolment({ person, close }: { person: PersonRecord; close: () => void }) {
  const { t } = usePrefs();
  const { doorName } = usePlaces();
  const doors = useSensorDoors();
  return (
    <FormWindow<{ door: string }> title={<>{t('enrolAtDoor')} · <bdi>{person.name}</bdi></>} what="enrolAtDoorWhat" word="enrolAtDoor" initial={{ door: doors[0]?.door }} run={async ({ door }) => { await api.biometrics.enrolAtDoor({ person: person.id, door }); }} close={close}>
      <Form.Item name="door" label={t('door')} rules={[{ required: true, message: t('needed') }]}><Select showSearch={{ optionFilterProp: 'label' }} options={doors.map((door) => ({ value: door.door, label: doorName(door.door) }))} /></Form.Item>
    </FormWindow>
  );
}
