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
  const [random, setRandom] = useState('');
  const run = async ({ account, password }: { account: string; password: string }) => {
    await api.identity.setPassword({ person: person.id, account: account.trim(), password });
    // One that was thought out is known to whoever typed it, and stays covered.
    return <Alert type="success" showIcon role="status" title={t('accountSet')} description={<><code>{account.trim()}</code> {password === random && <code className="raw">{password}</code>} {t('passwordOnce')}</>} />;
  };
  return (
    <FormWindow title={<>{t('accountAndPassword')} · <bdi>{person.name}</bdi></>} what="accountWhat" word="accountSave" run={run} once outdated={reload} close={close}>
      <Text name="account" label="accountName" max={63} required />
      <Form.Item name="password" label={t('initialPassword')} extra={t('passwordOnce')} rules={[{ required: true, message: t('needed') }]}><Password drew={setRandom} /></Form.Item>
    </FormWindow>
  );
}

function Password({ id, value, onChange, drew }: { id?: string; value?: string; onChange?: (text: string) => void; drew: (text: string) => void }) {
  const { t } = usePrefs();
  const [shown, setShown] = useState(false);
  const draw = () => {
    const text = drawn();
    setShown(true);
    drew(text);
    onChange?.(text);
  };
  return (
    <span className="row">
      <Input id={id} type={shown ? 'text' : 'password'} value={value} maxLength={256} autoComplete="new-password" spellCheck={false} style={{ flex: 1 }} onChange={(event) => onChange?.(event.target.value)} />
      <Button onClick={draw}>{t('drawPassword')}</Button>
    </span>
  );
}
