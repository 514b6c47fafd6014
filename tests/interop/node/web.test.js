// gRPC-Web as the browser's library speaks it, over HTTP/1.1 and TLS, with nothing but the released descriptors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { setting } from './site.js';

const descriptors = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'protos', 'secure', 'v1.binpb');
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(descriptors)));
const address = `https://${setting('GATEWAY')}`;

/** A client that keeps the cookie as a browser on that origin would. */
function client(service, { origin, jar = {} } = {}) {
  const transport = createGrpcWebTransport({
    baseUrl: address,
    fetch: async (url, init) => {
      const headers = new Headers(init.headers);
      if (origin) headers.set('Origin', origin);
      if (jar.cookie) headers.set('Cookie', jar.cookie);
      const answer = await fetch(url, { ...init, headers });
      const set = answer.headers.getSetCookie()[0];
      if (set) { jar.set = set; jar.cookie = set.split(';')[0]; }
      return answer;
    },
  });
  return createClient(registry.getService(`secure.v1.${service}`), transport);
}

async function refused(promise) {
  try { await promise; } catch (error) { return ConnectError.from(error); }
  throw new Error('the call was answered');
}

const officer = () => ({ account: setting('OFFICER_ACCOUNT'), password: setting('OFFICER_PASSWORD') });

test('a refusal arrives with its code and its words', async () => {
  const error = await refused(client('Identity').whoAmI({}));
  assert.equal(error.code, Code.Unauthenticated);
  assert.equal(error.rawMessage, 'sign in first');
});

test('a page signs in by a cookie that scripts never see, and it ends with the session', async () => {
  const jar = {};
  const identity = client('Identity', { origin: address, jar });
  const { sessionToken, session } = await identity.signIn(officer());
  assert.equal(sessionToken, '');
  assert.match(jar.set, /^__Host-secure=[\w-]{43}; path=\/; secure; samesite=strict; httponly$/i);
  assert.equal((await identity.whoAmI({})).session.person, session.person);

  // The cookie alone, without the browser's word that the page is ours, is nobody's session.
  assert.equal((await refused(client('Identity', { jar }).whoAmI({}))).code, Code.Unauthenticated);

  const stolen = { ...jar };
  await identity.signOut({});
  assert.equal(jar.cookie, '__Host-secure=');
  assert.equal((await refused(client('Identity', { origin: address, jar: stolen }).whoAmI({}))).code, Code.Unauthenticated);
});

test('signing in on the page ends the session whose cookie it replaces, and that one says so', async () => {
  const jar = {};
  const identity = client('Identity', { origin: address, jar });
  await identity.signIn(officer());
  const before = { ...jar };
  await identity.signIn(officer());

  assert.notEqual(jar.cookie, before.cookie);
  await identity.whoAmI({});
  const error = await refused(client('Identity', { origin: address, jar: before }).whoAmI({}));
  assert.equal(error.code, Code.Unauthenticated);
  assert.match(error.rawMessage, /another window/);
});

test('a page of another origin is refused', async () => {
  const error = await refused(client('Identity', { origin: 'https://elsewhere.example' }).signIn(officer()));
  assert.equal(error.code, Code.PermissionDenied);
});

test('a stream gives what there is and then its heartbeat, and ends when it is left', async () => {
  const jar = {};
  await client('Identity', { origin: address, jar }).signIn(officer());
  const leaving = new AbortController();
  const kinds = [];
  const failure = await refused((async () => {
    for await (const message of client('Audit', { origin: address, jar }).watch({ fromIndex: 0n }, { signal: leaving.signal })) {
      kinds.push(message.entries.length);
      if (message.entries.length === 0) leaving.abort();
    }
  })());
  assert.equal(failure.code, Code.Canceled);
  assert.ok(kinds[0] > 0);
});

test('a deadline ends a stream', async () => {
  const jar = {};
  await client('Identity', { origin: address, jar }).signIn(officer());
  const failure = await refused((async () => { for await (const _ of client('Audit', { origin: address, jar }).watch({}, { timeoutMs: 700 })); })());
  assert.equal(failure.code, Code.DeadlineExceeded);
});
