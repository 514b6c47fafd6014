import { Button, Card, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../app/api';
import { usePrefs } from '../app/prefs';
import type { Word } from '../app/words';
import { FormWindow } from './FormWindow';

interface Typed { password: string; pin: string; again: string; duress?: string }

/** The reader's own PIN for doors: it goes in, and nobody sees it again. */
export function OwnPin() {
  const { t } = usePrefs();
  const [setting, setSetting] = useState(false);
  return (
    <Card title={<h2>{t('ownPin')}</h2>}>
      <p>{t('ownPinWhat')}</p>
      <Button onClick={() => setSetting(true)}>{t('setPin')}</Button>
      {setting && <PinWindow close={() => setSetting(false)} />}
    </Card>
  );
}

function PinWindow({ close }: { close: () => void }) {
  const { t } = usePrefs();
  const run = async ({ password, pin, duress = '' }: Typed) => { await api.identity.setPin({ password, pin, duressPin: duress }); };
  return (
    <FormWindow<Typed> title={t('setPin')} what="ownPinWhat" word="setPin" run={run} close={close}>
      <Form.Item name="password" label={t('oldPassword')} rules={[{ required: true, message: t('passwordNeeded') }]}><Input type="password" autoComplete="current-password" maxLength={256} /></Form.Item>
      <Digits name="pin" label="newPin" />
      <Form.Item name="again" label={t('repeatPin')} dependencies={['pin']} rules={[({ getFieldValue }) => ({ validator: (_, value) => (value === getFieldValue('pin') ? Promise.resolve() : Promise.reject(new Error(t('repeatDiffers')))) })]}><Secret /></Form.Item>
      <Digits name="duress" label="duressPin" hint="duressPinHint" />
    </FormWindow>
  );
}

function Digits({ name, label, hint }: { name: 'pin' | 'duress'; label: Word; hint?: Word }) {
  const { t } = usePrefs();
  return <Form.Item name={name} label={t(label)} extra={hint && t(hint)} rules={[{ required: !hint, message: t('pinForm') }, { pattern: /^\d{6,8}$/, message: t('pinForm') }]}><Secret /></Form.Item>;
}

/** No browser offers to keep it, as it would a password of this page. */
function Secret(given: { id?: string; value?: string; onChange?: (event: React.ChangeEvent<HTMLInputElement>) => void }) {
  return <Input {...given} type="password" inputMode="numeric" maxLength={8} autoComplete="one-time-code" />;
}
