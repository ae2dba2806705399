#!/usr/bin/env python3
"""Names beside spaCy.

usage: compare.py predict MODEL < DOCUMENTS > PREDICTED     spaCy's names, for score.py entities
       compare.py speed DOCUMENTS ROUNDS PULLQUOTE MODEL…   words a second of the program and of each model
       --whole        all of the model, not its names alone
       --as-they-are  names with their "the" and "'s"

MODEL is what spacy.load takes, an installed package or a directory; needs `pip install spacy`. Of a model
only the part that finds names is loaded, which in the English models has layers of its own. Without the
parser, names may cross the ends of sentences, which changes one name in some hundreds.

OntoNotes' types become ours. Its names take in "the" and "'s", which most in the sets leave out, so both are
cut off. Spans are in code points.

For speed all run on one core, to which the script binds itself (Linux), spaCy in batches of each of BATCHES
documents and `pullquote analyze --jsonl --threads 1 --analyses entities`, in turn, as often as ROUNDS says.
Words are what white space parts, the same for all. spaCy's time begins with texts in memory, after loading
and a first document, and ends with its spans; ours is that of the whole program: start, models, JSON in and
out. Processor time is what counts, as others may be using the core; the last column is our time as a part of
theirs.
"""
import os

for name in ("OMP", "OPENBLAS", "MKL", "BLIS"):
    os.environ[f"{name}_NUM_THREADS"] = "1"

import json
import re
import resource
import subprocess
import sys
import time

import spacy

TYPES = {"PERSON": "PERSON", "ORG": "ORGANIZATION", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION",
         "NORP": "NATIONALITY", "EVENT": "OTHER", "WORK_OF_ART": "OTHER", "PRODUCT": "OTHER", "LAW": "OTHER",
         "LANGUAGE": "OTHER"}
BATCHES = (1, 16, 256)
OTHERS = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
FLAGS = {flag for flag in ("--whole", "--as-they-are") if flag in sys.argv}


def load(model):
    return spacy.load(model, exclude=() if "--whole" in FLAGS else OTHERS)


def cut(text, start, end):
    span = text[start:end]
    start += len(re.match(r"\s*(?:the\s+)?", span, re.I).group())
    return start, end - len(re.search(r"(?:['’]s)?\s*$", span, re.I).group())


def predict(model):
    nlp = load(model)
    documents = [json.loads(line) for line in sys.stdin]
    for document, doc in zip(documents, nlp.pipe(d["text"] for d in documents)):
        entities = []
        for entity in doc.ents:
            start, end = entity.start_char, entity.end_char
            if "--as-they-are" not in FLAGS:
                start, end = cut(document["text"], start, end)
            if entity.label_ in TYPES and start < end:
                entities.append({"type": "ENTITY_TYPE_" + TYPES[entity.label_],
                                 "mentions": [{"span": {"start": start, "end": end}}]})
        print(json.dumps({"id": document["id"], "entities": entities}))


def now():
    """Processor time, of finished children too, and wall time."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used), time.perf_counter()


def seconds(run, times):
    before = now()
    for _ in range(times):
        run()
    return tuple((b - a) / times for a, b in zip(before, now()))


def speed(path, rounds, pullquote, models):
    os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
    with open(path, encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    words = sum(len(text.split()) for text in texts)
    command = [pullquote, "analyze", "--jsonl", "--threads", "1", "--analyses", "entities",
               "--offset-unit", "utf32"]

    def program(path):
        return lambda: subprocess.run([*command, path], stdout=subprocess.DEVNULL, check=True)

    def pipe(nlp, size):
        return lambda: [[(e.start_char, e.end_char, e.label_) for e in doc.ents]
                        for doc in nlp.pipe(texts, batch_size=size)]

    # The program's runs are short: each is the mean of ten.
    runs = {"pullquote": (program(path), 10), "pullquote, no documents": (program(os.devnull), 10)}
    for model in models:
        nlp = load(model)
        nlp(texts[0])
        for size in BATCHES:
            runs[f"{nlp.meta['name']} {nlp.meta['version']}, batches of {size}"] = pipe(nlp, size), 1
    measured = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (run, times) in runs.items():
            measured[name].append(seconds(run, times))
    ours = min(measured["pullquote"])[0]
    print(f"{len(texts)} texts, {words} words; fastest of {rounds}: processor and wall seconds, words a second")
    for name, times in measured.items():
        cpu, wall = min(times)
        rate = "" if name.endswith("no documents") else f"{words / cpu:10,.0f}  1/{cpu / ours:.1f}"
        print(f"{name:44} {cpu:8.4f} {wall:8.4f} {rate}")


if __name__ == "__main__":
    match [argument for argument in sys.argv[1:] if argument not in FLAGS]:
        case ["predict", model]: predict(model)
        case ["speed", path, rounds, pullquote, *models]: speed(path, int(rounds), pullquote, models)
        case _: sys.exit(__doc__)
