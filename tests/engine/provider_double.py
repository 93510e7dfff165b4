"""A stand-in for the AWS provider plugin, so that the real engine runs without an account.

It echoes inputs as outputs. At preview it leaves everything computed unknown, as a first preview does; at update it
makes up what AWS would (made.py). It refuses nothing and calls nobody.
"""

import signal
import sys
import threading
from concurrent import futures
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from tests.engine.made import id_of, made
from tests.support.styles import LOOK_UPS

VERSION = "7.51.1"
_ANSWERS = {
    # The one look-up of our own program: an outside directory's password, in the test-only stack that has one.
    "aws:secretsmanager/getSecretVersion:getSecretVersion": {"id": "looked-up", "secretString": "looked up"},
    **LOOK_UPS,
}
_LIMIT = 400 * 1024 * 1024


class Double(provider_pb2_grpc.ResourceProviderServicer):
    """The provider protocol, answered from the requests alone."""

    def __init__(self) -> None:
        self._region = ""
        self._zones: dict[str, str] = {}

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
        self._region = request.args["region"]
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
        token = request.urn.rpartition("::")[0].rpartition("::")[2].rpartition("$")[2]
        name = request.urn.rpartition("::")[2]
        given = json_format.MessageToDict(request.properties)
        if "availabilityZone" in given:
            self._zones[name] = given["availabilityZone"]
        properties = struct_pb2.Struct()
        properties.CopyFrom(request.properties)
        properties.update(made(token, name, self._region, given, self._zones))
        return provider_pb2.CreateResponse(id=id_of(token, name, given), properties=properties)

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        # What was made up at first stays, as an ARN does.
        properties = struct_pb2.Struct()
        properties.CopyFrom(request.olds)
        properties.MergeFrom(request.news)
        return provider_pb2.UpdateResponse(properties=properties)

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").update(_ANSWERS[request.tok])
        return response

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
