"""The verifier itself, against trees built by the definition of RFC 6962 section 2.1."""
import unittest

import proofs


def root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    split = largest_power_below(len(leaves))
    return proofs.node_hash(root(leaves[:split]), root(leaves[split:]))


def path(index, leaves):
    if len(leaves) == 1:
        return []
    split = largest_power_below(len(leaves))
    if index < split:
        return path(index, leaves[:split]) + [root(leaves[split:])]
    return path(index - split, leaves[split:]) + [root(leaves[:split])]


def consistency(old, leaves, whole=True):
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    split = largest_power_below(len(leaves))
    if old <= split:
        return consistency(old, leaves[:split], whole) + [root(leaves[split:])]
    return consistency(old - split, leaves[split:], False) + [root(leaves[:split])]


def largest_power_below(n):
    return 1 << (n - 1).bit_length() - 1


LEAVES = [proofs.leaf_hash(bytes([i])) for i in range(20)]


class Proofs(unittest.TestCase):
    def test_every_entry_of_every_small_tree_is_proved_and_no_other(self):
        for size in range(1, len(LEAVES) + 1):
            tree = LEAVES[:size]
            for index in range(size):
                way = path(index, tree)
                self.assertEqual(root(tree), proofs.root_of_inclusion(index, size, tree[index], way))
                self.assertNotEqual(root(tree), proofs.root_of_inclusion(index, size, proofs.leaf_hash(b"x"), way))
                with self.assertRaises(ValueError):
                    proofs.root_of_inclusion(index, size, tree[index], way + [tree[0]])

    def test_every_growth_of_a_small_tree_is_consistent_and_a_rewritten_one_is_not(self):
        for new in range(1, len(LEAVES) + 1):
            for old in range(1, new + 1):
                before, after = root(LEAVES[:old]), root(LEAVES[:new])
                way = consistency(old, LEAVES[:new])
                self.assertTrue(proofs.is_consistent(old, before, new, after, way))
                self.assertFalse(proofs.is_consistent(old, proofs.leaf_hash(b"x"), new, after, way))
                self.assertFalse(proofs.is_consistent(old, before, new, proofs.leaf_hash(b"x"), way))


if __name__ == "__main__":
    unittest.main()
