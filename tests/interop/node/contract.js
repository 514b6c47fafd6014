// The contract as a foreign client sees it: the .proto files and nothing else.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import protobuf from 'protobufjs';

const protos = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'protos');
const interop = join(protos, 'interop');
const own = readdirSync(join(protos, 'secure', 'v1')).filter((f) => f.endsWith('.proto')).map((f) => `secure/v1/${f}`);

const definition = protoLoader.loadSync([...own, 'grpc/health/v1/health.proto'], {
  includeDirs: [protos, interop],
  longs: Number,
  enums: String,
  oneofs: true,
  defaults: true,
  keepCase: true,
});
const loaded = grpc.loadPackageDefinition(definition);

export const secure = loaded.secure.v1;
export const health = loaded.grpc.health.v1;

const rpc = new protobuf.Root();
rpc.resolvePath = (origin, target) => (target.startsWith('google/protobuf/') ? target : join(interop, target));
rpc.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);

/** The google.rpc details of a failed call, by the short name of their type. */
export function details(error) {
  const [raw] = error.metadata.get('grpc-status-details-bin');
  if (!raw) return {};
  const status = rpc.lookupType('google.rpc.Status').decode(raw);
  if (status.code !== error.code) throw new Error('the details name another status than the call ended with');
  const found = {};
  for (const packed of status.details) {
    const name = packed.type_url.split('/')[1];
    (found[name.split('.').at(-1)] ??= []).push(rpc.lookupType(name).decode(packed.value));
  }
  return found;
}

/** The stable code of a refusal, or undefined. */
export const reason = (error) => details(error).ErrorInfo?.[0].reason;

/** Calls a unary method; resolves to the answer, rejects with the failed call. */
export function call(client, method, request, metadata = new grpc.Metadata(), options = {}) {
  return new Promise((resolve, reject) => {
    client[method](request, metadata, { deadline: Date.now() + 20_000, ...options }, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

/** The failure of a call that must fail. */
export async function refused(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the call was answered');
}
