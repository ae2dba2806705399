"""A Python client of code generated from our proto, slicing by code points.

    client.py HOST:PORT TEXT_FILE
"""

import sys

import grpc
from google.protobuf.json_format import MessageToDict
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from answer import check
from pullquote.v1 import analysis_pb2 as api
from pullquote.v1 import analysis_pb2_grpc

OPTIONS = api.AnalyzeOptions(offset_unit=api.OFFSET_UNIT_UTF32)


def slices(answer: api.AnalyzeResponse, text: str) -> int:
    assert answer.offset_unit == api.OFFSET_UNIT_UTF32
    return check(MessageToDict(answer), text, "utf32")


def unary(stub, text: str) -> str:
    document = api.Document(id="unary", text=text)
    answer = stub.Analyze(api.AnalyzeRequest(document=document, options=OPTIONS), timeout=20)
    assert answer.id == "unary"
    return f"{slices(answer, text)} spans slice the text by utf32"


def batch(stub, text: str) -> str:
    texts = [text, "", text[::-1]]
    documents = [api.Document(id=str(at), text=text) for at, text in enumerate(texts)]
    request = api.BatchAnalyzeRequest(documents=documents, options=OPTIONS)
    results = stub.BatchAnalyze(request, timeout=20).results
    assert [(r.index, r.id) for r in results] == [(0, "0"), (1, "1"), (2, "2")]
    slices(results[0].analysis, text)
    assert not results[1].analysis.sentences
    return "a batch of 3 is answered in order"


def stream(stub, text: str) -> str:
    def requests():
        for at in range(100):
            document = api.Document(id=f"s{at}", text=f"{at} {text}")
            # The options of the first message hold for those after it.
            yield api.StreamAnalyzeRequest(document=document, options=OPTIONS if at == 0 else None)

    ids = []
    for response in stub.StreamAnalyze(requests(), timeout=60):
        result = response.result
        slices(result.analysis, f"{result.index} {text}")
        ids.append(result.id)
    assert ids == [f"s{at}" for at in range(100)], ids
    return "a stream of 100 is answered in order"


def refusal(stub, text: str) -> str:
    options = api.AnalyzeOptions(offset_unit=99)
    try:
        stub.Analyze(api.AnalyzeRequest(document=api.Document(text=text), options=options), timeout=20)
    except grpc.RpcError as error:
        status = rpc_status.from_call(error)
        assert error.code() == grpc.StatusCode.INVALID_ARGUMENT, error
        details = error_details_pb2.BadRequest()
        assert any(detail.Unpack(details) for detail in status.details), status
        field = details.field_violations[0].field
        assert field == "options.offset_unit", field
        return f"an unknown unit is refused, naming {field}"
    raise AssertionError("an unknown unit was taken")


def several_addresses(target: str, text: str) -> str:
    # Without an authority of its own a target of several addresses is sent as the server's name,
    # comma and all, which HTTP/2 forbids.
    options = [("grpc.default_authority", "pullquote"), ("grpc.lb_policy_name", "round_robin")]
    with grpc.insecure_channel(f"ipv4:{target},{target}", options) as channel:
        return "several addresses: " + unary(analysis_pb2_grpc.TextAnalysisServiceStub(channel), text)


def main(target: str, path: str) -> None:
    text = open(path, encoding="utf-8", newline="").read()
    with grpc.insecure_channel(target) as channel:
        stub = analysis_pb2_grpc.TextAnalysisServiceStub(channel)
        for call in (unary, batch, stream, refusal):
            print(call(stub, text))
    print(several_addresses(target, text))


if __name__ == "__main__":
    main(*sys.argv[1:])
