import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import { FormWindow } from '../FormWindow';
import { Text } from './fields';
import type { ActProps } from './RecordForms';

/** Signs that nobody confuses with another: 56 of them, 16 drawn, 92 bits. */
const signs = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

function drawn() {
  let text = '';
  // What falls past the last whole multiple is drawn again, so that no sign is likelier than another.
  const limit = 256 - (256 % signs.length);
  while (text.length < 16) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) if (byte < limit && text.length < 16) text += signs.charAt(byte % signs.length);
  }
  return text;
}

/** An account for a person, or another password for it. */
export function AccountWindow({ person, reload, close }: ActProps) {
  const { t } = usePrefs();
  const run = async (values: { account: string; password: string }) => {
    await api.identity.setPassword({ person: person.id, account: values.account.trim(), password: values.password });
    return <Alert type="success" showIcon role="status" title={t('accountSet')} description={<><code>{values.account.trim()}</code> {t('passwordOnce')}</>} />;
  };
  return (
    <FormWindow title={<>{t('accountAndPassword')} · <bdi>{person.name}</bdi></>} what="accountWhat" word="accountSave" run={run} outdated={reload} close={close}>
      <Text name="account" label="accountName" max={63} required focus />
      <Form.Item name="password" label={t('initialPassword')} extra={t('passwordOnce')} rules={[{ required: true, message: t('needed') }]}><Password /></Form.Item>
    </FormWindow>
  );
}

function Password({ id, value, onChange }: { id?: string; value?: string; onChange?: (text: string) => void }) {
  const { t } = usePrefs();
  const [shown, setShown] = useState(false);
  return (
    <span className="row">
      <Input id={id} type={shown ? 'text' : 'password'} value={value} maxLength={256} autoComplete="new-password" spellCheck={false} style={{ flex: 1 }} onChange={(event) => onChange?.(event.target.value)} />
      <Button onClick={() => { setShown(true); onChange?.(drawn()); }}>{t('drawPassword')}</Button>
    </span>
  );
}
