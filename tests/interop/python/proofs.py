"""RFC 6962 proofs and C2SP checkpoints, with hashlib alone."""
import base64
import hashlib


def leaf_hash(entry):
    """Section 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def read_checkpoint(note):
    """(origin, size, root) of a signed note; its signatures are not looked at."""
    body, _, signatures = note.decode("utf-8").rpartition("\n\n")
    assert signatures.startswith("\u2014 "), "the note carries no signature"
    origin, size, root = body.split("\n")[:3]
    return origin, int(size), base64.b64decode(root, validate=True)


def root_of_inclusion(index, size, leaf, hashes):
    """The root that the proof leads to: RFC 9162 section 2.1.3.2, whose proofs are those of RFC 6962."""
    if index >= size:
        raise ValueError("the index is outside the tree")
    fn, sn, root = index, size - 1, leaf
    for sibling in hashes:
        if sn == 0:
            raise ValueError("the proof is too long")
        if fn & 1 or fn == sn:
            root = node_hash(sibling, root)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            root = node_hash(root, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise ValueError("the proof is too short")
    return root


def is_consistent(old_size, old_root, new_size, new_root, hashes):
    """Whether the newer tree begins with the older: RFC 9162 section 2.1.4.2."""
    if old_size == new_size:
        return not hashes and old_root == new_root
    if not 0 < old_size < new_size or not hashes:
        return False
    path = list(hashes)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for sibling in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(sibling, fr), node_hash(sibling, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root
