"""A stand-in for the AWS provider plugin, so that the real engine runs without an account.

It echoes inputs as outputs. At preview it leaves everything computed unknown, as a first preview does; at update it
makes up an id and an ARN. It refuses nothing and calls nobody.
"""

import signal
import sys
import threading
from concurrent import futures
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

VERSION = "7.51.1"
_LIMIT = 400 * 1024 * 1024
# What AWS makes up where the program gives nothing, and other resources are given.
_MADE = (
    "name",
    "url",
    "keyId",
    "address",
    "dnsName",
    "zoneId",
    "arnSuffix",
    "resourceId",
    "allocationId",
    "defaultNetworkAclId",
    "defaultRouteTableId",
)


class Double(provider_pb2_grpc.ResourceProviderServicer):
    """The provider protocol, answered from the request alone."""

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.GetSchemaResponse(schema='{"name":"aws","version":"' + VERSION + '"}')

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True, acceptResources=False)

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        same = request.old_inputs == request.news
        changes = provider_pb2.DiffResponse.DIFF_NONE if same else provider_pb2.DiffResponse.DIFF_SOME
        return provider_pb2.DiffResponse(changes=changes)

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        if request.preview:
            return provider_pb2.CreateResponse(id="", properties=request.properties)
        name = request.urn.rpartition("::")[2]
        properties = struct_pb2.Struct()
        properties.CopyFrom(request.properties)
        made = {key: f"{name}-{key}" for key in _MADE if key not in properties}
        properties.update({"arn": f"arn:aws:double:eu-west-1:123456789012:{name}", **made})
        if "aws:iam/policy:Policy" in request.urn and "name" in request.properties:
            # Others name such a policy by the ARN that AWS is known to give it.
            properties.update({"arn": f"arn:aws:iam::123456789012:policy/{properties['name']}"})
        if "manageMasterUserPassword" in properties:
            properties.update({"masterUserSecrets": [{"secretArn": f"arn:aws:double:eu-west-1:123456789012:{name}"}]})
        return provider_pb2.CreateResponse(id=name, properties=properties)

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.UpdateResponse(properties=request.news)

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.InvokeResponse()

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()


def main() -> None:
    """Serves until the engine ends the process; the port on the first line of stdout is the plugin protocol."""
    options = [("grpc.max_receive_message_length", _LIMIT), ("grpc.max_send_message_length", _LIMIT)]
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8), options=options)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Double(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    ended.wait()
    server.stop(0)


if __name__ == "__main__":
    main()
