import assert from 'node:assert/strict';
import test from 'node:test';
import grpc from '@grpc/grpc-js';
import { call, health, reason, refused } from './contract.js';
import { connect } from './site.js';

const limit = 1024 * 1024;
const gzip = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };
/** A request of exactly that many bytes; at least 128 KiB, so that its length takes three bytes. */
const request = (length) => ({ service: 's'.repeat(length - 4) });

function client(t, options) {
  const made = connect(health.Health, options);
  t.after(() => made.close());
  return made;
}

test('the gateway is healthy', async (t) => {
  assert.equal((await call(client(t), 'Check', {})).status, 'SERVING');
});

test('a message at the limit is read and one byte more is refused', async (t) => {
  const one = client(t);
  assert.equal((await refused(call(one, 'Check', request(limit)))).code, grpc.status.NOT_FOUND);
  assert.equal((await refused(call(one, 'Check', request(limit + 1)))).code, grpc.status.RESOURCE_EXHAUSTED);
});

test('compressed messages are read, and refused where they unpack to more than the limit', async (t) => {
  const one = client(t, gzip);
  assert.equal((await call(one, 'Check', {})).status, 'SERVING');
  assert.equal(reason(await refused(call(one, 'Check', request(limit)))), 'unknown_service');
  assert.equal((await refused(call(one, 'Check', request(64 * limit)))).code, grpc.status.RESOURCE_EXHAUSTED);
});

test('a request that is no message is the caller\'s fault', async (t) => {
  const one = client(t);
  const error = await refused(new Promise((resolve, reject) => {
    one.makeUnaryRequest('/grpc.health.v1.Health/Check', (b) => b, (b) => b, Buffer.of(0x0a, 0xc8, 1), (e, answer) => (e ? reject(e) : resolve(answer)));
  }));
  assert.deepEqual([error.code, reason(error)], [grpc.status.INVALID_ARGUMENT, 'malformed_message']);
});

/** Everything that the stream says until it ends, and how it ends. */
function ending(stream, { cancelAfterFirst = false } = {}) {
  return new Promise((resolve) => {
    const said = [];
    stream.on('data', (answer) => {
      said.push(answer.status);
      if (cancelAfterFirst) stream.cancel();
    });
    stream.on('error', (error) => resolve({ said, code: error.code }));
    stream.on('end', () => resolve({ said, code: grpc.status.OK }));
  });
}

test('a deadline ends a stream', async (t) => {
  const end = await ending(client(t).Watch({}, { deadline: Date.now() + 1000 }));
  assert.deepEqual(end, { said: ['SERVING'], code: grpc.status.DEADLINE_EXCEEDED });
});

test('a cancelled stream ends and the connection goes on', async (t) => {
  const one = client(t);
  const end = await ending(one.Watch({}, { deadline: Date.now() + 20_000 }), { cancelAfterFirst: true });
  assert.deepEqual(end, { said: ['SERVING'], code: grpc.status.CANCELLED });
  assert.equal((await call(one, 'Check', {})).status, 'SERVING');
});
