import { Alert, Button, Form, Input, QRCode } from 'antd';
import { useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import { timeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import type { Right } from '../../app/session';
import type { Word } from '../../app/words';
import { DeviceKind, type CreateEnrollmentResponse, type Device } from '../../gen/secure/v1/fleet_pb';
import { Failure } from '../Failure';
import { Cancel, Window } from '../Window';

export interface DeviceAct { word: Word; what: Word; right: Right; danger?: boolean; when: (device: Device) => boolean; run?: (device: string, reason: string) => Promise<boolean>; undone?: Word }

/** Each act with the devices that it is for; the gateway decides anew. `run` tells whether all of it was done; `undone` says what was not, else the connections. */
export const acts: DeviceAct[] = [
  { word: 'enrol', what: 'enrolWhat', right: 'enrol_device', when: (device) => !device.enrolled && !device.suspended },
  { word: 'setClock', what: 'setClockWhat', right: 'set_clock', when: (device) => device.enrolled && !device.revoked && device.kind === DeviceKind.CONTROLLER, run: async (controller, reason) => (await api.doors.setClock({ controller, reason })).result?.done ?? false, undone: 'clockNotSet' },
  { word: 'suspend', what: 'suspendWhat', right: 'suspend_device', danger: true, when: (device) => device.enrolled && !device.revoked && !device.suspended, run: async (device, reason) => (await api.fleet.suspend({ device, reason })).connectionsDropped },
  { word: 'resume', what: 'resumeWhat', right: 'resume_device', when: (device) => device.suspended, run: async (device, reason) => { await api.fleet.resume({ device, reason }); return true; } },
  { word: 'revoke', what: 'revokeWhat', right: 'revoke_device', danger: true, when: (device) => device.enrolled && !device.revoked, run: async (device, reason) => (await api.fleet.revoke({ device, reason })).connectionsDropped },
];

interface Props { device: Device; act: DeviceAct; close: () => void }

export const ActWindow = (props: Props) => (props.act.run ? <Ending {...props} run={props.act.run} /> : <Enrolling {...props} />);

function Ending({ device, act, run, close }: Props & { run: NonNullable<DeviceAct['run']> }) {
  const { t } = usePrefs();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [dropped, setDropped] = useState<boolean | null>(null);
  const submit = async ({ reason }: { reason: string }) => {
    setBusy(true);
    try { setDropped(await run(device.device, reason)); setRefusal(null); } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  return (
    <Window title={`${t(act.word)} · ${device.device}`} busy={busy} onCancel={close}>
      {dropped !== null ? <><Alert className="gap" role="status" showIcon type={dropped ? 'success' : 'warning'} title={t(dropped ? 'deviceDone' : act.undone ?? 'connectionsKept')} /><Button onClick={close}>{t('close')}</Button></> : (
        <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
          <p>{t(act.what)}</p>
          {refusal && <div className="gap"><Failure refusal={refusal} />{refusal.requestId && <p className="hint">{t('twoOfficers')}</p>}</div>}
          <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}><Input maxLength={80} /></Form.Item>
          <div className="row"><Button type="primary" danger={act.danger} htmlType="submit" loading={busy}>{t(act.word)}</Button><Cancel /></div>
        </Form>
      )}
    </Window>
  );
}

function Enrolling({ device, act, close }: Props) {
  const { language, t } = usePrefs();
  const [made, setMade] = useState<CreateEnrollmentResponse | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const make = async () => {
    setBusy(true);
    try { setMade(await api.fleet.createEnrollment({ device: device.device, kind: device.kind })); setRefusal(null); } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  return (
    <Window title={`${t(act.word)} · ${device.device}`} busy={busy} once={made !== null} onCancel={close}>
      <p>{t(act.what)}</p>
      {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
      {made
        ? <div className="enrolment" role="status"><QRCode value={made.code} type="svg" bordered={false} bgColor="#ffffff" color="#000000" aria-label={t('enrolScan')} /><code className="raw">{made.code}</code><span>{t('enrolUntil', { time: timeOf(made.expiresAt, language) })}</span><Button onClick={close}>{t('noted')}</Button></div>
        : <Button type="primary" loading={busy} onClick={() => void make()}>{t('enrolMake')}</Button>}
    </Window>
  );
}
