"""What coders decided, here and in files of theirs, held against each other."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from civic.agreement import Coding, Comparison, compared
from civic.coder import coder_key, is_reserved
from civic.concern_status import looked_up
from civic.correction import EVERYWHERE
from civic.fault import Fault
from civic.flags import CODED
from civic.judgement import Decision
from civic.likeness import are_apart
from civic.operation import Operation
from civic.query import EVEN_HIDDEN, And, Query
from civic.registers import Held, OwnView, added, judgement_of
from civic.rounds import Round, said_in
from civic.story import Story
from civic.text import clean_line
from workspace.exchange.records import Records
from workspace.team.results import describe_hidden

if TYPE_CHECKING:
    from workspace.ports import Library
    from workspace.workspace import Workspace

_ME: Final = ""
"""The user's key among those of coders."""
_OF_FILE: Final = "\n"
"""Stands before the key of a file that counts as a coder; no coder's name has it."""
_PAGE: Final = 500

_History: TypeAlias = dict[str, Operation]
"""What coders did to a story that counts here, by id of the operation."""


class CodersFault(Fault):
    """Coders that can't be compared; the message is one sentence."""


class Found(Struct, frozen=True):
    """What came of a comparison. `left_out` are ids of stories in a file that are another story here, or in a file
    before it."""

    comparison: Comparison
    left_out: tuple[str, ...]


def compare(
    workspace: "Workspace",
    files: Sequence[Records] = (),
    *,
    among: Sequence[str] = (),
    query: Query | None = None,
    decided: bool = False,
    in_round: Round | None = None,
) -> Found:
    """Compare the decisions of coders on concerns: on the stories of the files, with what is known of them here, or
    without files on all stories here; only on those that the query finds. `among` names the coders; without it these
    are the user and all others who decided in the files, or without files here. Where the files know nobody but the
    user, each counts as another coder, by the name of the file. With `in_round` only what was decided in that round
    counts, and without `among` nobody else is compared than who decided in it. Nothing is taken in. Raises a
    Fault."""
    reader = _Reader(workspace.library, query, in_round)
    read = [(records, reader.histories(records)) for records in files]
    view = workspace.library.view
    if in_round:
        view = view.of_any_round()  # of what is coded just now in another one, this one counts
    missing = _missing(workspace, in_round) if in_round else ""
    coders = _Coders(view, workspace.settings.who, [concern.id for concern in workspace.codebook.concerns])
    in_files = {key for _, found in read for history in found.values() for key in coders.others(history.values())}
    as_others = {coders.called(records): found for records, found in read} if files and not in_files else {}
    for story in dict.fromkeys(story for _, found in read for story in found) if files else reader.all_here():
        pooled = reader.history(story)
        for _, found in [] if as_others else read:
            _merge(pooled, found.get(story, {}).values())
        codings = coders.codings(pooled.values())
        codings |= {key: coders.own_coding(found[story].values()) for key, found in as_others.items() if story in found}
        coders.keep(story, _in_one_text(codings, reader.story, story))
    return Found(
        coders.compared(among, in_files or as_others.keys(), decided=decided, missing=missing), tuple(reader.left_out)
    )


def _missing(workspace: "Workspace", in_round: Round) -> str:
    """Return the end of a sentence which says that nobody has coded a round: why that may be."""
    hidden = describe_hidden(in_round, workspace.team.rounds(), coded=True)
    why = hidden or "civicdesk team sync brings what others decided."
    known = "can be seen" if hidden else "is known"
    return f"a story of the round {clean_line(in_round.name, 60)} yet, as far as {known} here: {why}"


class _Reader:
    """Reads what coders did, from files and from here, on the stories that a query finds here (None: on all); of one
    round alone, where one is named."""

    def __init__(self, library: "Library", query: Query | None, in_round: Round | None) -> None:
        self.left_out: dict[str, None] = {}
        self._library = library
        self._round = in_round
        self._wanted = None if query is None else frozenset(_ids(library, query))
        self._elsewhere: dict[str, Story] = {}

    def histories(self, records: Records) -> Mapping[str, _History]:
        """Return what a file says, by the ids that its stories have here."""
        found: dict[str, _History] = {}
        for entry in records:
            if entry.story.id == EVERYWHERE:
                continue
            known = self.story(entry.story.id) or self._elsewhere.setdefault(entry.story.id, entry.story)
            if are_apart(known, entry.story):
                self.left_out[entry.story.id] = None
            elif self._wanted is None or known.id in self._wanted:
                _merge(found.setdefault(known.id, {}), said_in(self._round, entry.history))
        return found

    def story(self, name: str) -> Story | None:
        """Return a story as it is here, else as the first file has it."""
        return self._library.story(name) or self._elsewhere.get(name)

    def history(self, story: str) -> _History:
        """Return what is known here of a story."""
        history: _History = {}
        _merge(history, said_in(self._round, self._library.history(story)))
        return history

    def all_here(self) -> Iterator[str]:
        """Yield the ids of the stories here, hidden ones, too: what one coder hides says nothing of agreement."""
        return iter(self._wanted) if self._wanted is not None else _ids(self._library, EVEN_HIDDEN)


def _ids(library: "Library", query: Query) -> Iterator[str]:
    before: int | None = None
    while keys := library.search(And((query, EVEN_HIDDEN)), limit=_PAGE, before=before):
        yield from (row.id for row in library.rows(keys))
        before = keys[-1]


def _merge(known: _History, operations: Iterable[Operation]) -> None:
    for one in operations:
        if one.tag is not None or one.field == CODED:
            known[one.id], _ = added(known.get(one.id), one)


class _Coders:
    """Who decided what, by story and coder. Coders go by keys: the user by _ME, others by that of their name."""

    def __init__(self, view: OwnView, who: str, concerns: Sequence[str]) -> None:
        self._view = view
        self._concerns = concerns
        self._labels = {_ME: who}
        self._signed: dict[str, Operation] = {}
        self._codings: dict[str, Mapping[str, Coding]] = {}

    def others(self, history: Iterable[Operation]) -> set[str]:
        """Return which coders but the user and the agreed one did something."""
        return {coder_key(one.who) for one in history if not (self._view.owns(one) or is_reserved(one.who))}

    def called(self, records: Records) -> str:
        """Return the key of the coder that a file with nobody's decisions but the user's stands for. It has the name of
        the file, with its ending where that is the user's."""
        name = records.name if coder_key(records.who) in self._view.names else records.who
        label, number = name, 1
        while (key := _OF_FILE + coder_key(label)) in self._labels:
            number += 1
            label = f"{name} ({number})"
        self._labels[key] = label
        return key

    def codings(self, history: Collection[Operation]) -> dict[str, Coding]:
        """Return what each coder said of a story that has this history."""
        for one in history:
            key = coder_key(one.who)
            if not self._view.owns(one) and (key not in self._signed or one.order > self._signed[key].order):
                self._signed[key] = one
                self._labels[key] = one.who
        others = {coder_key(who): self._coding(held) for who, held in self._view.others(history).items()}
        return {_ME: self.own_coding(history), **others}

    def own_coding(self, history: Iterable[Operation]) -> Coding:
        """Return what the user said of a story that has this history."""
        return self._coding(self._view.own(history))

    def _coding(self, held: Held) -> Coding:
        judgement = judgement_of(held)
        if not judgement.coded:
            return Coding(judgement.concerns)
        scope = held[CODED].concerns or self._concerns
        return Coding(judgement.concerns, True, frozenset(map(self._view.tag, scope)))

    def keep(self, story: str, codings: Mapping[str, Coding]) -> None:
        """Remember what coders said of a story."""
        self._codings[story] = {key: one for key, one in codings.items() if one.coded or one.concerns}

    def compared(
        self, among: Sequence[str], in_files: Collection[str], *, decided: bool, missing: str
    ) -> Comparison:  # fmt: skip
        """Compare the coders who are named; else those in files, or without files all of whom anything counts; and the
        user, but where nothing of the user's counts and there are others enough, or it is a round, of
        which `missing` says why nobody may have coded it. Raises CodersFault."""
        said = [(key, one) for by_coder in self._codings.values() for key, one in by_coder.items()]
        there = {key for key, one in said if (one.concerns if decided else one.coded)}
        if len(there) < 2:  # nothing can be counted, and whom that is said of are all who did anything
            there |= {key for key, _ in said}
        others = sorted(in_files or [key for key in there if key != _ME and not is_reserved(key)])
        with_me = _ME in there or (len(others) < 2 and not missing)
        keys = self._named(among) if among else [*([_ME] if with_me else []), *others]
        if len(keys) < 2:
            raise self._nobody(keys, missing)
        labels = self._apart(keys)
        codings = {
            story: {labels[key]: by_coder[key] for key in keys if key in by_coder}
            for story, by_coder in self._codings.items()
        }
        return compared(codings, [labels[key] for key in keys], self._concerns, decided=decided)

    def _nobody(self, keys: Sequence[str], missing: str) -> CodersFault:
        """Return what says that there are not two to compare."""
        names = [clean_line(self._labels[key], 80) for key in keys]
        if missing:
            return CodersFault(f"{f'Nobody but {names[0]}' if names else 'Nobody'} has coded {missing}")
        return CodersFault(
            f"There is nobody to compare with {names[0]}: name a file that another coder exported, or import one."
        )

    def _apart(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return what to call these coders, no two alike."""
        labels: dict[str, str] = {}
        for key in keys:
            label, number = self._labels[key], 1
            while label in labels.values():
                number += 1
                label = f"{self._labels[key]} ({number})"
            labels[key] = label
        return labels

    def _named(self, among: Sequence[str]) -> list[str]:
        keys: dict[str, None] = {}
        for name in among:
            wanted = _ME if coder_key(name) in self._view.names else coder_key(name)
            key = wanted if wanted in self._labels else _OF_FILE + wanted
            if key not in self._labels:
                known = ", ".join(clean_line(self._labels[one], 80) for one in sorted(self._labels))
                raise CodersFault(f"No coder is called {clean_line(name, 80)!r} there: --among takes of {known}.")
            keys[key] = None
        if len(keys) < 2:
            raise CodersFault("--among takes two coders or more, with a comma between them.")
        return list(keys)


def _in_one_text(
    codings: Mapping[str, Coding], look_up: Callable[[str], Story | None], story: str
) -> Mapping[str, Coding]:
    """Return codings of one story with their passages in one text: where they were chosen in several versions of it,
    they are looked up in the present one, and what stands nowhere there is left out."""
    spans = [span for one in codings.values() for decision in one.concerns.values() for span in decision.evidence]
    versions = {(span.in_title, span.sha256) for span in spans}
    if len(versions) == len({in_title for in_title, _ in versions}) or (present := look_up(story)) is None:
        return codings
    return {
        key: replace(one, concerns={tag: _placed(decision, present) for tag, decision in one.concerns.items()})
        for key, one in codings.items()
    }


def _placed(decision: Decision, story: Story) -> Decision:
    places = (passage.place for passage in looked_up(decision.evidence, story))
    return replace(decision, evidence=tuple(place for place in places if place))
