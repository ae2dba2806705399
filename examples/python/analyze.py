"""Analyses a text with Pullquote and prints who said what.

    pip install grpcio grpcio-tools googleapis-common-protos
    python -m grpc_tools.protoc --proto_path proto --python_out examples/python \
        --grpc_python_out examples/python pullquote/v1/analysis.proto
    python examples/python/analyze.py localhost:50051 examples/article.txt
"""

import json
import pathlib
import sys

import grpc

from pullquote.v1 import analysis_pb2 as api
from pullquote.v1 import analysis_pb2_grpc

SERVICE_CONFIG = pathlib.Path(__file__).parent.parent / "service-config.json"


def connect(target: str) -> analysis_pb2_grpc.TextAnalysisServiceStub:
    options = [
        # Tries again what is safe to try again: a full queue, a server that is restarting.
        ("grpc.service_config", json.dumps(json.loads(SERVICE_CONFIG.read_text()))),
        # Several addresses ("ipv4:10.0.0.1:50051,10.0.0.2:50051") would otherwise be sent as the
        # name of the server, comma and all, which HTTP/2 servers refuse.
        ("grpc.default_authority", "pullquote"),
    ]
    return analysis_pb2_grpc.TextAnalysisServiceStub(grpc.insecure_channel(target, options))


def main(target: str, path: str) -> None:
    text = pathlib.Path(path).read_text(encoding="utf-8")
    request = api.AnalyzeRequest(
        document=api.Document(id=path, text=text),
        options=api.AnalyzeOptions(
            # Python strings are indexed by code points.
            offset_unit=api.OFFSET_UNIT_UTF32,
            # The text is at hand: no need to send pieces of it back.
            omit_text=True,
        ),
    )
    answer = connect(target).Analyze(request, timeout=10)

    def cut(span: api.Span) -> str:
        return text[span.start : span.end]

    for quote in answer.quotes:
        speaker = quote.speaker.name or cut(quote.speaker.span) or "(no speaker)"
        print(f"{speaker}: {' … '.join(map(cut, quote.content))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
