import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { Refusal } from '../app/api';
import { clockOf, msOf, spanOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import { Failure } from './Failure';
import { useTones } from './tones';
import { useNow } from './useNow';
import { Cancel, Window } from './Window';

/** Long enough to come back to the desk. */
const warnedMs = 5 * 60_000;
/** Between two tones that call to the desk. */
const every = 30_000;

/** Says beforehand that the session ends, with the way on: whoever signs in anew in time loses nothing of the page. */
export function SessionEnd() {
  const { language, t } = usePrefs();
  const { message } = App.useApp();
  const { who } = useSession();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const ends = msOf(who?.session.expiresAt);
  const near = now > 0 && ends > 0 && ends - now < warnedMs;
  useTones(near, every);
  return (
    <>
      {near && (
        <div className="ends">
          <span role="alert">{t('sessionEnds', { time: clockOf(ends, language) })}</span> <span className="number" aria-hidden="true">{spanOf(ends - now)}</span> <Button size="small" onClick={() => setAsking(true)}>{t('signInAnew')}</Button>
        </div>
      )}
      {asking && <Anew done={() => { setAsking(false); void message.success(t('signedInAnew')); }} close={() => setAsking(false)} />}
    </>
  );
}

/** The same person once more, beside the session that ends: the streams go over to the new one. */
function Anew({ done, close }: { done: () => void; close: () => void }) {
  const { t } = usePrefs();
  const { who, signIn } = useSession();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const account = who?.session.account ?? '';
  const submit = async ({ password }: { password: string }) => {
    setBusy(true);
    const refused = await signIn(account, password, () => { /* the browser's own window asks for the passkey */ });
    setRefusal(refused);
    setBusy(false);
    if (!refused) done();
  };
  return (
    <Window title={t('signInAnew')} busy={busy} onCancel={close}>
      <Form layout="vertical" requiredMark={false} onFinish={(values: { password: string }) => void submit(values)}>
        {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
        <p>{t('account')}: <code>{account}</code></p>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordNeeded') }]}><Input type="password" autoComplete="current-password" maxLength={256} /></Form.Item>
        <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{t('signIn')}</Button><Cancel /></div>
      </Form>
    </Window>
  );
}
