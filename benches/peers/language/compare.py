#!/usr/bin/env python3
"""Tables of how well languages are told.

usage: compare.py news                              our news sentences as JSON lines, to be answered
       compare.py accuracy GOLD ANSWERS=LANGUAGES…  right answers, over all of GOLD's languages and over
                                                    those in the file LANGUAGES (what the detector knows)
       compare.py languages GOLD ANSWERS…           right answers for each language
       compare.py reliability GOLD:ANSWERS…         how often answers of each confidence are right

Codes are compared as ISO 639-3. Our answers are BCP-47, which writes gl, ha and ig where ISO 639-3 has
glg, hau and ibo; score.py does not know these three pairs and counts them as wrong.
"""
import collections, json, pathlib, sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
ISO3 = dict(reversed(line.split()) for line in (ROOT / "training/src/language/iso639.txt").read_text().splitlines())

def load(path):
    return {d["id"]: d for d in map(json.loads, open(path, encoding="utf-8"))}

def iso3(code):
    code = code.split("-")[0]
    return ISO3.get(code, code)

def answer(document):
    return iso3((document or {}).get("language", {}).get("code", "und"))

def news():
    for number, line in enumerate((ROOT / "core/tests/language/news.txt").read_text("utf-8").splitlines()):
        if line.startswith("# "):
            code, script = line[2:].split()
        else:
            yield {"id": f"{code}-{script}-{number}", "language": iso3(code), "text": line}

def accuracy(gold_path, pairs):
    gold = load(gold_path)
    every = {iso3(g["language"]) for g in gold.values()}
    for pair in pairs:
        path, _, known = pair.partition("=")
        answers = load(path)
        row = []
        for languages in [every] + ([every & set(open(known).read().split())] if known else []):
            texts = [i for i, g in gold.items() if iso3(g["language"]) in languages]
            right = sum(answer(answers.get(i)) == iso3(gold[i]["language"]) for i in texts)
            row.append(f"{len(languages):3} languages {100 * right / len(texts):6.2f} % of {len(texts)}")
        print(f"{path:40} {'   '.join(row)}")

def languages(gold_path, paths):
    gold = load(gold_path)
    answers = [load(path) for path in paths]
    table = collections.defaultdict(lambda: [0] * (len(paths) + 1))
    for i, g in gold.items():
        row = table[i.rsplit("-", 1)[0] if gold_path.endswith("news.jsonl") else g["language"]]
        row[0] += 1
        for column, predicted in enumerate(answers, 1):
            row[column] += answer(predicted.get(i)) == iso3(g["language"])
    for name, (count, *right) in table.items():
        print(f"{name:10} {count:4}  " + "  ".join(f"{n:4}" for n in right))
    print(f"{'all':10} {sum(r[0] for r in table.values()):4}  " + "  ".join(
        f"{sum(r[c] for r in table.values()):4}" for c in range(1, len(paths) + 1)))

def reliability(pairs):
    bins = collections.defaultdict(lambda: [0, 0, 0.0])
    reliable = [0, 0]
    for pair in pairs:
        gold, answers = map(load, pair.split(":"))
        for i, g in gold.items():
            language = answers[i]["language"]
            confidence = language.get("confidence", 0.0)
            right = answer(answers[i]) == iso3(g["language"])
            edge = next(e for e in (0.995, 0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.0) if confidence >= e)
            cell = bins[edge]
            cell[0] += 1; cell[1] += right; cell[2] += confidence
            if language.get("reliable"):
                reliable[0] += 1; reliable[1] += right
    for edge, (count, right, sum_) in sorted(bins.items()):
        print(f"from {edge:5}: {count:5} answers, mean confidence {sum_ / count:.3f}, right {right / count:.3f}")
    total = sum(c for c, _, _ in bins.values())
    print(f"reliable: {reliable[0]} of {total}, right {reliable[1] / max(1, reliable[0]):.4f}; "
          f"expected calibration error {sum(abs(s - r) for c, r, s in bins.values()) / total:.4f}")

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["news"]: [print(json.dumps(d, ensure_ascii=False)) for d in news()]
        case ["accuracy", gold, *pairs]: accuracy(gold, pairs)
        case ["languages", gold, *paths]: languages(gold, paths)
        case ["reliability", *pairs]: reliability(pairs)
        case _: sys.exit(__doc__)
