"""One story as plain text: fit for a pipe, a narrow window and a screen reader."""

from collections.abc import Iterable, Iterator

from civic.agreed import is_agreed
from civic.codebook import Codebook
from civic.concern_status import ConcernStatus, statuses, weaker
from civic.dates import day, day_of
from civic.export import Entry
from civic.export.describe import DescribedStakeholder, describe_decision, describe_fate, describe_stakeholders
from civic.links import site_link, web_link
from civic.story import Story
from civic.text import clean_line
from civic.wording import describe_coder, describe_conflict
from cli.commands.reading.operations import decisions_of_others, notes_of_others
from cli.pager import link


def page(entry: Entry, codebook: Codebook, remarks: Iterable[str] = (), versions: int = 0) -> Iterator[str]:
    """Yield the lines of a story: head, summary, stakeholders, concerns with their evidence, note, what others
    decided, text, links. `remarks` say why it is read, hidden or unread; `versions` is how many earlier ones are
    kept."""
    yield from _head(entry.story, versions)
    yield from remarks
    yield from _section("Summary", _summary(entry))
    yield from _section("Stakeholders", _stakeholders(entry))
    concerns = statuses(entry.story, entry.judgement, entry.analysis, codebook)
    yield from _section("Ethical concerns", [line for status in concerns for line in _concern(status, entry)])
    yield from _section("Note", entry.judgement.note.splitlines())
    for who, lines in notes_of_others(entry):
        yield from _section(f"Note by {who}", lines)
    others = decisions_of_others(entry, codebook)
    yield from _section("Other coders", [f"{who}  {what}: {said}" for who, what, said in others])
    own = describe_coder(entry.whose) if entry.whose and not is_agreed(entry.whose) else "you"
    yield from _section("Coders differ", [describe_conflict(one, codebook, own) for one in entry.conflicts])
    if entry.story.text:
        yield ""
        yield from entry.story.text.split("\n")
    yield from _section("Links", [f"{link.text}: {link.url}" if link.text else link.url for link in entry.story.links])


def weaker_lines(entry: Entry, codebook: Codebook) -> Iterator[str]:
    """Yield the concerns of a story that are too weak to be suggested, each with the sentence that says most for it."""
    lines = []
    for one in weaker(entry.judgement, entry.analysis):
        score = ", ".join(filter(None, (f"{one.score:.2f}", one.by_decisions)))
        lines.append(f"{clean_line(codebook.label(one.concern))} ({score})")
        lines += [f"    “{' '.join(evidence.span.text.split())}”" for evidence in one.evidence[:1]]
    yield from _section("Weaker, not suggested", lines or ["No other concern is near."])


def _head(story: Story, versions: int) -> Iterator[str]:
    yield story.headline
    changed = f"changed {day(story.changed, year=True)}" if story.changed else ""
    origin = [link(story.source, site_link(story.url)), story.author, day_of(story), changed]
    if line := " · ".join(part for part in origin if part):
        yield line
    if story.url:
        yield link(story.url, web_link(story.url))
    yield f"id {story.id}"
    if versions:
        kept = "1 earlier version is kept" if versions == 1 else f"{versions} earlier versions are kept"
        yield f"{kept}: --versions shows what changed"


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from (f"  {line}" for line in lines)


def _summary(entry: Entry) -> list[str]:
    if entry.story.summary:
        return entry.story.summary.splitlines()
    return [" ".join(span.text.split()) for span in entry.analysis.summary] if entry.analysis else []


def _stakeholders(entry: Entry) -> list[str]:
    return [line for one in describe_stakeholders(entry) for line in _stakeholder(one)]


def _stakeholder(one: DescribedStakeholder) -> Iterator[str]:
    """Yield a line for a stakeholder, with "●" before whom the coder added, and one for each passage of that."""
    origins = ["by the author"] if one.by_author else [*one.origins]
    line = f"{'● ' if one.added_by else ''}{one.name}" + (f", {one.kind}" if one.kind else "")
    line += f": {', '.join(one.roles)}" if one.roles else ""
    yield line + (f" ({', '.join(origins)})" if origins else "")
    for passage in one.passages:
        yield f"    “{passage.quote}”" + (f" — {passage.fate}" if passage.fate else "")


def _concern(status: ConcernStatus, entry: Entry) -> Iterator[str]:
    story = entry.story
    if status.decision:
        said = describe_decision(status, entry.own)
        yield f"{'●' if status.decision.verdict.holds else '✗'} {status.label} ({said})"
    else:
        origins = [f"suggested {status.suggested_by}"] if status.suggested_by else []
        origins += [status.suggestion.by_decisions] if status.suggestion and status.suggestion.by_decisions else []
        origins += ["by the author"] if status.by_author else []
        yield f"○ {status.label} ({', '.join(origins)})"
    for passage in status.exported:
        fate = describe_fate(passage, story)
        yield f"    “{' '.join(passage.quote.text.split())}”" + (f" — {fate}" if fate else "")
