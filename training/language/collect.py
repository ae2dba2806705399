#!/usr/bin/env python3
"""Gathers the text that the language model is trained on: DIR/<class>.txt, one line a sentence.

usage: collect.py DIR

A class is a language, with its script where it has several: sr-Latn, zh-Hant. Everything comes from
package registries by their ordinary clients (cargo, npm, pip, apt-get), at the versions below:

  lingua's language-model crates 1.3.0   1 000 sentences of news and web text for each of 75 languages,
                                         and 8 000 to 32 000 lines of words drawn from n-grams counted in a million
                                         sentences of news (see training/src/language/words.rs), all out of
                                         Leipzig's Wortschatz corpora (CC BY 4.0); Apache-2.0
  npm cldr-annotations-full 48.2.0       names and keywords of symbols in 140 languages; Unicode-3.0
  npm stopwords-iso 1.1.0                function words; MIT
  Debian's libreoffice-help-gl, libreoffice-l10n-*, firefox-esr-l10n-*
                                         help and messages for languages that the first lacks; MPL-2.0
  pip opencc-python-reimplemented 0.1.7  to write Chinese in traditional characters; Apache-2.0

Nothing in it comes from translations of the Universal Declaration of Human Rights, which the
detector is measured on: that is why the trigram lists of franc and its kin are not used.
"""
import html, json, pathlib, re, struct, subprocess, sys, tarfile, zipfile

CRATES = """afrikaans:af albanian:sq arabic:ar armenian:hy azerbaijani:az basque:eu belarusian:be bengali:bn
bokmal:nb bosnian:bs bulgarian:bg catalan:ca chinese:zh croatian:hr czech:cs danish:da dutch:nl english:en
esperanto:eo estonian:et finnish:fi french:fr ganda:lg georgian:ka german:de greek:el gujarati:gu hebrew:he
hindi:hi hungarian:hu icelandic:is indonesian:id irish:ga italian:it japanese:ja kazakh:kk korean:ko latin:la
latvian:lv lithuanian:lt macedonian:mk malay:ms maori:mi marathi:mr mongolian:mn nynorsk:nn persian:fa
polish:pl portuguese:pt punjabi:pa romanian:ro russian:ru serbian:sr shona:sn slovak:sk slovene:sl somali:so
sotho:st spanish:es swahili:sw swedish:sv tagalog:tl tamil:ta telugu:te thai:th tsonga:ts tswana:tn turkish:tr
ukrainian:uk urdu:ur vietnamese:vi welsh:cy xhosa:xh yoruba:yo zulu:zu"""
ANNOTATIONS = {"gl": "gl", "jv": "jv", "ne": "ne", "uz": "uz", "tk": "tk", "ha": "ha", "ig": "ig", "ak": "ak"}
STOP_WORDS = ["gl", "ha"]
# Their scripts decide them, so there is no model that could learn from words.
ALONE_IN_SCRIPT = "zh ja ko th el hy ka bn gu pa ta te".split()
DEBIAN = {"gl": ["libreoffice-help-gl", "libreoffice-l10n-gl", "firefox-esr-l10n-gl"],
          "ne": ["libreoffice-l10n-ne", "firefox-esr-l10n-ne-np"],
          "uz": ["libreoffice-l10n-uz", "firefox-esr-l10n-uz"]}
CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
LATIN = "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š".split()

def run(*command, cwd):
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)

def crates(work):
    """{language: sentences, word pairs and words} of lingua's crates."""
    (work / "src").mkdir(exist_ok=True)
    (work / "src/lib.rs").write_text("")
    (work / "Cargo.toml").write_text(
        '[package]\nname = "sources"\nversion = "0.0.0"\n[workspace]\n[dependencies]\n' + "".join(
            f'lingua-{c.split(":")[0]}-language-model = "=1.3.0"\n' for c in CRATES.split()))
    run("cargo", "vendor", "-q", "vendor", cwd=work)
    for pair in CRATES.split():
        name, code = pair.split(":")
        folder = work / f"vendor/lingua-{name}-language-model/testdata"
        yield code, [line for part in ("sentences", "word-pairs", "single-words")
                     for line in (folder / f"{part}.txt").read_text("utf-8").splitlines()]

# Those that are most easily taken for each other get more words.
CLOSE = "bs hr sr da nb nn id ms cs sk".split()

def words(work, name, code):
    """Lines of words drawn from the n-gram model in a crate of lingua's."""
    model = work / f"vendor/lingua-{name}-language-model/models/ngrams.fst"
    command = ["cargo", "run", "-q", "--release", "-p", "pullquote-training", "--",
               "language-words", model, "--lines", "32000" if code in CLOSE else "8000"]
    root = pathlib.Path(__file__).resolve().parents[2]
    return subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True).stdout

def npm(work, package, version):
    run("npm", "pack", "--silent", f"{package}@{version}", cwd=work)
    return tarfile.open(next(work.glob(f"{package}-*.tgz")))

def annotations(archive):
    for folder, name in ANNOTATIONS.items():
        for kind in ("annotations", "annotationsDerived"):
            try:
                file = archive.extractfile(f"package/{kind}/{folder}/annotations.json")
            except KeyError:
                continue
            entries = json.load(file)[kind]["annotations"]
            yield name, [" ".join(e.get("tts", []) + e.get("default", [])) for e in entries.values()]

def debian(work, package):
    run("apt-get", "download", package, cwd=work)
    folder = work / package
    run("dpkg-deb", "-x", next(work.glob(f"{package}_*.deb")), folder, cwd=work)
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".mo":
            yield from messages(path.read_bytes())
        elif path.suffix == ".html":
            body = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", path.read_text("utf-8"))
            yield from (html.unescape(t) for t in re.findall(r"<(?:p|td|h\d)[^>]*>([^<]{30,})<", body))
        elif path.suffix == ".xpi":
            archive = zipfile.ZipFile(path)
            for name in sorted(archive.namelist()):
                if name.endswith(".ftl"):
                    yield from re.findall(r"(?m)^\s*[\w.-]+ = (.+)$", archive.read(name).decode())

def messages(data):
    """Translations in a gettext .mo file."""
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, _, table = struct.unpack(order + "3I", data[8:20])
    for i in range(1, count):
        length, offset = struct.unpack(order + "2I", data[table + 8 * i:table + 8 * i + 8])
        yield data[offset:offset + length].split(b"\0")[0].decode("utf-8", "ignore")

def is_english(text):
    """Messages that nobody translated."""
    words = text.lower().split()
    return sum(w in ("the", "of", "and", "is", "to", "for", "this", "with", "file", "not") for w in words) * 8 > len(words)

def clean(text):
    text = re.sub(r"<[^>]*>|\{[^}]*\}|%\w+|\$\S+|&\w+;|[~_&]", " ", text)
    return " ".join(text.split())

def serbian_latin(text):
    table = dict(zip(CYRILLIC, LATIN)) | {c.upper(): l.capitalize() for c, l in zip(CYRILLIC, LATIN)}
    return "".join(table.get(c, c) for c in text)

def main(folder):
    out = pathlib.Path(folder); out.mkdir(parents=True, exist_ok=True)
    work = (out / "work").resolve(); work.mkdir(exist_ok=True)
    lines = {}
    for code, text in crates(work):
        lines.setdefault(code, []).extend(text)
    for name, text in annotations(npm(work, "cldr-annotations-full", "48.2.0")):
        lines.setdefault(name, []).extend(text)
    stop = json.load(npm(work, "stopwords-iso", "1.1.0").extractfile("package/stopwords-iso.json"))
    for code in STOP_WORDS:
        listed = stop[code]
        lines.setdefault(code, []).extend(" ".join(listed[i:i + 8]) for i in range(0, len(listed), 8))
    for code, packages in DEBIAN.items():
        for package in packages:
            lines.setdefault(code, []).extend(debian(work, package))
    run(sys.executable, "-m", "pip", "install", "-q", "--target", "opencc", "opencc-python-reimplemented==0.1.7", cwd=work)
    sys.path.insert(0, str(work / "opencc"))
    import opencc
    chinese = lines.pop("zh")
    lines["zh-Hans"] = [opencc.OpenCC("t2s").convert(line) for line in chinese]
    lines["zh-Hant"] = [opencc.OpenCC("s2t").convert(line) for line in chinese]
    serbian = lines.pop("sr")
    lines["sr-Cyrl"] = serbian
    lines["sr-Latn"] = [serbian_latin(line) for line in serbian]
    for name, text in sorted(lines.items()):
        unique = sorted({clean(line) for line in text} - {""})
        if name in DEBIAN:
            unique = [line for line in unique if len(line) >= 12 and not is_english(line)]
        (out / f"{name}.txt").write_text("\n".join(unique) + "\n", "utf-8")
        print(name, len(unique), sum(map(len, unique)))
    for name, code in (pair.split(":") for pair in CRATES.split()):
        if code not in ALONE_IN_SCRIPT:
            append(out, code, words(work, name, code))

def append(out, code, text):
    texts = {"sr-Cyrl": text, "sr-Latn": serbian_latin(text)} if code == "sr" else {code: text}
    for name, text in texts.items():
        with open(out / f"{name}.txt", "a", encoding="utf-8") as file:
            file.write(text)

if __name__ == "__main__":
    if len(sys.argv) != 2: sys.exit(__doc__)
    main(sys.argv[1])
