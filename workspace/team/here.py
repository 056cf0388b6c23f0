"""The rounds of the user's team on this desk: brought from the team's log, and what stories they have here."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from civic.rounds import Round, hidden_in, round_of
from civic.text import clean_line, counted
from storage.past.frozen import Frozen
from storage.settings.own_view import Rounds
from team.log import Log

if TYPE_CHECKING:
    from workspace.ports import Library

_AT_ONCE: Final = 500


class RoundsHere:
    """Keeps the rounds as the log has them. Ids that the team has for stories stand beside those that this desk has."""

    def __init__(self, kept: Rounds, frozen: Frozen, library: "Library") -> None:
        self._kept = kept
        self._frozen = frozen
        self._library = library

    def all(self) -> tuple[Round, ...]:
        """Return the rounds as they are kept, in the order in which they were opened."""
        return self._kept.all()

    def bring(self, log: Log) -> list[Round]:
        """Keep the rounds that the log has now, and what the open ones froze for the user; return which are new, or
        closed. Raises a Fault."""
        known = {(one.name, one.closed): one for one in self.all()}
        found = [known.get((one.name, one.closed)) or _whole(one, log) for one in log.rounds()]
        kept = list(filter(None, found))
        self._frozen.keep([one.name for one in kept if one.mine and not one.closed], log.basis_of)
        self._kept.keep(kept)
        return [one for one in kept if (one.name, one.closed) not in known]

    def add(self, log: Log, name: str) -> None:
        """Keep a round that the log has now beside those that are kept. Raises a Fault."""
        others = [one for one in self.all() if one.name != name]
        found = [_whole(one, log) for one in log.rounds() if one.name == name]
        self._kept.keep([*others, *filter(None, found)])

    def find_stories(self) -> bool:
        """Have rounds name their stories as they are called here, too; return whether that changed any. Raises a
        Fault."""
        return self._kept.keep([
            replace(one, stories=self._named(one.stories, one.closed), mine=self._named(one.mine, one.closed))
            for one in self.all()
        ])  # fmt: skip

    def _named(self, stories: Sequence[str], closed: bool) -> tuple[str, ...]:
        """Return stories with the ids that they have here, in an open round by all: what was decided on one may have
        been written with any."""
        if not closed:
            here = filter(None, map(self._library.story, stories))
            return tuple(dict.fromkeys((*stories, *(name for one in here for name in (one.id, *one.aliases)))))
        keys = [key for story in stories if (key := self._library.key_of(story)) is not None]
        pages = (self._library.rows(keys[start : start + _AT_ONCE]) for start in range(0, len(keys), _AT_ONCE))
        return tuple(dict.fromkeys((*stories, *(row.id for page in pages for row in page))))

    def absent(self) -> list[str]:
        """Return the stories that the user has to code in open rounds and that are not here."""
        return [one for one in self.to_code() if self._library.key_of(one) is None]

    def to_code(self) -> Iterable[str]:
        """Return the stories that the user has to code in open rounds."""
        return dict.fromkeys(story for one in self.all() if not one.closed for story in one.mine)

    def hides(self, stories: Iterable[str]) -> dict[str, str]:
        """Return those of some stories that are in a blind round that is open, with its name: what the user decides on
        them outside the round is not to be seen before it is closed."""
        if not (hidden := hidden_in(self.all())):
            return {}
        named = {story: self._library.story(story) for story in stories}
        ids = {story: (story, *((here.id, *here.aliases) if here else ())) for story, here in named.items()}
        found = {story: next((hidden[one] for one in names if one in hidden), "") for story, names in ids.items()}
        return {story: name for story, name in found.items() if name}


def describe_news(found: Round) -> str:
    """Return what the user has to know of a round that is new, or closed; "" for nothing."""
    name = clean_line(found.name, 60)
    if found.closed:
        return f"The round {name} is closed: what all decided in it is here."
    if not found.mine:
        return ""
    return (
        f"The round {name} is open: {counted(len(found.mine), 'story is', 'stories are')} yours to code, in its view."
    )


def _whole(found: Round, log: Log) -> Round | None:
    """Return a round with its stories; None where its name or ids are none."""
    stories, mine = log.stories_of(found.name)
    whole = round_of(replace(found, stories=tuple(stories), mine=tuple(mine)).to_json())
    return whole if whole and whole.name == found.name else None
