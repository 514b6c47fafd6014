// The way from the key that this browser keeps to the one that the gateway shows: by the handovers that it gives out and
// proofs that are checked here, so that the gateway's word alone is worth nothing.
import { api } from '../app/api';
import { leafHash, rootOf, same, type Tree } from './merkle';
import type { LogKey } from './note';
import { follow, namedKey, type Announced, type Succession } from './succession';

const pageSize = 500;

/** @throws ConnectError */
export async function followLog(pinned: LogKey, handovers: readonly Uint8Array[]): Promise<Succession> {
  const announced: (Announced & { bytes: Uint8Array })[] = [];
  for (let pageToken = '', first = true; first || pageToken !== ''; first = false) {
    const page = await api.audit.query({ kind: 'log.next_key', pageSize, pageToken });
    for (const { index, entry } of page.entries) {
      const key = await namedKey(entry, pinned.name);
      if (key) announced.push({ entry: index, key, bytes: entry });
    }
    pageToken = page.nextPageToken;
  }
  const named = async (tree: Tree) => {
    const found: Announced[] = [];
    for (const one of announced.filter(({ entry }) => entry < tree.size)) {
      const { hashes } = await api.audit.getInclusionProof({ index: one.entry, size: tree.size });
      const root = await rootOf(one.entry, tree.size, await leafHash(one.bytes), hashes);
      if (root && same(root, tree.root)) found.push(one);
    }
    return found.length > 0 ? found : null;
  };
  return follow(pinned, handovers.map((bytes, at) => ({ path: `handover/${String(at).padStart(3, '0')}`, bytes })), named);
}
