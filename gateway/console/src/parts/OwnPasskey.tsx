import { Alert, App, Button, Card } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { timeOf } from '../app/format';
import { registerPasskey } from '../app/passkey';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import type { GetOwnPasskeyResponse, OwnPasskey as Key } from '../gen/secure/v1/passkeys_pb';
import { Tinted } from './Chip';
import { Failure } from './Failure';
import { FormWindow } from './FormWindow';

/** An officer's own passkeys: one to carry, one for when that is lost. */
export function OwnPasskey() {
  const { t } = usePrefs();
  const { message } = App.useApp();
  const { who } = useSession();
  const [own, setOwn] = useState<GetOwnPasskeyResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState<Key | null>(null);
  const load = useCallback(() => api.passkeys.getOwn({}).then(setOwn, (cause) => setRefusal(refusalOf(cause))), []);
  useEffect(() => { void load(); }, [load]);
  const register = async () => {
    setBusy(true);
    const refused = await registerPasskey(who?.session.account ?? '');
    setRefusal(refused);
    if (!refused) void message.success(t('passkeyDone'));
    await load();
    setBusy(false);
  };
  const count = own?.passkeys.length ?? 0;
  return (
    <Card title={<h2>{t('passkeyOwn')}</h2>}>
      {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
      {!own && !refusal && <p className="empty">{t('loading')}</p>}
      {own && count === 0 && <Alert className="gap" type="warning" showIcon title={t('passkeyMissing')} />}
      {own?.passkeys.map((key) => <OneKey key={key.id} passkey={key} remove={own.passkeys.some((one) => one.openedThis && one.id !== key.id) ? () => setRemoving(key) : null} />)}
      {own && count === 1 && <p className="hint gap">{t(own.mayRegister ? 'passkeyAddWhy' : 'passkeyAddHow')}</p>}
      {own?.mayRegister && <Button type={count === 0 ? 'primary' : 'default'} loading={busy} onClick={() => void register()}>{t(count === 0 ? 'passkeyRegister' : 'passkeyAdd')}</Button>}
      {own && count === 0 && !own.mayRegister && <p className="hint">{t('passkeyNotHere')}</p>}
      <p className="hint">{t('passkeyLost')}</p>
      {removing && <FormWindow title={t('passkeyOwnRemove')} what="passkeyOwnRemoveWhat" word="passkeyOwnRemove" danger run={async () => { await api.passkeys.removeOwn({ id: removing.id }); }} close={() => { setRemoving(null); void load(); }} />}
    </Card>
  );
}

/** @param remove Null: this one cannot be taken away from here. */
function OneKey({ passkey, remove }: { passkey: Key; remove: (() => void) | null }) {
  const { language, t } = usePrefs();
  return (
    <dl className="facts">
      <div><dt>{t('passkeyRegistered')}</dt><dd>{timeOf(passkey.registeredAt, language)} {passkey.openedThis && <Tinted tone="good">{t('passkeyThis')}</Tinted>}</dd></div>
      <div><dt>{t('passkeyUsed')}</dt><dd>{passkey.usedAt ? timeOf(passkey.usedAt, language) : t('passkeyNever')} {remove && <Button size="small" danger onClick={remove}>{t('passkeyOwnRemove')}</Button>}</dd></div>
    </dl>
  );
}
