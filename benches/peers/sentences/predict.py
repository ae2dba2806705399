#!/usr/bin/env python3
"""Sentences of a peer, for score.py: predict.py sentencex|pysbd < documents.jsonl > predicted.jsonl

Needs `pip install sentencex pysbd`. Spans are in code points, as the peers' pieces are found again in
the text.
"""
import json
import sys


def sentencex(text):
    from sentencex import segment

    return segment("en", text)


def pysbd(text):
    import pysbd

    return pysbd.Segmenter(language="en", clean=False).segment(text)


def spans(text, pieces):
    at = 0
    for piece in map(str.strip, pieces):
        start = text.find(piece, at)
        if piece and start >= 0:
            at = start + len(piece)
            yield {"span": {"start": start, "end": at}}


def main():
    split = {"sentencex": sentencex, "pysbd": pysbd}[sys.argv[1]]
    for line in sys.stdin:
        document = json.loads(line)
        found = list(spans(document["text"], split(document["text"])))
        print(json.dumps({"id": document["id"], "sentences": found}))


main()
