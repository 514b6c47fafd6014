"""Sizes, compression, deadlines, cancellation and messages that are none."""
import unittest

import grpc

import site_under_test as site
from contract import CONTRACT, reason

LIMIT = 1024 * 1024
HEALTH = "/grpc.health.v1.Health/"


def health_request(length):
    """A HealthCheckRequest of exactly that many bytes; at least 128 KiB, so that its length takes three bytes."""
    return CONTRACT.message("grpc.health.v1.HealthCheckRequest")(service="s" * (length - 4)).SerializeToString()


class Transport(unittest.TestCase):
    def setUp(self):
        self.channel = site.channel()
        self.addCleanup(self.channel.close)
        self.check = self.channel.unary_unary(HEALTH + "Check", lambda b: b, lambda b: b)

    def test_a_message_at_the_limit_is_read_and_one_byte_more_is_refused(self):
        largest = health_request(LIMIT)
        self.assertEqual(LIMIT, len(largest))
        self.assertEqual(grpc.StatusCode.NOT_FOUND, self.failure(largest).code())
        self.assertEqual(grpc.StatusCode.RESOURCE_EXHAUSTED, self.failure(health_request(LIMIT + 1)).code())

    def test_a_compressed_message_is_read(self):
        self.assertEqual(b"\x08\x01", self.check(b"", timeout=10, compression=grpc.Compression.Gzip))
        self.assertEqual(grpc.StatusCode.NOT_FOUND, self.failure(health_request(LIMIT), compression=grpc.Compression.Gzip).code())

    def test_a_compressed_message_that_unpacks_to_more_than_the_limit_is_refused(self):
        error = self.failure(health_request(64 * LIMIT), compression=grpc.Compression.Gzip)
        self.assertEqual(grpc.StatusCode.RESOURCE_EXHAUSTED, error.code())

    def test_a_request_that_is_no_message_is_the_callers_fault(self):
        error = self.failure(b"\x0a\xc8\x01")
        self.assertEqual((grpc.StatusCode.INVALID_ARGUMENT, "malformed_message"), (error.code(), reason(error)))

    def test_a_deadline_ends_a_stream(self):
        watch = self.channel.unary_stream(HEALTH + "Watch", lambda b: b, lambda b: b)(b"", timeout=1)
        self.assertEqual(b"\x08\x01", next(watch))
        with self.assertRaises(grpc.RpcError) as failed:
            next(watch)
        self.assertEqual(grpc.StatusCode.DEADLINE_EXCEEDED, failed.exception.code())

    def test_a_cancelled_stream_ends_and_the_connection_goes_on(self):
        watch = self.channel.unary_stream(HEALTH + "Watch", lambda b: b, lambda b: b)(b"", timeout=30)
        next(watch)
        watch.cancel()
        with self.assertRaises(grpc.RpcError) as failed:
            next(watch)
        self.assertEqual(grpc.StatusCode.CANCELLED, failed.exception.code())
        self.assertEqual(b"\x08\x01", self.check(b"", timeout=10))

    def failure(self, message, **options):
        with self.assertRaises(grpc.RpcError) as failed:
            self.check(message, timeout=30, **options)
        return failed.exception


if __name__ == "__main__":
    unittest.main()
