"""codebook export, import: a colleague's concerns become one's own."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
OWN = """
[concerns.housing]
label = '=Housing "é 😀"'
means = "who gets a home"
keywords = ["eviction", "social housing"]
was = ["homes", "rent"]
memo = "not the price alone"
colour = "#B5651D"
[concerns.privacy]
label = "Watching people"
[concerns.bias]
was = ["=unfair", "fairness"]
[concerns.environment]
off = true
was = ["climate"]
memo = "Power, water:\\nboth count."
[concerns.old]
off = true
was = ["older"]
"""


@pytest.mark.parametrize("kind", ["csv", "json", "excel"])
def test_what_one_exports_another_reads_by(kind: str, civicdesk: Run, home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "codebook.toml").write_text(OWN, "utf-8")
    book, other = tmp_path / "book", tmp_path / "other"
    how = ["--excel"] if kind == "excel" else ["--format", kind]
    for _ in range(2):  # the second time in the place of the first
        assert civicdesk("codebook", "export", *how, "-o", book).status == 0
    before = civicdesk("codebook", "export", "--format", "json").json
    own = before["concerns"][-1]
    assert (own["keywords"], own["memo"], own["colour"]) == (
        ["eviction", "social housing"], "not the price alone", "#b5651d"
    )  # fmt: skip
    assert {one["id"]: one["was"] for one in (*before["concerns"], *before["off"]) if one["was"]} == {
        "housing": ["homes", "rent"], "bias": ["unfair", "fairness"], "environment": ["climate"], "old": ["older"]
    }  # fmt: skip
    for _ in range(2):
        done = civicdesk("codebook", "import", book, "--replace", "--home", other)
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith("16 concerns in ")
    assert civicdesk("codebook", "export", "--format", "json", "--home", other).json == before


def test_an_import_adds_and_updates_and_switches_off_only_when_asked(
    civicdesk: Run, home: Path, tmp_path: Path
) -> None:
    home.mkdir()
    (home / "codebook.toml").write_text("# by hand\n" + OWN + "[concerns.kept]\nlabel = 'K' # mine\nodd = 1\n", "utf-8")
    book = tmp_path / "book.csv"
    book.write_text("id,label,keywords,memo\nhousing,Homes,evict,also the price\nprivacy,,,\nnew,New,,\n")
    dry = civicdesk("codebook", "import", book, "--dry-run", "--json").json
    assert (dry["added"], dry["updated"], dry["same"], dry["off"]) == (["new"], ["housing"], ["privacy"], {})
    assert (home / "codebook.toml").read_text("utf-8").startswith("# by hand\n" + OWN)
    assert civicdesk("codebook", "import", book).status == 0
    written = (home / "codebook.toml").read_text("utf-8")
    assert all(part in written for part in ("# by hand", "# mine", "odd = 1"))
    now = {one["id"]: one for one in civicdesk("codebook", "export", "--format", "json").json["concerns"]}
    assert len(now) == 18
    assert "environment" not in now
    assert now["housing"]["label"] == "Homes"
    assert now["housing"]["means"] == "who gets a home"
    assert now["housing"]["keywords"] == ["eviction", "social housing", "evict"]
    assert now["housing"]["memo"] == "not the price alone\n\nalso the price"
    assert civicdesk("codebook", "import", book).out.endswith("0 new, 0 changed, 3 as before.\n")
    assert civicdesk("tag", "seed", "kept").status == 0
    done = civicdesk("codebook", "import", book, "--replace")
    assert "switched off: kept, which stands on 1 story\n" in done.out
    assert "switched off: bias, which stands on 0 stories\n" in done.out
    assert civicdesk("undo").out.startswith("Taken back: imported the codebook book.csv")
    assert (home / "codebook.toml").read_text("utf-8") == written


@pytest.mark.parametrize(
    "body",
    [
        "kind;id;label;keywords\r\nconcern;minors;Minors;\"kids\nteens\"\r\n".encode("utf-8-sig"),
        b"sep=;\r\nkind;id;label;keywords\r\nconcern;minors;Minors;\"kids\nteens\"\r\n",
        "kind\tid\tlabel\tkeywords\r\nconcern\tminors\tMinors\t\"kids\nteens\"\r\n".encode("utf-16"),
        "\ufeffkind\tid\tlabel\tkeywords\r\nconcern\tminors\tMinors\t\"kids\nteens\"\r\n".encode("utf-16-be"),
        "kind,id,label,keywords\r\nconcern,minors,Minors,\"kids\nteens\"\r\nrole,x,y,\r\n".encode("utf-16-le"),
        b"Kind;ID;Label;Keywords\nconcern;minors;Minors;\"kids\nteens\"\n;;;\n",
    ],
    ids=["mark", "sep", "unicode text", "big-endian", "without a mark", "headings"],
)  # fmt: skip
def test_a_codebook_is_read_as_excel_saves_it(body: bytes, civicdesk: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_bytes(body)
    assert civicdesk("codebook", "import", book, "--json").json["added"] == ["minors"]
    assert civicdesk("codebook", "show", "Minors", "--json").json["keywords"] == ["kids", "teens"]


def test_letters_of_windows_are_read(civicdesk: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_bytes("id;label;means\ngesundheit;Gesundheit & Würde;nötig – für alle\n".encode("cp1252"))
    assert civicdesk("codebook", "import", book).status == 0
    assert civicdesk("codebook", "show", "gesundheit", "--json").json["means"] == "nötig – für alle"


def test_of_two_spellings_of_one_id_the_first_counts_and_it_is_said(civicdesk: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("kind,id,label,keywords\nconcern,Minors,Minors,kids\nconcern,minors,Children,teens\n")
    done = civicdesk("codebook", "import", book)
    assert done.err == (
        "civicdesk: “Minors” and “minors” are one concern, 'minors': the first counts, with its keywords.\n"
    )
    shown = civicdesk("codebook", "show", "minors", "--json").json
    assert (shown["label"], shown["keywords"]) == ("Minors", ["kids"])


CODES = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="QualCoder"><Codes>
<Code guid="1" name="Harms" isCodable="false">
 <Code guid="2" name="Data loss" isCodable="true" color="#F00"><Description>lost &amp; gone</Description></Code>
 <Code guid="3" name="Other" isCodable="true" color="#AABBCC"/></Code>
<Code guid="4" name="Other" isCodable="true"><Description>two
lines</Description></Code></Codes></CodeBook>"""


@pytest.mark.parametrize("packed", [False, True])
def test_codes_of_other_programs_come_with_names_colours_and_places(
    packed: bool, civicdesk: Run, tmp_path: Path
) -> None:
    book = tmp_path / "book.qdc"
    book.write_text(CODES, "utf-8")
    if packed:
        with zipfile.ZipFile(tmp_path / "book.qdpx", "w") as file:
            file.writestr("project.qde", CODES)
        book = tmp_path / "book.qdpx"
    assert civicdesk("codebook", "import", book, "--json").json["added"] == ["data-loss", "harms-other", "other"]
    found = {one["id"]: one for one in civicdesk("codebook", "list", "--json").json["entries"]}
    loss = found["data-loss"]
    assert (loss["label"], loss["means"], loss["colour"], loss["memo"]) == (
        "Data loss", "lost & gone", "#ff0000", "Part of: Harms"
    )  # fmt: skip
    assert found["harms-other"]["colour"] == "#aabbcc"
    assert (found["other"]["means"], found["other"]["memo"]) == ("two lines", "two\nlines")


def test_a_codebook_of_taguette_is_read(civicdesk: Run, tmp_path: Path) -> None:
    book = tmp_path / "codebook.csv"
    book.write_text('tag,description,number of highlights\nBig Tech,"who, sells",3\ninteresting,,0\n')
    assert civicdesk("codebook", "import", book, "--json").json["added"] == ["big-tech", "interesting"]
    assert civicdesk("codebook", "show", "Big tech", "--json").json["means"] == "who, sells"


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><CodeBook><Codes><Code name="&x;"/></Codes></CodeBook>',
        b"<CodeBook><Codes>", b"<CodeBook/>", b"PK\x03\x04broken",
        b"<CodeBook><Codes>" + b'<Code name="a">' * 60 + b"</Code>" * 60 + b"</Codes></CodeBook>",
    ],
    ids=["entities", "cut", "empty", "zip", "deep"],
)  # fmt: skip
def test_xml_that_is_none_or_not_safe_is_said_in_one_sentence(
    body: bytes, civicdesk: Run, home: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.qdc"
    book.write_bytes(body)
    done = civicdesk("codebook", "import", book)
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert not (home / "codebook.toml").exists()


def test_a_codebook_that_can_not_be_read_is_kept_unless_it_is_forced(
    civicdesk: Run, home: Path, tmp_path: Path
) -> None:
    home.mkdir()
    (home / "codebook.toml").write_text("[concerns.x\n", "utf-8")
    book = tmp_path / "book.csv"
    book.write_text("id,label\nown,Own\n")
    assert civicdesk("codebook", "import", book).status == 1
    assert (home / "codebook.toml").read_text("utf-8") == "[concerns.x\n"
    assert civicdesk("codebook", "import", book, "--force").status == 0
    assert civicdesk("undo").status == 0
    assert (home / "codebook.toml").read_text("utf-8") == "[concerns.x\n"


@pytest.mark.parametrize(
    ("kind", "body"),
    [("json", b"x"), ("json", b"[1]"), ("json", b'{"concerns": [3]}'), ("json", b'{"concerns": [{"label": "x"}]}'),
     ("json", b'{"concerns": []}'), ("json", b'{"concerns": [], "off": [{"id": "a", "was": ["b"]}]}'),
     ("json", b'{"concerns": [{"id": "a"}], "off": [3]}'), ("csv", b"kind,id,was\noff,a,b\n"),
     ("csv", b"a,b\n1,2\n"), ("csv", b'"open'), ("csv", b"\xff"), ("csv", b"")],
)  # fmt: skip
def test_a_file_that_is_no_codebook_is_told_and_changes_nothing(
    kind: str, body: bytes, civicdesk: Run, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "book"
    path.write_bytes(body)
    done = civicdesk("codebook", "import", path, "--format", kind)
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert not (home / "codebook.toml").exists()


def test_a_hostile_label_is_harmless(civicdesk: Run, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.json"
    label = 'x"\n[keys]\n\x1b[31m\\u0000'
    concerns = [
        {"id": "own", "label": label, "keywords": ["a\nb"], "was": 3},
        {"id": "bias", "keywords": {"a": 1}, "was": ["c]\n[x", 7, None]},
    ]
    path.write_text(json.dumps({"concerns": concerns}))
    assert civicdesk("codebook", "import", path, "--format", "json").status == 0
    done = civicdesk("codebook", "export", "--format", "json")
    found = {one["id"]: one for one in done.json["concerns"]}
    assert (done.err, len(found)) == ("", 17)
    assert (found["bias"]["was"], found["own"]["was"]) == (["c-x"], [])
    assert "\x1b" not in (home / "codebook.toml").read_text("utf-8")


SPELLINGS = [
    "Caf\u00e9",
    "Cafe\u0301",
    "facial-recognition",
    "facial_recognition",
    "Privacy and surveillance",
    "C",
    "C++",
]


def test_spellings_of_a_tag_are_one_and_other_words_are_not(civicdesk: Run) -> None:
    for written in SPELLINGS:
        assert civicdesk("tag", "seed", written).status == 0
    tags = civicdesk("tag", "seed", "caf\u00e9", "--json").json["tags"]
    assert sorted(tags) == sorted(["caf\u00e9", "facial-recognition", "privacy", "c", "c++"])
    for asked in ("tag:facial_recognition", 'tag:"Privacy & Surveillance"', "tag:C++", "tag:Cafe\u0301"):
        assert civicdesk("count", asked).out.strip().startswith("1")
    assert civicdesk("count", "tag:c#").out.strip().startswith("0")
    assert civicdesk("tag", "seed", "facial recognition", "--remove", "--json").json["tags"] == [
        tag for tag in tags if tag != "facial-recognition"
    ]


def test_tags_are_renamed_merged_split_and_deleted_and_each_is_one_step(civicdesk: Run, home: Path) -> None:
    civicdesk("tag", "seed", "facial_recognition", "--severity", "high")
    civicdesk("tag", "seed", "biometrics", "--severity", "low", "--certainty", "confirmed")

    dry = civicdesk("codebook", "merge", "Facial recognition", "biometrics", "--dry-run", "--json").json
    assert dry["stories"] == 1
    assert not (home / "codebook.toml").exists()
    merged = civicdesk("codebook", "merge", "Facial recognition", "biometrics", "--json").json
    assert merged == {"id": "facial-recognition", "became": "biometrics", "stories": 1, "whole": True}
    assert civicdesk("tag", "seed", "facial_recognition", "--json").json["tags"] == ["biometrics"]
    assert civicdesk("count", "tag:facial-recognition").out.strip().startswith("1")
    assert civicdesk("codebook", "rename", "biometrics", "Body data").status == 0
    assert civicdesk("codebook", "split", "body data", "faces", "tag:body-data").status == 0
    assert civicdesk("codebook", "list", "--json").json["entries"][-1] | {"stories": 1} == (
        civicdesk("codebook", "show", "faces", "--json").json
    )
    assert civicdesk("codebook", "delete", "faces").status == 0
    assert civicdesk("count", "is:tagged").out.strip().startswith("0")
    for _ in range(4):
        assert civicdesk("undo").status == 0
    assert sorted(civicdesk("tag", "seed", "biometrics", "--json").json["tags"]) == ["biometrics", "facial-recognition"]


def test_what_can_not_be_changed_is_said_and_changes_nothing(civicdesk: Run, home: Path) -> None:
    civicdesk("tag", "seed", "a", "b")
    for words in (["rename", "nobody", "x"], ["rename", "a", "b"], ["rename", "a", "Privacy & surveillance"],
                  ["rename", "a", "🤖"], ["merge", "a", "A"], ["merge", "a", "nobody"], ["split", "a", "A", "x"],
                  ["delete", "nobody"], ["memo", "nobody", "x"], ["memo", "a", "x" * 4001]):  # fmt: skip
        done = civicdesk("codebook", *words)
        assert (done.status, done.err.count("\n")) == (1, 1), words
    assert civicdesk("codebook", "split", "a", "x").status == 2
    assert not (home / "codebook.toml").exists()


def test_a_built_in_concern_keeps_its_id_and_gets_a_label(civicdesk: Run, home: Path) -> None:
    civicdesk("tag", "seed", "privacy", "bias")
    assert civicdesk("codebook", "rename", "privacy", "Being watched").status == 0
    assert (home / "codebook.toml").read_text("utf-8") == '[concerns.privacy]\nlabel = "Being watched"\n'
    assert civicdesk("tag", "seed", "being watched", "--json").json["tags"] == ["privacy", "bias"]
    assert civicdesk("codebook", "merge", "bias", "being watched").status == 0
    assert civicdesk("tag", "seed", "bias", "--json").json["tags"] == ["privacy"]
    assert civicdesk("codebook", "show", "bias", "--json").status == 0


def test_a_memo_is_kept_shown_and_taken_away(civicdesk: Run, home: Path) -> None:
    assert civicdesk("codebook", "memo", "privacy", 'Not "theft"\nby others').out == 'Not "theft"\nby others\n'
    assert civicdesk("codebook", "memo", "privacy", "--json").json["memo"] == 'Not "theft"\nby others'
    assert "  | by others\n" in civicdesk("codebook", "show", "privacy").out
    assert civicdesk("codebook", "memo", "privacy", "").status == 0
    assert (home / "codebook.toml").read_text("utf-8").startswith("# There are no concerns")
    assert civicdesk("undo").status == 0
    assert civicdesk("codebook", "memo", "privacy", "--json").json["memo"] == 'Not "theft"\nby others'


def test_the_codebook_that_a_decision_names_stays_readable(civicdesk: Run) -> None:
    assert civicdesk("codebook", "versions", "--json").json == []
    civicdesk("tag", "seed", "privacy")
    civicdesk("codebook", "rename", "privacy", "Being watched")
    civicdesk("tag", "seed", "bias")
    first, second = civicdesk("codebook", "versions", "--json").json
    assert (first["current"], second["current"]) == (False, True)
    labels = [
        civicdesk("codebook", "show", one["version"], "--json").json["concerns"][0]["label"] for one in (first, second)
    ]
    assert labels == ["Privacy & surveillance", "Being watched"]
    assert civicdesk("codebook", "show", first["version"][:6], "--json").json["version"] == first["version"]


def test_what_changes_nothing_says_so_and_leaves_no_step(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "gdpr")
    civicdesk("codebook", "rename", "gdpr", "GDPR")
    civicdesk("codebook", "delete", "environment")
    for words, said in (
        (["split", "gdpr", "privacy", "nosuchword"], "No story of 'gdpr' is found by 'nosuchword'"),
        (["rename", "gdpr", "GDPR"], "'gdpr' is called so already"),
        (["delete", "environment"], "'environment' is on no story, and no concern any more"),
    ):
        done = civicdesk("codebook", *words)
        assert (done.status, done.out, done.err) == (1, "", f"civicdesk: {said}; nothing was changed.\n")
    assert civicdesk("undo").out.startswith("Taken back: deleted environment")


def test_only_who_looks_at_the_codebook_hears_that_a_tag_is_never_suggested(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "gdpr")
    assert civicdesk("codebook", "rename", "gdpr", "GDPR").err == ""
    assert civicdesk("count").err == ""
    hint = "codebook.toml: 'gdpr' has no keywords, so it is never suggested.\n"
    assert civicdesk("codebook", "list").err == f"civicdesk: {hint}"
    assert civicdesk("doctor").out.count("'gdpr' has no keywords") == 1


@pytest.mark.parametrize("row", ["concern {}", "same", "---", "off {}"])
def test_more_concerns_than_a_codebook_has_are_refused_at_once(
    row: str, civicdesk: Run, home: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.csv"
    rows = (f"{'off' if row.startswith('off') else 'concern'},{row.format(at)}\n" for at in range(20_000))
    book.write_text("kind,id\nconcern,first\n" + "".join(rows))
    done = civicdesk("codebook", "import", book)
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert "has more than 500 concerns, the most of a codebook: import a part of it." in done.err
    assert not (home / "codebook.toml").exists()


def test_what_was_done_is_told_by_the_names_that_are_read(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "privacy", "gdpr", "c")
    for words, said in (
        (["rename", "privacy", "Datenschutz"], "Privacy & surveillance is called Datenschutz now: 1 story."),
        (["rename", "gdpr", "Data law"], "gdpr is called Data law now: 1 story."),
        (["rename", "c", "C*"], "c is called C* now: 1 story."),
        (["merge", "data-law", "privacy"], "Merged Data law into Datenschutz: 1 story."),
    ):
        assert civicdesk("codebook", *words).out == f"{said} civicdesk undo takes it back.\n"
    done = civicdesk("codebook", "rename", "privacy", "---")
    assert (done.status, done.err) == (1, "civicdesk: '---' can't be a tag: write letters or digits.\n")
