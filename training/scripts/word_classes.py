#!/usr/bin/env python3
"""Sort words into classes, for the taggers of names and quotes.

usage: word_classes.py VECTORS.tsv CLUSTERS.tsv OUT.tsv ANNOTATED.jsonl...

VECTORS.tsv      a vector for each word as it is written, numbers separated by spaces
CLUSTERS.tsv     the paths in a Brown clustering for each word in lower case, the longest its own
ANNOTATED.jsonl  texts with names, to learn from what kinds of names words are part of
OUT.tsv          gets a line for each word: the word, its class by its vector (4095: none), its class by
                 the kinds of names that words with such vectors are part of, its cluster (2047: none)

The first bits of a class are a coarser class: vectors are split in two by 2-means, time and again;
clusters are numbered in the order of their paths. Words with a vector but without a cluster are rare,
and left out. Needs numpy.
"""
import sys

import numpy as np

import word_types

VECTOR_DEPTH = 12
TYPE_DEPTH = 8
# How much a word counts that no annotated text has, beside the root of how often one has others.
RARE = 0.02
NO_VECTOR = (1 << VECTOR_DEPTH) - 1
NO_CLUSTER = (1 << 11) - 1


def split(vectors, weights, random):
    """The half of each vector by weighted 2-means from two random ones."""
    a, b = vectors[random.choice(len(vectors), 2, replace=False, p=weights / weights.sum())]
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
        a = np.average(vectors[~half], 0, weights[~half])
        b = np.average(vectors[half], 0, weights[half])
    return half


def tree(vectors, weights, depth):
    """The class of each vector, `depth` bits."""
    random = np.random.default_rng(1)
    classes = np.zeros(len(vectors), np.int64)
    for _ in range(depth):
        order = np.argsort(classes, kind="stable")
        bounds = np.flatnonzero(np.diff(classes[order])) + 1
        classes <<= 1
        for members in np.split(order, bounds):
            if len(members) > 1:
                classes[members] += split(vectors[members], weights[members], random)
    return classes


def read_clusters(path):
    with open(path, encoding="utf-8") as file:
        pairs = [line.rstrip("\n").split("\t") for line in file]
    path_of = {word: max(paths.split(), key=len) for word, paths in pairs}
    number = {path: number for number, path in enumerate(sorted(set(path_of.values())))}
    return {word: number[path] for word, path in path_of.items()}


def read_vectors(path, known):
    words, vectors = [], []
    with open(path, encoding="utf-8") as file:
        for line in file:
            word, numbers = line.rstrip("\n").split("\t")
            if word.lower() in known:
                words.append(word)
                vectors.append(np.array(numbers.split(), np.float32))
    vectors = np.array(vectors)
    return words, vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def main(vectors_path, clusters_path, out, annotated):
    cluster_of = read_clusters(clusters_path)
    words, vectors = read_vectors(vectors_path, cluster_of)
    counts = word_types.count_words(annotated)
    weights = np.array([RARE + counts[word] ** 0.5 for word in words])
    by_vector = tree(vectors, weights, VECTOR_DEPTH)
    types = np.sqrt(word_types.predict(words, vectors, annotated))
    by_type = tree(types, np.ones(len(words)), TYPE_DEPTH)
    with open(out, "w", encoding="utf-8") as file:
        for word, a, b in zip(words, by_vector, by_type):
            file.write(f"{word}\t{min(int(a), NO_VECTOR - 1)}\t{b}\t{cluster_of[word.lower()]}\n")
        for word in sorted(set(cluster_of) - {word.lower() for word in words}):
            file.write(f"{word}\t{NO_VECTOR}\t0\t{cluster_of[word]}\n")


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:4], sys.argv[4:])
