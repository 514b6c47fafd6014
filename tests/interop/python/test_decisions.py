"""Sign in, mint a handle, ask, and check what the log says of it."""
import time
import unittest

import grpc

import proofs
import site_under_test as site
from contract import CONTRACT, details, reason

new = CONTRACT.new


class Decisions(unittest.TestCase):
    def setUp(self):
        self.person = site.Person()
        self.addCleanup(self.person.close)
        self.service = site.channel()
        self.addCleanup(self.service.close)
        self.ask = CONTRACT.service("secure.v1.Authorization", self.service)

    def check(self, name, handle):
        return self.ask.Check(new("CheckRequest", session_handle=handle, item=site.item(name)), timeout=10).decision

    def test_one_person_gets_each_of_the_three_answers(self):
        handle = self.person.handle()
        permit, step_up, deny = (self.check(n, handle) for n in ("PERMIT", "STEP_UP", "DENY"))
        self.assertEqual(["permit", "step_up", "deny"], [d.WhichOneof("outcome") for d in (permit, step_up, deny)])
        self.assertEqual(16, len(step_up.step_up.nonce))
        self.assertTrue(step_up.step_up.any_of)
        self.assertRegex(deny.deny.reason, "^[a-z_]+$")
        self.assertTrue(deny.deny.text.zh and deny.deny.text.en)
        self.assertEqual(3, len({d.decision_id for d in (permit, step_up, deny)}))

    def test_many_questions_are_answered_in_their_order_on_one_revision(self):
        names = ["DENY", "PERMIT", "STEP_UP", "PERMIT"]
        answer = self.ask.CheckMany(
            new("CheckManyRequest", session_handle=self.person.handle(), items=[site.item(n) for n in names]), timeout=10)
        self.assertEqual([n.lower() for n in names], [d.WhichOneof("outcome") for d in answer.decisions])
        self.assertEqual(1, len({d.policy_revision for d in answer.decisions}))

    def test_a_hundred_and_one_questions_at_once_are_refused(self):
        error = self.refused(lambda: self.ask.CheckMany(
            new("CheckManyRequest", session_handle=self.person.handle(), items=[site.item("PERMIT")] * 101), timeout=10))
        self.assertEqual(grpc.StatusCode.INVALID_ARGUMENT, error.code())
        self.assertIn("items", details(error)["BadRequest"][0].field_violations[0].field)

    def test_a_watched_permit_is_denied_when_its_person_signs_out(self):
        watch = self.ask.Watch(new("WatchRequest", session_handle=self.person.handle(), item=site.item("PERMIT")), timeout=30)
        self.assertEqual("permit", next(watch).decision.WhichOneof("outcome"))
        self.person.sign_out()
        last = None
        for answer in watch:
            last = answer
        self.assertEqual("session_ended", last.decision.deny.reason)

    def test_a_handle_without_the_services_certificate_is_worth_nothing(self):
        stranger = CONTRACT.service("secure.v1.Authorization", self.person.channel)
        handle = self.person.handle()
        error = self.refused(lambda: stranger.Check(new("CheckRequest", session_handle=handle, item=site.item("PERMIT")), timeout=10))
        self.assertIn(error.code(), (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED))
        self.assertTrue(reason(error))

    def test_a_made_up_handle_is_denied_like_that_of_an_ended_session(self):
        self.assertEqual("session_ended", self.check("PERMIT", "A" * 43).deny.reason)

    def test_a_service_cannot_enumerate_people(self):
        error = self.refused(lambda: self.ask.ListSubjects(
            new("ListSubjectsRequest", action="read", resource=site.item("PERMIT").resource), timeout=10))
        self.assertIn(error.code(), (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED))

    def test_a_decision_stands_in_the_log_under_a_signed_root(self):
        audit = CONTRACT.service("secure.v1.Audit", self.service)
        before = audit.GetCheckpoint(new("GetCheckpointRequest"), timeout=10)
        decision = self.check("PERMIT", self.person.handle())
        proof = self.published(audit, decision.log_index)
        origin, size, root = proofs.read_checkpoint(proof.checkpoint)
        self.assertEqual((decision.log_index, size), (proof.index, proof.size))
        self.assertEqual(root, proofs.root_of_inclusion(proof.index, proof.size, proof.leaf_hash, proof.hashes))

        old_origin, old_size, old_root = proofs.read_checkpoint(before.checkpoint)
        self.assertEqual(origin, old_origin)
        way = audit.GetConsistencyProof(new("GetConsistencyProofRequest", old_size=old_size, new_size=size), timeout=10)
        self.assertTrue(proofs.is_consistent(old_size, old_root, size, root, list(way.hashes)))

        officer = site.Person("OFFICER_")
        self.addCleanup(officer.close)
        bundle = officer.audit.GetEntryBundle(new(
            "GetEntryBundleRequest", index=decision.log_index // 256, width=decision.log_index % 256 + 1), metadata=officer.metadata, timeout=10).bundle
        entry = entries(bundle)[decision.log_index % 256]
        self.assertEqual(proof.leaf_hash, proofs.leaf_hash(entry))
        self.assertIn(decision.decision_id.encode(), entry)

    def published(self, audit, index):
        """The inclusion proof, once a checkpoint covers the entry, which takes up to 1 s."""
        for _ in range(50):
            if audit.GetCheckpoint(new("GetCheckpointRequest"), timeout=10).size > index:
                return audit.GetInclusionProof(new("GetInclusionProofRequest", index=index), timeout=10)
            time.sleep(0.1)
        self.fail("no checkpoint covers the entry")

    def refused(self, call):
        with self.assertRaises(grpc.RpcError) as failed:
            call()
        return failed.exception


def entries(bundle):
    found, at = [], 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at:at + 2], "big")
        found.append(bundle[at + 2:at + 2 + length])
        at += 2 + length
    return found


if __name__ == "__main__":
    unittest.main()
