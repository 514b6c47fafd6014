import { Alert, App, Button, Card, Form, Input } from 'antd';
import { useState } from 'react';
import type { Refusal } from '../app/api';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import { Failure } from '../parts/Failure';
import { Appearance } from '../parts/Appearance';
import { useIsOn, useTones } from '../parts/tones';

export function SignIn() {
  const { language, t } = usePrefs();
  const { who, lost, signOut } = useSession();
  // Only another window of this browser can have given the session's token back.
  const endedBecause = (why: Refusal | null) => (why?.cause === 'no_token' ? t('signedOutElsewhere') : why?.[language] ?? t('sessionEndedUnknown'));
  return (
    <main className="sign-in">
      <div className="sign-in-tools"><Appearance /></div>
      <Card className="sign-in-card">
        <h1>{t('product')}</h1>
        {lost?.how === 'left' && <Alert className="gap" type="error" showIcon role="alert" title={t('signOutUnknown')} description={t('signOutUnknownWhat')} action={<Button onClick={() => void signOut()}>{t('signOutAgain')}</Button>} />}
        {lost && lost.how !== 'left' && <Alert className="gap" type="warning" showIcon role="alert" title={t(lost.how === 'ended' ? 'sessionEnded' : 'gatewayAway')} description={lost.how === 'ended' ? endedBecause(lost.why) : undefined} />}
        {lost?.how === 'ended' && lost.watched && <Unwatched sounds={lost.why?.cause !== 'no_token'} />}
        {who ? <ChangePassword /> : <Password />}
        <p className="hint">{t('signInHint')}</p>
      </Card>
    </main>
  );
}

const every = 3_000;

/** That alerts do not come to this desk any more: with the sound that they would have made, where it was on. Whoever signed out in another window did so on purpose. */
function Unwatched({ sounds }: { sounds: boolean }) {
  const { t } = usePrefs();
  const on = useIsOn();
  const [heard, setHeard] = useState(!sounds);
  useTones(!heard, every);
  return <Alert className="gap" type="error" showIcon role="alert" title={t('unwatched')} description={t('unwatchedWhat')} action={on && !heard && <Button onClick={() => setHeard(true)}>{t('silence')}</Button>} />;
}

function Password() {
  const { t } = usePrefs();
  const { signIn } = useSession();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const submit = async ({ account, password }: { account: string; password: string }) => {
    setBusy(true);
    setRefusal(null);
    setRefusal(await signIn(account.trim(), password, () => setAsked(true)));
    setAsked(false);
    setBusy(false);
  };
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
      {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
      {asked && <Alert className="gap" type="info" showIcon role="status" title={t('passkeyNow')} />}
      <Form.Item name="account" label={t('account')} rules={[{ required: true, message: t('accountNeeded') }]}>
        <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={63} size="large" />
      </Form.Item>
      <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordNeeded') }]}>
        <Input type="password" autoComplete="current-password" maxLength={256} size="large" />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t('signIn')}</Button>
    </Form>
  );
}

function ChangePassword() {
  const { t } = usePrefs();
  const { message } = App.useApp();
  const { changePassword, signOut } = useSession();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const submit = async ({ old, next }: { old: string; next: string }) => {
    const refused = await changePassword(old, next);
    setRefusal(refused);
    if (!refused) void message.success(t('passwordChanged'));
  };
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
      <Alert className="gap" type="info" showIcon title={t('mustChange')} />
      {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
      <Form.Item name="old" label={t('oldPassword')} rules={[{ required: true, message: t('passwordNeeded') }]}><Input type="password" autoComplete="current-password" /></Form.Item>
      <Form.Item name="next" label={t('newPassword')} rules={[{ required: true, message: t('passwordNeeded') }]}><Input type="password" autoComplete="new-password" /></Form.Item>
      <Form.Item
        name="again"
        label={t('repeatPassword')}
        dependencies={['next']}
        rules={[({ getFieldValue }) => ({ validator: (_, value) => (value === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error(t('repeatDiffers')))) })]}
      >
        <Input type="password" autoComplete="new-password" />
      </Form.Item>
      <div className="row"><Button type="primary" htmlType="submit">{t('changePassword')}</Button><Button onClick={() => void signOut()}>{t('signOut')}</Button></div>
    </Form>
  );
}
