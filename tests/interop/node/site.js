// The gateway under test, from the environment; the names are those of ../python/site_under_test.py.
import { readFileSync } from 'node:fs';
import grpc from '@grpc/grpc-js';
import { call, secure } from './contract.js';

export function setting(name) {
  const value = process.env[`SECURE_${name}`];
  if (!value) throw new Error(`SECURE_${name} is not set`);
  return value;
}

/** A client of one service over TLS, with the service's certificate or with none. */
export function connect(Client, { certificate = true, ...options } = {}) {
  const read = (name) => readFileSync(setting(name));
  const credentials = certificate
    ? grpc.credentials.createSsl(read('CA'), read('KEY'), read('CERT'))
    : grpc.credentials.createSsl(read('CA'));
  const name = process.env.SECURE_SERVER_NAME;
  return new Client(setting('GATEWAY'), credentials, { ...(name && { 'grpc.ssl_target_name_override': name }), ...options });
}

/** The CheckItem of SECURE_PERMIT, SECURE_STEP_UP or SECURE_DENY: "action kind/id". */
export function item(name) {
  const [, action, kind, id] = /^(\S+) ([^/]+)\/(.+)$/.exec(setting(name));
  return {
    action,
    resource: { kind, id },
    purpose: 'interop',
    supported_obligations: ['OBLIGATION_RECORD_VIDEO', 'OBLIGATION_TWO_PERSON', 'OBLIGATION_WATERMARK', 'OBLIGATION_ESCORT', 'OBLIGATION_READ_ONLY'],
  };
}

/** A signed-in person, over a connection that carries no certificate. */
export async function signIn() {
  const identity = connect(secure.Identity, { certificate: false });
  const answer = await call(identity, 'SignIn', { account: setting('ACCOUNT'), password: setting('PASSWORD') });
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${answer.session_token}`);
  return {
    session: answer.session,
    metadata,
    identity,
    handle: async () => (await call(identity, 'MintHandle', { service: setting('SERVICE') }, metadata)).session_handle,
    signOut: () => call(identity, 'SignOut', {}, metadata),
    close: () => identity.close(),
  };
}
