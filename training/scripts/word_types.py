"""What types of names words are part of, learned from their vectors.

A small neural network learns from the annotated names which parts of which types of names (first word of
a person's name, whole name of a place, ...) a word is, from its vector and how it is written. Words are
split in five; what is said of a word comes from the network that did not see its fifth, so that it is worth
as much for words that the annotation has as for those that it lacks.
"""
import collections
import json
import re

import numpy as np

TYPES = ["PER", "ORG", "LOC", "NORP", "MISC"]
LABELS = 1 + 4 * len(TYPES)
FOLDS = 5
HIDDEN = 96
EPOCHS = 30
TOKEN = re.compile(r"[A-Za-zÀ-ɏ][\w.'’-]*")
DEMONYM = re.compile(r"\w+(ese|ian|an|ish|i|s|ch)$")


def type_of(annotation, text):
    kind = annotation["type"]
    name = text[annotation["start"]:annotation["end"]]
    is_people = annotation.get("fine") == "NORP"
    if is_people or (kind == "MISC" and "fine" not in annotation and DEMONYM.match(name)):
        return "NORP"
    return kind


def count_labels(paths, index):
    """For each word of the index that is capitalised or part of a name, how often it is which part."""
    counts = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for document in map(json.loads, file):
                text, label_at = document["text"], {}
                for annotation in document["entities"]:
                    kind = type_of(annotation, text)
                    if kind not in TYPES:
                        continue
                    parts = list(TOKEN.finditer(text, annotation["start"], annotation["end"]))
                    for number, part in enumerate(parts):
                        place = 0 if len(parts) == 1 else 1 if number == 0 else 3 if part is parts[-1] else 2
                        label_at[part.start()] = 1 + 4 * TYPES.index(kind) + place
                for token in TOKEN.finditer(text):
                    word = re.sub(r"['’]s$", "", token.group()).rstrip(".'")
                    row = index.get(token.group(), index.get(word))
                    if row is None and word.isupper():
                        row = index.get(word.capitalize())
                    if row is not None and (token.start() in label_at or word[:1].isupper()):
                        counts.setdefault(row, np.zeros(LABELS))[label_at.get(token.start(), 0)] += 1
    return counts


def count_words(paths):
    """How often the texts have each word as it is written."""
    counts = collections.Counter()
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for document in map(json.loads, file):
                counts.update(TOKEN.findall(document["text"]))
    return counts


def train(inputs, targets, weights, seed):
    """A network with one hidden layer, trained with Adam and dropout."""
    random = np.random.default_rng(seed)
    rows, width = inputs.shape
    network = [
        random.normal(0, (2 / width) ** 0.5, (width, HIDDEN)),
        np.zeros(HIDDEN),
        random.normal(0, (1 / HIDDEN) ** 0.5, (HIDDEN, LABELS)),
        np.zeros(LABELS),
    ]
    network = [part.astype(np.float32) for part in network]
    mean = [np.zeros_like(part) for part in network]
    square = [np.zeros_like(part) for part in network]
    step = 0
    for epoch in range(EPOCHS):
        order = random.permutation(rows)
        for start in range(0, rows, 128):
            batch = order[start:start + 128]
            x = inputs[batch] * (random.random((len(batch), width)) > 0.2)
            weight = weights[batch][:, None] / weights.mean()
            hidden = np.maximum(x @ network[0] + network[1], 0)
            kept = (random.random(hidden.shape) > 0.4) / 0.6
            hidden = hidden * kept
            error = (softmax(hidden @ network[2] + network[3]) - targets[batch]) * weight / len(batch)
            back = (error @ network[2].T) * (hidden > 0) * kept
            gradients = [x.T @ back, back.sum(0), hidden.T @ error, error.sum(0)]
            step += 1
            rate = 1e-3 * (1 - epoch / EPOCHS)
            for i, gradient in enumerate(gradients):
                gradient = gradient + 1e-5 * network[i]
                mean[i] = 0.9 * mean[i] + 0.1 * gradient
                square[i] = 0.999 * square[i] + 0.001 * gradient**2
                change = mean[i] / (1 - 0.9**step) / (np.sqrt(square[i] / (1 - 0.999**step)) + 1e-8)
                network[i] -= (rate * change).astype(np.float32)
    return network


def softmax(logits):
    shares = np.exp(logits - logits.max(1, keepdims=True))
    return shares / shares.sum(1, keepdims=True)


def answer(network, inputs):
    return softmax(np.maximum(inputs @ network[0] * 0.8 + network[1], 0) @ network[2] + network[3])


def look(word):
    """How a word is written."""
    return [
        word[:1].isupper(),
        word.isupper() and len(word) > 1,
        any(letter.isupper() for letter in word[1:]),
        "-" in word,
        "." in word,
    ]


def predict(words, vectors, annotated):
    """For each word how likely it is each part of each type of name, or none; a row each."""
    inputs = np.hstack([vectors / vectors.std() * 0.6, np.array([look(word) for word in words])])
    inputs = inputs.astype(np.float32)
    counts = count_labels(annotated, {word: number for number, word in enumerate(words)})
    known = np.array(sorted(counts))
    targets = np.array([counts[number] for number in known])
    weights = np.sqrt(targets.sum(1)).astype(np.float32)
    targets = (targets / targets.sum(1, keepdims=True)).astype(np.float32)
    fold = np.random.default_rng(0).integers(0, FOLDS, len(words))
    answers = np.zeros((len(words), LABELS), np.float32)
    for number in range(FOLDS):
        seen = fold[known] != number
        network = train(inputs[known[seen]], targets[seen], weights[seen], number)
        answers[fold == number] = answer(network, inputs[fold == number])
    return answers
