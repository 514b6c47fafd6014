import { Alert, App, Button, Card, Form, Input } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { timeOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import type { OfficersPasskey } from '../gen/secure/v1/passkeys_pb';
import { Tinted } from '../parts/Chip';
import { Failure } from '../parts/Failure';
import { usePlaces } from '../parts/usePlaces';
import { Cancel, Window } from '../parts/Window';

/** Which officers have a passkey, and how a lost one ends. */
export default function Passkeys() {
  const { language, t } = usePrefs();
  const { who, may } = useSession();
  const { personName } = usePlaces();
  const [officers, setOfficers] = useState<OfficersPasskey[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const load = useCallback(() => api.passkeys.list({}).then((answer) => { setOfficers(answer.officers); setRefusal(null); }, (cause) => setRefusal(refusalOf(cause))), []);
  useEffect(() => { void load(); }, [load]);
  return (
    <>
      <div className="page-head"><h1>{t('navPasskeys')}</h1></div>
      <Card>
        {refusal && <Failure refusal={refusal} retry={() => void load()} />}
        {!officers && !refusal && <p className="empty">{t('loading')}</p>}
        {officers && (
          <div className="scroll" role="region" aria-label={t('navPasskeys')} tabIndex={0}>
            <table className="table">
              <thead><tr><th scope="col">{t('person')}</th><th scope="col">{t('passkey')}</th><th scope="col">{t('passkeyUsed')}</th><th scope="col"><span className="unseen">{t('passkeyRemove')}</span></th></tr></thead>
              <tbody>
                {officers.map((one) => (
                  <tr key={one.person}>
                    <td><bdi>{personName(one.person)}</bdi></td>
                    <td>{one.registeredAt ? <><Tinted tone="good">{t('passkeyCount', { count: one.count })}</Tinted> {timeOf(one.registeredAt, language)}</> : <Tinted tone="warn">{t('passkeyNone')}</Tinted>}</td>
                    <td>{one.usedAt ? timeOf(one.usedAt, language) : '—'}</td>
                    <td>{one.registeredAt && may('remove_passkey') && one.person !== who?.session.person && <Button danger size="small" onClick={() => setRemoving(one.person)}>{t('passkeyRemove')}</Button>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {officers?.some((one) => !one.registeredAt) && <p className="hint">{t('passkeyHow')}</p>}
        <p className="hint">{t('passkeyLost')}</p>
      </Card>
      {removing && <Removing person={removing} name={personName(removing)} close={() => { setRemoving(null); void load(); }} />}
    </>
  );
}

function Removing({ person, name, close }: { person: string; name: string; close: () => void }) {
  const { t } = usePrefs();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const submit = async ({ reason }: { reason: string }) => {
    setBusy(true);
    try {
      await api.passkeys.remove({ person, reason: reason.trim() });
      void message.success(t('passkeyRemoved'));
      close();
    } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  return (
    <Window title={<bdi>{t('passkeyRemoveOf', { name })}</bdi>} busy={busy} onCancel={close}>
      <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        {refusal && (refusal.code === 'approval_required'
          ? <Alert className="gap" type="info" showIcon role="status" title={t('passkeyAsked', { id: refusal.requestId })} />
          : <div className="gap"><Failure refusal={refusal} /></div>)}
        <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}><Input maxLength={80} autoFocus /></Form.Item>
        <div className="row"><Button type="primary" danger htmlType="submit" loading={busy}>{t('passkeyRemove')}</Button><Cancel /></div>
      </Form>
    </Window>
  );
}
