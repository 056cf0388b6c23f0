"""What changed in the words of a story, for `show --versions`: as plain text with marks, and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Final

from civic.changes import Part, marked, shortened
from civic.story import Story
from civic.versions import Revision
from civic.wording import describe_moment

_NONE: Final = "No earlier words are kept: they have not changed since somebody first judged the story."
_TOO_LONG: Final = "The text was too long to be kept."


def revisions_page(story: Story, found: Sequence[Revision]) -> Iterator[str]:
    """Yield the lines of all changes, the latest first: [-what went-] and {+what came+}, between them as much of what
    stayed as it takes to read them."""
    yield story.headline
    yield f"id {story.id}"
    if not found:
        yield _NONE
    for one in found:
        yield ""
        yield f"Changed {describe_moment(one.before.until.isoformat())}, SHA-256 of the text before {one.before.sha256}"
        if one.changed_title:
            yield f"  Title: {marked(one.changed_title)}"
        text = marked(shortened(one.changed_text)) if one.before.whole else _TOO_LONG
        yield from (f"  {line}" for line in text.splitlines() if line.strip())


def revisions_json(story: Story, found: Sequence[Revision]) -> dict[str, object]:
    """Return the same as JSON: each version that is kept, whole, and the passages by which it became the next."""
    return {"id": story.id, "versions": [_revision(one) for one in found]}


def _revision(one: Revision) -> dict[str, object]:
    before = one.before
    return {
        "until": before.until.isoformat(), "feed": before.feed, "sha256": before.sha256, "title": before.title,
        "text": before.text if before.whole else None, "changed_title": _parts(one.changed_title),
        "changed_text": _parts(one.changed_text),
    }  # fmt: skip


def _parts(parts: Sequence[Part]) -> list[dict[str, str]]:
    return [{part.kind: part.text} for part in parts]
