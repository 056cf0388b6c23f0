"""What a codebook has: the concerns, and the tags of the user's own, with how many stories they stand on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from civic.codebook import CONCERN_BY_ID, Codebook
from civic.query import EVEN_HIDDEN

if TYPE_CHECKING:
    from workspace.ports import Library


class Entry(Struct, frozen=True):
    """A concern or an own tag. `kind`: "built-in", "own" (a concern of the user's) or "tag" (used, and not defined);
    `off`: it is no concern now. `stories` counts those that the user says it stands on, hidden ones, too."""

    tag: str
    label: str
    kind: str
    off: bool = False
    stories: int = 0
    means: str = ""
    counts: str = ""
    not_counts: str = ""
    keywords: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    memo: str = ""
    colour: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "id": self.tag, "label": self.label, "kind": self.kind, "off": self.off, "stories": self.stories,
            "means": self.means, "counts": self.counts, "not_counts": self.not_counts, "keywords": [*self.keywords],
            "was": [*self.was], "memo": self.memo, "colour": self.colour,
        }  # fmt: skip


def counts_of(library: "Library") -> Mapping[str, int]:
    """Return on how many stories each tag stands, hidden ones included."""
    return dict(library.facets(EVEN_HIDDEN, ("tag",))["tag"])


def entries(codebook: Codebook, counts: Mapping[str, int]) -> list[Entry]:
    """Return the concerns in the codebook's order, those that are switched off, then the tags that are only used, the
    most frequent first."""
    concerns = [concern.id for concern in codebook.concerns]
    off = [tag for tag in CONCERN_BY_ID if tag not in concerns]
    said = [tag for table in (codebook.was, codebook.memos, codebook.colours) for tag, _ in table]
    used = sorted(counts, key=lambda tag: (-counts[tag], tag))
    return [entry(codebook, tag, counts) for tag in dict.fromkeys([*concerns, *off, *said, *used])]


def entry(codebook: Codebook, tag: str, counts: Mapping[str, int]) -> Entry:
    """Return what there is to know of one tag."""
    concern = codebook.get(tag)
    known = concern or CONCERN_BY_ID.get(tag)
    kind = "built-in" if tag in CONCERN_BY_ID else "own" if concern else "tag"
    texts = (known.means, known.counts, known.not_counts) if known else ("", "", "")
    keywords, was, colours = dict(codebook.keywords), dict(codebook.was), dict(codebook.colours)
    return Entry(
        tag, codebook.label(tag), kind, kind == "built-in" and concern is None, counts.get(tag, 0), *texts,
        keywords.get(tag, ()), was.get(tag, ()), codebook.memo(tag), colours.get(tag, ""),
    )  # fmt: skip
