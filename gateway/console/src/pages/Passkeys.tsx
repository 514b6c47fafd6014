import { Alert, App, Button, Card, Form, Input } from 'antd';
import { useState } from 'react';
import { api, refusalOf, type Refusal } from '../app/api';
import { timeOf } from '../app/format';
import { usePrefs } from '../app/prefs';
import { useSession } from '../app/session';
import type { OfficersPasskey } from '../gen/secure/v1/passkeys_pb';
import { Tinted } from '../parts/Chip';
import { Failure } from '../parts/Failure';
import { ListEnd, ListSearch, type Search } from '../parts/ListSearch';
import { usePages, type FetchPage } from '../parts/usePages';
import { usePlaces } from '../parts/usePlaces';
import { VirtualTable } from '../parts/VirtualTable';
import { Cancel, Window } from '../parts/Window';

const everyone: Search = { search: '' };

const listed: FetchPage<Search, OfficersPasskey> = async ({ search }, pageToken, signal) => {
  const page = await api.passkeys.list({ search, pageSize: 100, pageToken }, { signal });
  return { rows: page.officers, next: page.nextPageToken, total: page.total };
};

/** Which officers have a passkey, and how a lost one ends. */
export default function Passkeys() {
  const { language, t } = usePrefs();
  const { who, may } = useSession();
  const { personName } = usePlaces();
  const [removing, setRemoving] = useState<string | null>(null);
  const { found, refusal, search, again, more } = usePages(everyone, listed);
  return (
    <>
      <div className="page-head"><h1>{t('navPasskeys')}</h1></div>
      <Card>
        <ListSearch label="passkeyFind" ask={search} />
        {refusal && <Failure refusal={refusal} retry={again} />}
        {!found && !refusal && <p className="empty">{t('loading')}</p>}
        {found?.rows.length === 0 && <p className="empty" role="status">{t('passkeyNobody')}</p>}
        {found && found.rows.length > 0 && (
          <VirtualTable rows={found.rows} total={found.total} near={more} columns={4} label={t('navPasskeys')} keyOf={(one) => one.person} head={<><th scope="col">{t('person')}</th><th scope="col">{t('passkey')}</th><th scope="col">{t('passkeyUsed')}</th><th scope="col"><span className="unseen">{t('passkeyRemove')}</span></th></>}>
            {(one) => (
              <>
                <td><bdi>{personName(one.person)}</bdi></td>
                <td>{one.registeredAt ? <><Tinted tone="good">{t('passkeyCount', { count: one.count })}</Tinted> {timeOf(one.registeredAt, language)}</> : <Tinted tone="warn">{t('passkeyNone')}</Tinted>}</td>
                <td>{one.usedAt ? timeOf(one.usedAt, language) : '—'}</td>
                <td>{one.registeredAt && may('remove_passkey') && one.person !== who?.session.person && <Button danger size="small" onClick={() => setRemoving(one.person)}>{t('passkeyRemove')}</Button>}</td>
              </>
            )}
          </VirtualTable>
        )}
        <ListEnd found={found} more={more} />
        {found?.rows.some((one) => !one.registeredAt) && <p className="hint">{t('passkeyHow')}</p>}
        <p className="hint">{t('passkeyLost')}</p>
      </Card>
      {removing && <Removing person={removing} name={personName(removing)} close={() => { setRemoving(null); again(); }} />}
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
        <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}><Input maxLength={80} /></Form.Item>
        <div className="row"><Button type="primary" danger htmlType="submit" loading={busy}>{t('passkeyRemove')}</Button><Cancel /></div>
      </Form>
    </Window>
  );
}
