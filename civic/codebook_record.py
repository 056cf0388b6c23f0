"""A codebook as plain JSON: for others, and to keep those by which decisions were made."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import asdict

from civic.codebook import Codebook, Concern, slug
from civic.text import clean, clean_line

TEXTS: Final = ("label", "means", "counts", "not_counts")
"""What defines a concern, by the names of a `Concern`'s fields."""
LISTS: Final = ("keywords", "was")


def concerns_of(codebook: Codebook) -> list[dict[str, Any]]:
    """Return each concern with its definition, keywords, earlier tags, memo and colour."""
    keywords = dict(codebook.keywords)
    return [
        {**asdict(one), "keywords": [*keywords.get(one.id, ())], **_rest(codebook, one.id)} for one in codebook.concerns
    ]


def off_of(codebook: Codebook) -> list[dict[str, Any]]:
    """Return what is said of tags that are no concerns now: switched off, or defined no more."""
    there = {concern.id for concern in codebook.concerns}
    tags = dict.fromkeys(tag for table in (codebook.was, codebook.memos, codebook.colours) for tag, _ in table)
    return [{"id": tag, **_rest(codebook, tag)} for tag in tags if tag not in there]


def _rest(codebook: Codebook, tag: str) -> dict[str, Any]:
    was, colours = dict(codebook.was), dict(codebook.colours)
    return {"was": [*was.get(tag, ())], "memo": codebook.memo(tag), "colour": colours.get(tag, "")}


def codebook_of_record(body: Mapping[str, Any]) -> Codebook:
    """Return the codebook that has `concerns_of` as "concerns" and `off_of` as "off". Raises KeyError, TypeError,
    AttributeError or ValueError for what is none."""
    concerns: list[Concern] = []
    tables: dict[str, dict[str, Any]] = {"keywords": {}, "was": {}, "memo": {}, "colour": {}}
    for one in (*body["concerns"], *body.get("off", ())):
        if not (tag := slug(str(one["id"]))):
            continue
        if "label" in one:
            texts = {name: clean_line(str(one.get(name) or ""), 300) for name in TEXTS}
            concerns.append(Concern(tag, **texts))
        for name in LISTS:
            if words := tuple(clean_line(str(word), 80) for word in one.get(name) or ()):
                tables[name][tag] = words
        tables["memo"] |= {tag: clean(str(one["memo"]))} if one.get("memo") else {}
        tables["colour"] |= {tag: clean_line(str(one["colour"]), 20)} if one.get("colour") else {}
    keywords, was, memos, colours = (tuple(table.items()) for table in tables.values())
    return Codebook(tuple(concerns), keywords, was=was, memos=memos, colours=colours)
