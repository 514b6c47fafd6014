// The contract's clients, and what their refusals say. The session is a cookie that no script can read.
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema, LocalizedMessageSchema, RequestInfoSchema, RetryInfoSchema } from '../gen/google/rpc/error_details_pb';
import { Alerts } from '../gen/secure/v1/alerts_pb';
import { Approvals } from '../gen/secure/v1/approvals_pb';
import { Audit } from '../gen/secure/v1/audit_pb';
import { Authorization } from '../gen/secure/v1/authorization_pb';
import { Backups } from '../gen/secure/v1/backups_pb';
import { Biometrics } from '../gen/secure/v1/biometrics_pb';
import { Doors } from '../gen/secure/v1/doors_pb';
import { Evidence } from '../gen/secure/v1/evidence_pb';
import { Fleet } from '../gen/secure/v1/fleet_pb';
import { Identity } from '../gen/secure/v1/identity_pb';
import { Officers } from '../gen/secure/v1/officers_pb';
import { Own } from '../gen/secure/v1/own_pb';
import { Passkeys } from '../gen/secure/v1/passkeys_pb';
import { People } from '../gen/secure/v1/people_pb';
import { Presence } from '../gen/secure/v1/presence_pb';
import { Reports } from '../gen/secure/v1/reports_pb';
import { Site } from '../gen/secure/v1/site_pb';
import { isolated } from './format';
import { leftOpen, transport } from './transport';
import type { Language } from './words';

export const api = {
  alerts: createClient(Alerts, transport),
  approvals: createClient(Approvals, transport),
  audit: createClient(Audit, transport),
  authorization: createClient(Authorization, transport),
  backups: createClient(Backups, transport),
  biometrics: createClient(Biometrics, transport),
  doors: createClient(Doors, transport),
  evidence: createClient(Evidence, transport),
  fleet: createClient(Fleet, transport),
  identity: createClient(Identity, transport),
  officers: createClient(Officers, transport),
  own: createClient(Own, transport),
  passkeys: createClient(Passkeys, transport),
  people: createClient(People, transport),
  presence: createClient(Presence, transport),
  reports: createClient(Reports, transport),
  site: createClient(Site, transport),
};

/** Why a call failed, as the gateway said it. */
export interface Refusal {
  /** Stable, as sign_in_failed; empty where the call never reached the gateway. */
  code: string;
  status: Code;
  zh: string;
  en: string;
  /** What brought it about, as role_withdrawn; empty where the gateway does not say. */
  cause: string;
  /** As an approval's id. */
  requestId: string;
  retrySeconds: number;
  /** What is wrong with the request, by the contract's names of its fields. */
  fields: { field: string; message: string }[];
}

export function refusalOf(cause: unknown): Refusal {
  const error = ConnectError.from(cause);
  const texts = error.findDetails(LocalizedMessageSchema);
  const said = (locale: string) => texts.find((text) => text.locale === locale)?.message;
  const unsaid = unsaidOf(error);
  return {
    code: error.findDetails(ErrorInfoSchema)[0]?.reason ?? '',
    status: error.code,
    cause: error.findDetails(ErrorInfoSchema)[0]?.metadata['cause'] ?? '',
    zh: said('zh-CN') ?? unsaid?.[0] ?? error.rawMessage,
    en: said('en') ?? unsaid?.[1] ?? error.rawMessage,
    requestId: error.findDetails(RequestInfoSchema)[0]?.requestId ?? '',
    fields: error.findDetails(BadRequestSchema).flatMap((bad) => bad.fieldViolations).map(({ field, description }) => ({ field, message: description })),
    retrySeconds: Number(error.findDetails(RetryInfoSchema)[0]?.retryDelay?.seconds ?? 0n),
  };
}

/** What is known of a call on which the gateway said nothing; undefined where it did. A command may have been carried out all the same. */
function unsaidOf(error: ConnectError): readonly [string, string] | undefined {
  switch (leftOpen(error)) {
    case 'door': return ['没有收到网关的答复，结果未知：先看门的状态再重试', 'the gateway’s answer did not arrive and the result is not known: look at the door’s state before trying again'];
    case 'other': return ['没有收到网关的答复，结果未知：先查看现状再重试', 'the gateway’s answer did not arrive and the result is not known: look at how things stand before trying again'];
    default: break;
  }
  if (error.code === Code.DeadlineExceeded) return ['网关没有及时答复', 'the gateway did not answer in time'];
  return [Code.Unknown, Code.Unavailable, Code.Internal].includes(error.code) ? ['无法连接网关', 'the gateway cannot be reached'] : undefined;
}

export const isSessionOver = (cause: unknown) => ConnectError.from(cause).code === Code.Unauthenticated;
export const isForbidden = (cause: unknown) => ConnectError.from(cause).code === Code.PermissionDenied;

export const sentence = (text: { zh: string; en: string } | undefined, language: Language) => (text ? isolated(text[language]) : '');

/** Of texts that hold both languages, "中文 · English", the one that is read. */
export function half(text: string, language: Language) {
  const at = text.indexOf(' · ');
  if (at < 0) return isolated(text);
  return isolated(language === 'zh' ? text.slice(0, at) : text.slice(at + 3));
}
