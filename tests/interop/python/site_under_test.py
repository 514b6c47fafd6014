"""The gateway under test, from the environment.

SECURE_GATEWAY          host:port
SECURE_CA               PEM file: the root that the gateway's certificate leads to
SECURE_CERT, SECURE_KEY PEM files: a service's own certificate and key
SECURE_SERVICE          that service's id
SECURE_SERVER_NAME      name in the gateway's certificate, where it is not the host of SECURE_GATEWAY
SECURE_ACCOUNT, SECURE_PASSWORD                  a person
SECURE_OFFICER_ACCOUNT, SECURE_OFFICER_PASSWORD  the auditor, who may read the log's entries
SECURE_PERMIT, SECURE_STEP_UP, SECURE_DENY       "action kind/id" on which that person gets that answer
"""
import os

import grpc

from contract import CONTRACT


def setting(name):
    value = os.environ.get("SECURE_" + name)
    if not value:
        raise SystemExit(f"SECURE_{name} is not set")
    return value


def read(path):
    with open(path, "rb") as file:
        return file.read()


def channel(certificate=True, **options):
    """Over TLS, with the service's certificate or with none."""
    ca = read(setting("CA"))
    credentials = (grpc.ssl_channel_credentials(ca, read(setting("KEY")), read(setting("CERT"))) if certificate
                   else grpc.ssl_channel_credentials(ca))
    extra = [("grpc.max_send_message_length", -1)]
    if os.environ.get("SECURE_SERVER_NAME"):
        extra.append(("grpc.ssl_target_name_override", os.environ["SECURE_SERVER_NAME"]))
    return grpc.secure_channel(setting("GATEWAY"), credentials, options=extra, **options)


def item(name):
    """The CheckItem of SECURE_PERMIT, SECURE_STEP_UP or SECURE_DENY."""
    action, resource = setting(name).split(" ", 1)
    kind, identifier = resource.split("/", 1)
    every = [n for k, n in CONTRACT.enum("secure.v1.Obligation").items() if n]
    return CONTRACT.new("CheckItem", action=action, resource=CONTRACT.new("ResourceRef", kind=kind, id=identifier),
                        purpose="interop", supported_obligations=every)


class Person:
    """A signed-in person, over a connection that carries no certificate."""

    def __init__(self, prefix=""):
        self.channel = channel(certificate=False)
        self.identity = CONTRACT.service("secure.v1.Identity", self.channel)
        self.audit = CONTRACT.service("secure.v1.Audit", self.channel)
        answer = self.identity.SignIn(CONTRACT.new(
            "SignInRequest", account=setting(prefix + "ACCOUNT"), password=setting(prefix + "PASSWORD")), timeout=30)
        self.session = answer.session
        self.metadata = (("authorization", "Bearer " + answer.session_token),)

    def handle(self):
        return self.identity.MintHandle(
            CONTRACT.new("MintHandleRequest", service=setting("SERVICE")), metadata=self.metadata, timeout=10).session_handle

    def sign_out(self):
        self.identity.SignOut(CONTRACT.new("SignOutRequest"), metadata=self.metadata, timeout=10)

    def close(self):
        self.channel.close()
