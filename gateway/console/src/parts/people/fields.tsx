import { Form, Input, Select } from 'antd';
import { useLive } from '../../app/live';
import { usePrefs } from '../../app/prefs';
import type { Word } from '../../app/words';
import { usePlaces } from '../usePlaces';

export const Reason = () => {
  const { t } = usePrefs();
  return <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}><Input maxLength={80} /></Form.Item>;
};

export function Text({ name, label, hint, max, required }: { name: string; label: Word; hint?: Word; max: number; required?: boolean }) {
  const { t } = usePrefs();
  return <Form.Item name={name} label={t(label)} extra={hint && t(hint)} rules={required ? [{ required: true, whitespace: true, message: t('needed') }] : []}><Input maxLength={max} autoComplete="off" /></Form.Item>;
}

/** The site's departments; where the list has not come, the id as it is. */
export function DepartmentField() {
  const { t } = usePrefs();
  const { site } = useLive();
  const { departmentName } = usePlaces();
  return <Form.Item name="department" label={t('department')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('none')} options={site?.departments.map((id) => ({ value: id, label: departmentName(id) }))} /></Form.Item>;
}

export function PostsField() {
  const { t } = usePrefs();
  const { site } = useLive();
  const { postName } = usePlaces();
  return <Form.Item name="posts" label={t('posts')}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} placeholder={t('none')} options={site?.posts.map((id) => ({ value: id, label: postName(id) }))} /></Form.Item>;
}

/** A day as the contract writes it; the browser offers its own calendar. */
export function DayField({ name, label }: { name: string; label: Word }) {
  const { t } = usePrefs();
  return <Form.Item name={name} label={t('untilLastDay', { what: t(label) })}><Input type="date" max="9999-12-31" /></Form.Item>;
}

/** Only what is not as it was. */
export function changes<T extends object>(before: T, after: Partial<T>): Partial<T> {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !same(value, before[name as keyof T]))) as Partial<T>;
}
