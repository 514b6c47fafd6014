import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';
import { call, details, reason, refused, secure } from './contract.js';
import { readCheckpoint, rootOfInclusion } from './proofs.js';
import { connect, item, signIn } from './site.js';

async function arrange(t) {
  const person = await signIn();
  const ask = connect(secure.Authorization);
  t.after(() => {
    person.close();
    ask.close();
  });
  return { person, ask, check: async (name, handle) => (await call(ask, 'Check', { session_handle: handle, item: item(name) })).decision };
}

test('a wrong sign-in is refused with a code and in both languages', async (t) => {
  const identity = connect(secure.Identity, { certificate: false });
  t.after(() => identity.close());
  const error = await refused(call(identity, 'SignIn', { account: 'nobody-here', password: 'not a password at all' }));
  assert.deepEqual([error.code, reason(error)], [grpc.status.UNAUTHENTICATED, 'sign_in_failed']);
  assert.deepEqual(details(error).LocalizedMessage.map((m) => m.locale).sort(), ['en', 'zh-CN']);
});

test('a session lives until its person signs out', async (t) => {
  const { person } = await arrange(t);
  const who = await call(person.identity, 'WhoAmI', {}, person.metadata);
  assert.equal(who.session.person, person.session.person);
  await person.signOut();
  assert.equal((await refused(call(person.identity, 'WhoAmI', {}, person.metadata))).code, grpc.status.UNAUTHENTICATED);
});

test('one person gets each of the three answers', async (t) => {
  const { person, check } = await arrange(t);
  const handle = await person.handle();
  const [permit, stepUp, deny] = [await check('PERMIT', handle), await check('STEP_UP', handle), await check('DENY', handle)];
  assert.deepEqual([permit.outcome, stepUp.outcome, deny.outcome], ['permit', 'step_up', 'deny']);
  assert.equal(stepUp.step_up.nonce.length, 16);
  assert.match(deny.deny.reason, /^[a-z_]+$/);
  assert.ok(deny.deny.text.zh && deny.deny.text.en);
});

test('many questions are answered in their order on one revision', async (t) => {
  const { person, ask } = await arrange(t);
  const names = ['DENY', 'PERMIT', 'STEP_UP'];
  const { decisions } = await call(ask, 'CheckMany', { session_handle: await person.handle(), items: names.map(item) });
  assert.deepEqual(decisions.map((d) => d.outcome), names.map((n) => n.toLowerCase()));
  assert.equal(new Set(decisions.map((d) => d.policy_revision)).size, 1);
});

test('a watched permit is denied when its person signs out', async (t) => {
  const { person, ask } = await arrange(t);
  const watch = ask.Watch({ session_handle: await person.handle(), item: item('PERMIT') }, { deadline: Date.now() + 30_000 });
  const outcomes = [];
  for await (const { decision } of watch) {
    outcomes.push(decision.deny?.reason ?? decision.outcome);
    if (outcomes.length === 1) await person.signOut();
  }
  assert.deepEqual([outcomes[0], outcomes.at(-1)], ['permit', 'session_ended']);
});

test('a handle without the service\'s certificate is worth nothing', async (t) => {
  const { person } = await arrange(t);
  const stranger = connect(secure.Authorization, { certificate: false });
  t.after(() => stranger.close());
  const error = await refused(call(stranger, 'Check', { session_handle: await person.handle(), item: item('PERMIT') }));
  assert.ok([grpc.status.UNAUTHENTICATED, grpc.status.PERMISSION_DENIED].includes(error.code), error.message);
});

test('a decision stands in the log under a signed root', async (t) => {
  const { person, check } = await arrange(t);
  const audit = connect(secure.Audit);
  t.after(() => audit.close());
  const { log_index: index } = await check('PERMIT', await person.handle());
  let size = 0;
  for (let tries = 0; size <= index; tries++) {
    assert.ok(tries < 50, 'no checkpoint covers the entry');
    if (tries) await sleep(100);
    ({ size } = await call(audit, 'GetCheckpoint', {}));
  }
  const proof = await call(audit, 'GetInclusionProof', { index });
  const signed = readCheckpoint(proof.checkpoint);
  assert.equal(proof.size, signed.size);
  assert.deepEqual(rootOfInclusion(index, signed.size, proof.leaf_hash, proof.hashes), signed.root);
});
