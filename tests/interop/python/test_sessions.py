"""Signing in and out, and what a refusal tells a program and a person."""
import unittest

import grpc

import site_under_test as site
from contract import CONTRACT, details, reason

new = CONTRACT.new


class Sessions(unittest.TestCase):
    def test_a_wrong_sign_in_is_refused_in_both_languages_and_with_a_code(self):
        channel = site.channel(certificate=False)
        self.addCleanup(channel.close)
        identity = CONTRACT.service("secure.v1.Identity", channel)
        with self.assertRaises(grpc.RpcError) as failed:
            identity.SignIn(new("SignInRequest", account="nobody-here", password="not a password at all"), timeout=30)
        error = failed.exception
        self.assertEqual((grpc.StatusCode.UNAUTHENTICATED, "sign_in_failed"), (error.code(), reason(error)))
        self.assertEqual("secure", details(error)["ErrorInfo"][0].domain)
        self.assertEqual({"zh-CN", "en"}, {m.locale for m in details(error)["LocalizedMessage"]})
        self.assertNotIn("nobody-here", str(error))

    def test_a_session_lives_until_its_person_signs_out(self):
        person = site.Person()
        self.addCleanup(person.close)
        who = person.identity.WhoAmI(new("WhoAmIRequest"), metadata=person.metadata, timeout=10)
        self.assertEqual(person.session.person, who.session.person)
        person.sign_out()
        self.assertEqual(grpc.StatusCode.UNAUTHENTICATED, self.who(person.identity, person.metadata))

    def test_without_a_session_or_with_a_made_up_one_there_is_no_answer(self):
        channel = site.channel(certificate=False)
        self.addCleanup(channel.close)
        identity = CONTRACT.service("secure.v1.Identity", channel)
        for metadata in ((), (("authorization", "Bearer " + "A" * 43),), (("authorization", "Basic QQ=="),)):
            self.assertEqual(grpc.StatusCode.UNAUTHENTICATED, self.who(identity, metadata))

    def who(self, identity, metadata):
        with self.assertRaises(grpc.RpcError) as failed:
            identity.WhoAmI(new("WhoAmIRequest"), metadata=metadata, timeout=10)
        return failed.exception.code()


if __name__ == "__main__":
    unittest.main()
