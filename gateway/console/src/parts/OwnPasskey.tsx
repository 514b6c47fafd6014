import { Alert, App, Button, Card } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { timeOf } from '../app/format';
import { registerPasskey } from '../app/passkey';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import type { GetOwnPasskeyResponse } from '../gen/secure/v1/passkeys_pb';
import { Failure } from './Failure';

/** An officer's own passkey: whether there is one, and the way to it. */
export function OwnPasskey() {
  const { language, t } = usePrefs();
  const { message } = App.useApp();
  const { who } = useSession();
  const [own, setOwn] = useState<GetOwnPasskeyResponse | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
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
  return (
    <Card title={<h2>{t('passkeyOwn')}</h2>}>
      {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
      {!own && !refusal && <p className="empty">{t('loading')}</p>}
      {own?.registeredAt && (
        <dl className="facts">
          <div><dt>{t('passkeyRegistered')}</dt><dd>{timeOf(own.registeredAt, language)}</dd></div>
          <div><dt>{t('passkeyUsed')}</dt><dd>{own.usedAt ? timeOf(own.usedAt, language) : t('passkeyNever')}</dd></div>
        </dl>
      )}
      {own && !own.registeredAt && (
        <>
          <Alert className="gap" type="warning" showIcon title={t('passkeyMissing')} />
          {own.mayRegister ? <Button type="primary" loading={busy} onClick={() => void register()}>{t('passkeyRegister')}</Button> : <p className="hint">{t('passkeyNotHere')}</p>}
        </>
      )}
      <p className="hint">{t('passkeyLost')}</p>
    </Card>
  );
}
