"""The contract as a foreign client sees it: the .proto files and nothing else.

protoc turns them into descriptors; messages and calls are made from those at run time, so that no generated code
has to fit the version of the protobuf library that the machine happens to have.
"""
import glob
import os
import shutil
import subprocess

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
PROTOS = os.path.join(ROOT, "protos")
INTEROP = os.path.join(PROTOS, "interop")


def protoc():
    """(program, include folder): SECURE_PROTOC's, or what came with the build's Grpc.Tools package, or Debian's."""
    packages = os.environ.get("NUGET_PACKAGES", os.path.expanduser("~/.nuget/packages"))
    machine = {"x86_64": "linux_x64", "aarch64": "linux_arm64"}.get(os.uname().machine, "")
    tools = sorted(glob.glob(os.path.join(packages, "grpc.tools", "*")))
    if tools and "SECURE_PROTOC" not in os.environ:
        return os.path.join(tools[-1], "tools", machine, "protoc"), os.path.join(tools[-1], "build", "native", "include")
    path = os.environ.get("SECURE_PROTOC") or shutil.which("protoc")
    if not path:
        raise SystemExit("no protoc: set SECURE_PROTOC")
    return path, "/usr/include"


def compile_protos():
    """Every proto file of the product as one FileDescriptorSet, imports first."""
    files = sorted(glob.glob(os.path.join(PROTOS, "secure", "v1", "*.proto")))
    files += sorted(glob.glob(os.path.join(INTEROP, "**", "*.proto"), recursive=True))
    program, include = protoc()
    done = subprocess.run(
        [program, "-I", PROTOS, "-I", INTEROP, "-I", include, "--include_imports", "--descriptor_set_out=/dev/stdout", *files],
        stdout=subprocess.PIPE, check=True)
    return descriptor_pb2.FileDescriptorSet.FromString(done.stdout)


class Contract:
    """Message classes and callable services, by full name."""

    def __init__(self, file_set):
        self.files = {f.name: f for f in file_set.file}
        self._pool = descriptor_pool.DescriptorPool()
        for file in file_set.file:
            self._pool.Add(file)
        self._factory = message_factory.MessageFactory(self._pool)

    def message(self, full_name):
        return self._factory.GetPrototype(self._pool.FindMessageTypeByName(full_name))

    def enum(self, full_name):
        return {v.name: v.number for v in self._pool.FindEnumTypeByName(full_name).values}

    def service(self, full_name, channel):
        return Service(self, self._pool.FindServiceByName(full_name), channel)

    def new(self, full_name, **fields):
        return self.message("secure.v1." + full_name)(**fields)


class Service:
    """One attribute a method, a grpc multicallable of the method's kind."""

    def __init__(self, contract, descriptor, channel):
        for method in descriptor.methods:
            proto = descriptor_pb2.MethodDescriptorProto()
            method.CopyToProto(proto)
            kind = ("stream" if proto.client_streaming else "unary") + "_" + ("stream" if proto.server_streaming else "unary")
            answer = contract.message(method.output_type.full_name)
            setattr(self, method.name, getattr(channel, kind)(
                f"/{descriptor.full_name}/{method.name}",
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=answer.FromString))


CONTRACT = Contract(compile_protos())


def details(error):
    """The google.rpc details of a failed call: {"ErrorInfo": [...], "LocalizedMessage": [...], ...}."""
    found = {}
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            status = CONTRACT.message("google.rpc.Status").FromString(value)
            assert status.code == error.code().value[0], "the details name another status than the call ended with"
            for packed in status.details:
                full_name = packed.type_url.rsplit("/", 1)[1]
                found.setdefault(full_name.rsplit(".", 1)[1], []).append(CONTRACT.message(full_name).FromString(packed.value))
    return found


def reason(error):
    """The stable code of a refusal, or None."""
    info = details(error).get("ErrorInfo")
    return info[0].reason if info else None
