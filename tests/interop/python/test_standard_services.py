"""Health and reflection, as any gRPC tool would use them."""
import unittest

import grpc
from google.protobuf import descriptor_pb2

import site_under_test as site
from contract import CONTRACT, Contract, reason

OWN = ["secure.v1." + s for s in ("Audit", "Authorization", "Doors", "Fleet", "Identity", "Presence")]


class StandardServices(unittest.TestCase):
    def setUp(self):
        self.channel = site.channel()
        self.addCleanup(self.channel.close)

    def test_the_gateway_and_each_service_are_healthy(self):
        health = CONTRACT.service("grpc.health.v1.Health", self.channel)
        for name in ["", *OWN]:
            answer = health.Check(CONTRACT.message("grpc.health.v1.HealthCheckRequest")(service=name), timeout=10)
            self.assertEqual(1, answer.status, name or "the gateway as a whole")

    def test_the_health_of_a_service_that_is_not_there_is_not_found_in_check_and_a_state_in_watch(self):
        health = CONTRACT.service("grpc.health.v1.Health", self.channel)
        absent = CONTRACT.message("grpc.health.v1.HealthCheckRequest")(service="secure.v9.Nothing")
        with self.assertRaises(grpc.RpcError) as failed:
            health.Check(absent, timeout=10)
        self.assertEqual((grpc.StatusCode.NOT_FOUND, "unknown_service"), (failed.exception.code(), reason(failed.exception)))
        watch = health.Watch(absent, timeout=10)
        self.assertEqual(3, next(watch).status)
        watch.cancel()

    def test_reflection_tells_the_same_contract_as_the_proto_files(self):
        for version in ("v1", "v1alpha"):
            package = f"grpc.reflection.{version}."
            request = CONTRACT.message(package + "ServerReflectionRequest")
            info = CONTRACT.service(package + "ServerReflection", self.channel).ServerReflectionInfo
            questions = [request(list_services="*"), *[request(file_containing_symbol=s) for s in OWN], request(file_by_filename="no.proto")]
            answers = list(info(iter(questions), timeout=20))
            listed = [s.name for s in answers[0].list_services_response.service]
            self.assertLessEqual(set(OWN), set(listed))
            told = descriptor_pb2.FileDescriptorSet()
            for answer in answers[1:-1]:
                for raw in answer.file_descriptor_response.file_descriptor_proto:
                    file = descriptor_pb2.FileDescriptorProto.FromString(raw)
                    if file.name not in [f.name for f in told.file]:
                        told.file.append(file)
            self.assertEqual(grpc.StatusCode.NOT_FOUND.value[0], answers[-1].error_response.error_code)
            for file in told.file:
                self.assertEqual(plain(CONTRACT.files[file.name]), plain(file), file.name)
            Contract(told).message("secure.v1.CheckRequest")

    def test_a_method_that_is_not_there_is_unimplemented(self):
        call = self.channel.unary_unary("/secure.v1.Identity/Nothing", lambda b: b, lambda b: b)
        with self.assertRaises(grpc.RpcError) as failed:
            call(b"", timeout=10)
        self.assertEqual(grpc.StatusCode.UNIMPLEMENTED, failed.exception.code())


def plain(file):
    """The file without what only compilers' habits decide: JSON names and options of code generators."""
    copy = descriptor_pb2.FileDescriptorProto()
    copy.CopyFrom(file)
    copy.ClearField("options")

    def strip(messages):
        for message in messages:
            for field in message.field:
                field.ClearField("json_name")
            strip(message.nested_type)

    strip(copy.message_type)
    return copy


if __name__ == "__main__":
    unittest.main()
