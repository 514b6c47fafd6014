// RFC 6962 inclusion proofs and C2SP checkpoints.
import { createHash } from 'node:crypto';

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

export const leafHash = (entry) => sha256(Buffer.of(0), entry);
export const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

/** Origin, size and root of a signed note; its signatures are not looked at. */
export function readCheckpoint(note) {
  const [origin, size, root] = note.toString('utf8').split('\n');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}

/** The root that the proof leads to: RFC 9162 section 2.1.3.2, whose proofs are those of RFC 6962. */
export function rootOfInclusion(index, size, leaf, hashes) {
  if (index >= size) throw new RangeError('the index is outside the tree');
  let [node, last, root] = [BigInt(index), BigInt(size - 1), leaf];
  for (const sibling of hashes) {
    if (last === 0n) throw new RangeError('the proof is too long');
    if (node & 1n || node === last) {
      root = nodeHash(sibling, root);
      while (!(node & 1n) && node) [node, last] = [node >> 1n, last >> 1n];
    } else {
      root = nodeHash(root, sibling);
    }
    [node, last] = [node >> 1n, last >> 1n];
  }
  if (last) throw new RangeError('the proof is too short');
  return root;
}
