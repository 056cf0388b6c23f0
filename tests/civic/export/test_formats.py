"""The registry of export formats: every one writes by one signature, and each is known by the file that it makes."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from civic.codebook import DEFAULT
from civic.export import Entry, is_export
from civic.export.formats import FORMATS, Context, format_of

CONTEXT = Context(DEFAULT, datetime(2026, 11, 23, tzinfo=UTC), "A title", "about", "name", "ada")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_what_is_known_again_as_an_export(name: str, full: Entry) -> None:
    text = "".join(FORMATS[name].write([full], CONTEXT))
    assert is_export(text[:200])
    assert FORMATS[name].help
    assert all(suffix.startswith(".") and suffix == suffix.casefold() for suffix in FORMATS[name].suffixes)


@pytest.mark.parametrize("name", FORMATS)
def test_a_title_is_written_by_the_formats_that_take_one(name: str, full: Entry) -> None:
    assert ("A title" in "".join(FORMATS[name].write([full], CONTEXT))) == ("title" in FORMATS[name].options)


def test_a_table_has_the_columns_of_flags_only_when_asked(full: Entry) -> None:
    assert [name for name, one in FORMATS.items() if "flags" in one.options] == ["csv", "json", "jsonl"]
    for flags in (False, True):
        text = "".join(FORMATS["csv"].write([full], replace(CONTEXT, flags=flags)))
        assert ("starred" in text) is flags


def test_only_what_another_library_can_be_made_from_is_complete() -> None:
    assert [name for name, one in FORMATS.items() if one.complete] == ["jsonl"]


def test_no_two_formats_share_a_name_or_an_ending() -> None:
    endings = [suffix for one in FORMATS.values() for suffix in one.suffixes]
    assert len(endings) == len(set(endings))
    assert all(one.name == name for name, one in FORMATS.items())


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("week.md", "md"),
        ("Week.HTML", "html"),
        ("a.b.jsonl", "jsonl"),
        ("a.json.txt", None),
        (".json", None),
        ("md", None),
    ],
)
def test_a_file_is_written_as_its_name_ends(file_name: str, name: str | None) -> None:
    found = format_of(file_name)
    assert (found.name if found else None) == name
