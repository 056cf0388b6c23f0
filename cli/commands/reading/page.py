"""One story as plain text: fit for a pipe, a narrow window and a screen reader."""

from collections.abc import Iterable, Iterator

from civic.agreed import is_agreed
from civic.codebook import STAKEHOLDER_TYPES, Codebook, role_label
from civic.concern_status import ConcernStatus, statuses
from civic.dates import day, day_of
from civic.export import Entry
from civic.export.describe import describe_fate
from civic.story import Story
from civic.wording import describe_coder, describe_conflict
from cli.commands.reading.operations import decisions_of_others, notes_of_others


def page(entry: Entry, codebook: Codebook, remarks: Iterable[str] = (), versions: int = 0) -> Iterator[str]:
    """Yield the lines of a story: head, summary, stakeholders, concerns with their evidence, note, what others
    decided, text, links. `remarks` say why it is read, hidden or unread; `versions` is how many earlier ones are
    kept."""
    yield from _head(entry.story, versions)
    yield from remarks
    yield from _section("Summary", _summary(entry))
    yield from _section("Stakeholders", _stakeholders(entry))
    concerns = statuses(entry.story, entry.judgement, entry.analysis, codebook)
    yield from _section("Ethical concerns", [line for status in concerns for line in _concern(status, entry.story)])
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


def _head(story: Story, versions: int) -> Iterator[str]:
    yield story.headline
    changed = f"changed {day(story.changed, year=True)}" if story.changed else ""
    origin = [story.source, story.author, day_of(story), changed]
    if line := " · ".join(part for part in origin if part):
        yield line
    if story.url:
        yield story.url
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
    own = [(stakeholder.name, stakeholder.type, stakeholder.roles) for stakeholder in entry.story.stakeholders]
    found = entry.analysis.stakeholders if entry.analysis else ()
    lines = [f"{_stakeholder(*stakeholder)} (by the author)" for stakeholder in own]
    return lines + [
        _stakeholder(stakeholder.name, stakeholder.type, stakeholder.roles) + _by(stakeholder.badges)
        for stakeholder in found
    ]


def _by(badges: tuple[str, ...]) -> str:
    return f" (by {', '.join(badges)})" if badges else ""


def _stakeholder(name: str, kind: str, roles: tuple[str, ...]) -> str:
    labels = ", ".join(map(role_label, roles))
    kind = STAKEHOLDER_TYPES.get(kind, kind)
    return name + (f", {kind}" if kind else "") + (f": {labels}" if labels else "")


def _concern(status: ConcernStatus, story: Story) -> Iterator[str]:
    if status.decision:
        decision = status.decision
        said = ", ".join(part for part in (decision.verdict.value, decision.severity, decision.certainty) if part)
        yield f"{'●' if decision.verdict.holds else '✗'} {status.label} ({said})"
    else:
        origins = [f"suggested {status.suggested_by}"] if status.suggested_by else []
        origins += ["by the author"] if status.by_author else []
        yield f"○ {status.label} ({', '.join(origins)})"
    for passage in status.passages:
        fate = describe_fate(passage, story)
        yield f"    “{' '.join(passage.quote.text.split())}”" + (f" — {fate}" if fate else "")
