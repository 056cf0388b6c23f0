"""Stories as a briefing in Markdown (CommonMark)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from civic.codebook import Codebook
from civic.export.brief import cover, key_figures
from civic.export.charts import charts
from civic.export.describe import (
    DescribedConcern,
    DescribedOther,
    DescribedPassage,
    DescribedStakeholder,
    Description,
    describe,
)
from civic.export.entry import MARKER, Entry
from civic.export.index import Heading
from civic.overview import Overview

_SPECIAL: Final = re.compile(r"[\\`*_\[\]{}|~$]")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# What opens a heading, a list, a rule or a quotation where it stands at the start of a line.
_OPENS_BLOCK: Final = re.compile(r"^( *)([#+=-]|\d+(?=[.)]))")


def markdown(
    entries: Iterable[Entry],
    codebook: Codebook,
    title: str = "Briefing",
    about: str = "",
    overview: Overview | None = None,
    *,
    who: str = "",
    made: datetime | None = None,
    headings: Sequence[Heading] = (),
) -> Iterator[str]:
    """Return a briefing: title, what the cover says, the key figures of the overview and its charts, then per story
    title, source, date, link, summary, stakeholders with their roles, what was decided with its quoted evidence, open
    suggestions apart, and the note. With `headings`, the index of many stories, these follow in short."""
    yield f"{MARKER}\n\n# {escape(title)}\n"
    if overview and overview.stories and made:
        facts = cover(overview, codebook, about=about, who=who, made=made)
        yield "\n" + "".join(f"- **{escape(name)}**: {_inline(value)}\n" for name, value in facts)
    elif about:
        yield f"\n{escape(about)}\n"
    if overview and overview.stories:
        yield from _figures(overview, codebook)
    if headings:
        yield "\n## Stories by concern\n"
        yield from ("".join(f"\n{block}\n" for block in _heading(one)) for one in headings)
        yield "\n## Appendix: the stories in short\n"
    described = _in_short if headings else _blocks
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007 (the last one is asked for below)
        yield "".join(f"\n{block}\n" for block in described(describe(entry, codebook)))
    if not count:
        yield "\nNo stories.\n"


def _figures(overview: Overview, codebook: Codebook) -> Iterator[str]:
    figures = key_figures(overview, codebook)
    yield "\n" + "".join(f"- **{escape(name)}**: {_inline(value)}\n" for name, value in figures)
    for caption, lines in charts(overview, codebook):
        yield "\n".join([f"\n{escape(caption)}\n", "```text", *lines, "```\n"])


def _heading(heading: Heading) -> Iterator[str]:
    yield f"**{escape(heading.label)}**, {_inline(heading.said)}"
    yield "\n".join(
        f"- {escape(one.title)}" + (f" ({_inline(one.origin)})" if one.origin else "") for one in heading.listed
    )


def escape(text: str) -> str:
    """Return text on one line as Markdown shows it to the letter, without any markup or HTML of its own."""
    return _OPENS_BLOCK.sub(_escaped_opening, _inline(text))


def _inline(text: str) -> str:
    """Return the same for text that does not stand at the start of a line."""
    line = " ".join(text.split())
    line = re.sub("[&<>]", lambda match: _ENTITIES[match[0]], line)
    return _SPECIAL.sub(lambda match: "\\" + match[0], line)


def _escaped_opening(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]}\\" if match[2].isdigit() else f"{match[1]}\\{match[2]}"


def _blocks(story: Description) -> Iterator[str]:
    yield f"## {escape(story.title)}"
    if origin := " · ".join(_origin(story)):
        yield origin
    if story.summary:
        yield f"**Summary.** {_inline(story.summary)}"
    if story.stakeholders:
        yield "**Stakeholders**\n\n" + "\n".join(map(_stakeholder, story.stakeholders))
    if story.decided:
        yield "**Concerns**\n\n" + "\n".join(map(_concern, story.decided))
    if story.open:
        yield "**Suggested, not decided**\n\n" + "\n".join(map(_concern, story.open))
    if story.others:
        yield "**Other coders**\n\n" + "\n".join(map(_other, story.others))
    if story.conflicts:
        yield "**Coders differ**\n\n" + "\n".join(f"- {escape(one)}" for one in story.conflicts)
    if story.note:
        yield _note("Note.", story.note)
    for note in story.notes:
        yield _note(f"Note by {note.who}.", note.paragraphs)


def _in_short(story: Description) -> Iterator[str]:
    """Return what an appendix has room for: who and what was suggested on a line each, and only chosen quotes."""
    yield f"### {escape(story.title)}"
    if origin := " · ".join(_origin(story)):
        yield origin
    if story.summary:
        yield escape(story.summary)
    if story.decided:
        yield "\n".join(
            _with_quotes(f"- **{escape(one.label)}**: {_inline(one.said)}", one.chosen) for one in story.decided
        )
    if story.open:
        yield f"*Suggested, not decided:* {_inline(', '.join(one.label for one in story.open))}"
    for status, names in story.stakeholders_by_status.items():
        yield f"*Stakeholders, {_inline(status)}:* {_inline(', '.join(names))}"
    if story.note:
        yield _note("Note.", story.note)


def _note(head: str, paragraphs: Sequence[str]) -> str:
    first, *rest = paragraphs or ("",)
    return "\n\n".join([f"**{_inline(head)}** {_inline(first)}", *map(escape, rest)])


def _other(other: DescribedOther) -> str:
    return f"- **{escape(other.who)}** {_inline(f'{other.sign} {other.label}: {other.said}')}"


def _origin(story: Description) -> Iterator[str]:
    if story.source:
        yield escape(story.source)
    if story.author:
        yield f"by {_inline(story.author)}"
    if story.day:
        yield story.day
    if story.url:
        yield f"<{story.link}>" if story.link else escape(story.url)


def _stakeholder(stakeholder: DescribedStakeholder) -> str:
    line = f"- **{escape(stakeholder.name)}** ({_inline(stakeholder.what)})"
    said = f"{line}: {_inline(', '.join(stakeholder.roles))}" if stakeholder.roles else line
    return _with_quotes(said, stakeholder.passages)


def _concern(concern: DescribedConcern) -> str:
    said = f"- **{escape(concern.label)}**: {_inline(concern.said)}"
    if concern.elsewhere:
        said += f" (as quoted under {_inline(', '.join(concern.elsewhere))})"
    if concern.verdict and concern.found:
        return _with_quotes(said, concern.chosen) + "\n\n" + _with_quotes("  Found by the machine:\n", concern.found)
    return _with_quotes(said, [*concern.chosen, *concern.found])


def _with_quotes(said: str, passages: Iterable[DescribedPassage]) -> str:
    quotes = [f"  > {escape(one.quote)}" + (f" — *{_inline(one.fate)}*" if one.fate else "") for one in passages]
    return "\n".join([said, "\n\n".join(quotes)]) if quotes else said  # each a quotation of its own
