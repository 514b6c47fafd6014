// RFC 6962's tree, checked here: the browser believes no proof that it has not calculated itself.

export async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
}

/** Section 2.1: the prefixes keep an entry from being taken for a node. */
export const leafHash = (entry: Uint8Array) => sha256(Uint8Array.of(0), entry);
export const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right);

export const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, at) => byte === b[at]);

const isOdd = (n: bigint) => (n & 1n) === 1n;

/** The root to which a leaf and its proof lead (RFC 9162, section 2.1.3.2); null where the proof's shape does not fit. */
export async function rootOf(index: bigint, size: bigint, leaf: Uint8Array, proof: readonly Uint8Array[]): Promise<Uint8Array | null> {
  if (index < 0n || index >= size) return null;
  let [at, last, root] = [index, size - 1n, leaf];
  for (const sibling of proof) {
    if (last === 0n) return null;
    if (isOdd(at) || at === last) {
      root = await nodeHash(sibling, root);
      while (!isOdd(at) && at !== 0n) { at >>= 1n; last >>= 1n; }
    } else root = await nodeHash(root, sibling);
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? root : null;
}

export interface Tree { size: bigint; root: Uint8Array }

/** Whether the larger tree begins with the smaller one, nothing changed (RFC 9162, section 2.1.4.2). */
export async function isGrown(from: Tree, to: Tree, proof: readonly Uint8Array[]): Promise<boolean> {
  if (from.size > to.size) return false;
  if (from.size === to.size) return proof.length === 0 && same(from.root, to.root);
  if (from.size === 0n) return proof.length === 0;
  const isPower = (from.size & (from.size - 1n)) === 0n;
  const [first, ...rest] = isPower ? [from.root, ...proof] : proof;
  if (!first || proof.length === 0) return false;
  let [at, last] = [from.size - 1n, to.size - 1n];
  while (isOdd(at)) { at >>= 1n; last >>= 1n; }
  let [small, large] = [first, first];
  for (const hash of rest) {
    if (last === 0n) return false;
    if (isOdd(at) || at === last) {
      small = await nodeHash(hash, small);
      large = await nodeHash(hash, large);
      while (!isOdd(at) && at !== 0n) { at >>= 1n; last >>= 1n; }
    } else large = await nodeHash(large, hash);
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(small, from.root) && same(large, to.root);
}
