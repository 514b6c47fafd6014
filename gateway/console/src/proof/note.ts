// A checkpoint as a signed note (C2SP signed-note, tlog-checkpoint), opened with the log's published key.
import { same, sha256, type Tree } from './merkle';

export interface LogKey { name: string; id: Uint8Array; key: Uint8Array }

export const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
export const hexOf = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const Ed25519 = 1;

/** `name+hex8(keyID)+base64(0x01 ‖ key)`; throws where it is not that, or its id is not of that name and key. */
export async function readKey(text: string): Promise<LogKey> {
  const [name = '', id = '', ...rest] = text.split('+');
  const blob = bytesOf(rest.join('+'));
  if (blob.length !== 33 || blob[0] !== Ed25519) throw new Error('not an Ed25519 key');
  const known = (await sha256(new TextEncoder().encode(`${name}\n`), blob)).slice(0, 4);
  if (hexOf(known) !== id) throw new Error('the id is not that of the key');
  return { name, id: known, key: blob.slice(1) };
}

/** What the browser can say of the signature: one that does not know Ed25519 can say nothing. */
export type Signature = 'good' | 'bad' | 'unknown';

export interface Checkpoint extends Tree { signature: Signature }

const SignatureLine = /^— (\S+) (\S+)$/;

/** form: no checkpoint at all; name: of another log; signer: this log's key did not sign it. */
export class NotThisLog extends Error {
  constructor(readonly why: 'form' | 'name' | 'signer') { super(`not a checkpoint of this log: ${why}`); }
}

/**
 * While a log's key is renewed its checkpoints carry a line of each key, all of the same name: the one with this key's id counts.
 * @throws NotThisLog
 */
export async function openCheckpoint(note: Uint8Array, key: LogKey): Promise<Checkpoint> {
  const { body, signatures, origin, size, root } = read(note);
  if (origin !== key.name) throw new NotThisLog('name');
  const lines = signatures.split('\n').map((line) => SignatureLine.exec(line)).filter((line) => line !== null);
  const ours = lines.filter((line) => line[1] === key.name).map((line) => base64(line[2]!)).find((blob) => blob !== null && same(blob.slice(0, 4), key.id));
  if (!ours || ours.length !== 68) throw new NotThisLog('signer');
  return { size, root, signature: await verify(key.key, ours.slice(4), new TextEncoder().encode(body)) };
}

/** How many entries a checkpoint claims to be about, whoever signed it. @throws NotThisLog */
export const sizeOf = (note: Uint8Array) => read(note).size;

function read(note: Uint8Array) {
  const text = textOf(note);
  const split = text.lastIndexOf('\n\n');
  const body = text.slice(0, split + 1);
  const [origin, size = '', rootText = '', after] = body.split('\n');
  const root = rootOf(rootText);
  if (split < 0 || !/^(0|[1-9]\d{0,18})$/.test(size) || !root || after !== '') throw new NotThisLog('form');
  return { body, signatures: text.slice(split + 2), origin, size: BigInt(size), root };
}

function textOf(note: Uint8Array) {
  try { return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(note); } catch { throw new NotThisLog('form'); }
}

const base64 = (text: string) => { try { return bytesOf(text); } catch { return null; } };

function rootOf(text: string) {
  const bytes = base64(text);
  return bytes?.length === 32 ? bytes : null;
}

async function verify(key: Uint8Array, signature: Uint8Array, body: Uint8Array): Promise<Signature> {
  let known: CryptoKey;
  try { known = await crypto.subtle.importKey('raw', new Uint8Array(key), { name: 'Ed25519' }, false, ['verify']); } catch { return 'unknown'; }
  return (await crypto.subtle.verify({ name: 'Ed25519' }, known, new Uint8Array(signature), new Uint8Array(body))) ? 'good' : 'bad';
}
