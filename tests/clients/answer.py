"""Checks an AnalyzeResponse in JSON on standard input against the text that was sent.

    grpcurl … Analyze | answer.py utf8|utf32 TEXT_FILE

Every span has to slice the text to exactly what the span says it covers. Exits with 1 otherwise.
"""

import json
import sys

# What a unit slices, and how one gets back from a slice to text.
UNITS = {
    "utf8": (lambda text: text.encode("utf-8"), lambda piece: piece.decode("utf-8")),
    "utf32": (lambda text: text, lambda piece: piece),
}


def spans(value):
    """Yields every span in a JSON value as (start, end, text)."""
    if isinstance(value, list):
        for item in value:
            yield from spans(item)
    elif isinstance(value, dict):
        if "end" in value:
            # The JSON mapping lets a 0 be left out.
            yield value.get("start", 0), value["end"], value["text"]
        for item in value.values():
            yield from spans(item)


def check(answer: dict, text: str, unit: str) -> int:
    """Gives the number of spans after checking them all."""
    units, to_text = UNITS[unit][0](text), UNITS[unit][1]
    count = 0
    for start, end, expected in spans(answer):
        assert start < end <= len(units), (start, end, len(units))
        found = to_text(units[start:end])
        assert found == expected, (start, end, found, expected)
        count += 1
    for part in ("sentences", "entities", "quotes"):
        assert answer[part], f"no {part} in the answer"
    return count


def main(unit: str, path: str) -> None:
    text = open(path, encoding="utf-8", newline="").read()
    print(check(json.load(sys.stdin), text, unit), "spans slice the text by", unit)


if __name__ == "__main__":
    main(*sys.argv[1:])
