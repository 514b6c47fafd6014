// The verifier itself, against the definition of RFC 6962 section 2.1.
import assert from 'node:assert/strict';
import test from 'node:test';
import { leafHash, nodeHash, rootOfInclusion } from './proofs.js';

const split = (n) => 2 ** Math.floor(Math.log2(n - 1));
const root = (d) => (d.length === 1 ? d[0] : nodeHash(root(d.slice(0, split(d.length))), root(d.slice(split(d.length)))));
function path(index, d) {
  if (d.length === 1) return [];
  const k = split(d.length);
  return index < k ? [...path(index, d.slice(0, k)), root(d.slice(k))] : [...path(index - k, d.slice(k)), root(d.slice(0, k))];
}

test('every entry of every small tree is proved and no other', () => {
  const leaves = Array.from({ length: 20 }, (_, i) => leafHash(Buffer.of(i)));
  for (let size = 1; size <= leaves.length; size++) {
    const tree = leaves.slice(0, size);
    for (let index = 0; index < size; index++) {
      const way = path(index, tree);
      assert.deepEqual(rootOfInclusion(index, size, tree[index], way), root(tree));
      assert.notDeepEqual(rootOfInclusion(index, size, leafHash(Buffer.from('x')), way), root(tree));
      assert.throws(() => rootOfInclusion(index, size, tree[index], [...way, tree[0]]), RangeError);
    }
  }
});
