"""The application: places, settings, library and feeds wired together, for the command line and for the desk."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from storage.files.disk import fingerprint
from storage.files.places import Places
from storage.past.frozen import Frozen
from storage.settings.config import Settings
from storage.settings.safekeeping import Safekeeping
from workspace.clock import utc_now
from workspace.frozen import FrozenStories
from workspace.sight import Sight

if TYPE_CHECKING:
    from civic.codebook import Codebook
    from storage.library.library import Library as LibraryOnDisk
    from storage.settings.codebook import CodebookFile
    from storage.settings.feedlist import FeedList
    from storage.undo.seats import Seat
    from workspace.decisions import Decisions
    from workspace.doubts import Doubts
    from workspace.memory import Memory
    from workspace.ports import Library
    from workspace.refresh import Refresher
    from workspace.rules import Rules
    from workspace.settling import Settling
    from workspace.subscriptions import Subscriptions
    from workspace.suggestions import Suggestions
    from workspace.team.team import Team
    from workspace.undo.kinds import Kind
    from workspace.undo.undo import Undo
    from workspace.views import Views

_SMALL_FILES: Final = ("feeds", "settings", "codebook", "views", "rules", "team", "state", "codebooks")
"""Those of the library's own files that are looked through when they change."""


class Workspace:
    """One user's stories, decisions, feeds and settings; each use case is a part of it.

    Each part is made, and its module imported, when it is first asked for: what needs no story never touches one, and
    counting stories waits for no network. Everything here raises a `Fault` with a sentence for the user.
    """

    def __init__(
        self, places: Places, settings: Settings, progress: Callable[[str], None] | None, *, whole: bool
    ) -> None:
        self.places = places
        self.settings = settings
        self._progress = progress
        self._whole = whole
        self.sight = Sight(frozen=FrozenStories(Frozen(places)))
        """what the user may see of stories just now"""
        self.undo_notices: list[str] = []
        """sentences about the steps that can be taken back, which grow"""
        self._seat: Seat | None = None
        self._safekeeping = Safekeeping(places)
        self._safekeeping.look(utc_now().date())  # before anything that it puts back is read
        self._told: set[str] = set()
        self._seen: tuple[object, ...] = ()

    @cached_property
    def undo(self) -> "Undo":
        """What takes changes back."""
        from storage.undo.journal import StepJournal
        from workspace.undo.undo import Undo

        return Undo(StepJournal(self.places.undo, self._notify), lambda: self.library, self._kinds(), utc_now)

    def _kinds(self) -> "dict[str, Kind]":
        """Return the kinds of parts that a step can have, by their names."""
        from workspace.undo.decided import JUDGED, SETTLED, Judged, Operations
        from workspace.undo.kinds import OPERATIONS
        from workspace.undo.settings import FEED, TEXT, FeedRows, Texts
        from workspace.undo.settled import Settled
        from workspace.undo.stories import STORIES, Stories

        return {
            JUDGED: Judged(lambda: self.library),
            OPERATIONS: Operations(lambda: self._whole_library),
            SETTLED: Settled(lambda: self._whole_library, utc_now),
            STORIES: Stories(self.places, lambda: self._whole_library),
            TEXT: Texts(self.places),
            FEED: FeedRows(lambda: self.subscriptions.feeds(), lambda change: self.subscriptions.update_feeds(change)),
        }

    def _notify(self, sentence: str) -> None:
        if sentence not in self.undo_notices:
            self.undo_notices.append(sentence)

    def take_seat(self) -> None:
        """Be a desk from now on: what is changed here is taken back here, and by the next desk that is opened when this
        one is closed. Without this, it is the command line."""
        self.sight.recorded = True
        if self._seat is None:
            from storage.undo.seats import Seat

            self._seat = Seat(self.places.cache)
            self.undo.desk = self._seat.name

    @classmethod
    def open(
        cls,
        home: Path | None = None,
        library: Path | None = None,
        *,
        progress: Callable[[str], None] | None = None,
        whole: bool = False,
    ) -> Self:
        """Open the workspace under a home folder (None: as the environment or the system has it), with another story
        file where `library` names one. `progress` is told in sentences of long work on the library; with `whole`, that
        work is waited for, so that every story is found by the first question."""
        places = Places.find(home, library)
        return cls(places, Settings.load(places), progress, whole=whole)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "undo" in self.__dict__:
            self.undo.journal.close()
        if "team" in self.__dict__:
            self.team.close()
        if self._seat is not None:
            self._seat.leave()
        if self._is_open:
            self.library.close()

    @cached_property
    def _feed_list(self) -> "FeedList":
        from storage.settings.feedlist import FeedList

        return FeedList(self.places.feeds)

    @property
    def has_feeds(self) -> bool:
        """Whether the user reads any feed; cheaper to ask than what they are."""
        return bool(self._feed_list.rows())

    @cached_property
    def subscriptions(self) -> "Subscriptions":
        """The feeds that the user reads."""
        from workspace.subscriptions import Subscriptions

        return Subscriptions(self.places, self._feed_list, self.settings, lambda: self.library, self.undo)

    @cached_property
    def views(self) -> "Views":
        """The filters that have names."""
        from workspace.views import Views

        return Views(self.places, lambda: self.library, lambda: self.undo, lambda: self.codebook)

    @cached_property
    def rules(self) -> "Rules":
        """What is done to stories as they come."""
        from workspace.rules import Rules

        return Rules(
            self.places,
            lambda: self._whole_library,
            lambda: self._all_suggestions,
            lambda: self.decisions,
            self.undo,
            lambda: self.codebook,
        )

    @cached_property
    def team(self) -> "Team":
        """The coders with whom decisions are exchanged."""
        from workspace.team.team import Team

        return Team(
            self.places, lambda: self._whole_library, lambda: self.settings, self.views.read,
            lambda: self.subscriptions.feeds(), lambda new: self.rules.run_on(new),
        )  # fmt: skip

    @cached_property
    def doubts(self) -> "Doubts":
        """What in a filter nothing knows."""
        from workspace.doubts import Doubts

        return Doubts(lambda: self.library, lambda: self.codebook, self.sight)

    @cached_property
    def memory(self) -> "Memory":
        """What the desk remembers of how it was left."""
        from workspace.memory import Memory

        return Memory(self.places, self.settings)

    @cached_property
    def library(self) -> "Library":
        """The stories and what was decided on them, as far as the user may see it just now."""
        from workspace.unaided import UnaidedLibrary

        return UnaidedLibrary(self._whole_library, self.sight)

    @cached_property
    def _whole_library(self) -> "LibraryOnDisk":
        """The same for what shows nothing to the user: it hides nothing."""
        from storage.library.library import Library as LibraryOnDisk

        library = LibraryOnDisk.open(
            self.places,
            who=self.settings.who,
            formerly=self.settings.formerly,
            now=utc_now,
            progress=self._progress,
        )
        if self._whole:
            library.wait()
        return library

    @cached_property
    def _all_suggestions(self) -> "Suggestions":
        from workspace.suggestions import Suggestions

        return Suggestions(self.places, self._whole_library, lambda: self.codebook, self._progress)

    @cached_property
    def decisions(self) -> "Decisions":
        """What a decision on a story changes."""
        from workspace.decisions import Decisions

        return Decisions(self.library, self.suggestions.of, lambda: self.codebook, self.undo)

    @cached_property
    def settling(self) -> "Settling":
        """What settles where coders differ."""
        from workspace.settling import Settling

        return Settling(self.library, self.undo, self.settings.who, utc_now)

    @cached_property
    def suggestions(self) -> "Suggestions":
        """What the machine suggests for stories, as far as the user may see it just now."""
        from workspace.suggestions import Suggestions

        return Suggestions(self.places, self.library, lambda: self.codebook, self._progress)

    @cached_property
    def refresher(self) -> "Refresher":
        """What fetches the feeds."""
        from workspace.refresh import Refresher

        return Refresher(
            self.places, self.subscriptions, self._whole_library, self.rules, self.undo,
            lambda feeds: self.team.to_fetch(feeds) if self.places.team.exists() else list(feeds),
        )  # fmt: skip

    def sign_as(self, name: str) -> tuple[str, ...]:
        """Have the user decide by another name from now on, where the settings gave none, and write that down. Return
        the names by which the user is found to have decided before, which are written down, too.

        What was had of `library` and of what rests on it is of no use afterwards: ask for it again. Raises a Fault
        where it can't be written, and then nothing has changed. For a worker thread.
        """
        from civic.coder import coder_key
        from storage.settings.coder import set_who
        from workspace.coder_name import earlier_names

        known = {coder_key(one) for one in self.settings.formerly}
        earlier = earlier_names(self.library, self.settings.who, name)
        set_who(self.places, name, [one for one in earlier if coder_key(one) not in known])
        self.library.close()
        for part in (
            "library", "_whole_library", "decisions", "settling", "suggestions", "_all_suggestions", "refresher",
        ):  # fmt: skip
            self.__dict__.pop(part, None)
        self.settings = Settings.load(self.places)
        return earlier

    @cached_property
    def _codebook(self) -> "CodebookFile":
        from storage.settings.codebook import CodebookFile

        return CodebookFile(self.places)

    @property
    def codebook(self) -> "Codebook":
        """The concerns that the user reads by, as the file stands now."""
        return self._codebook.current()

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences about the settings, and about the library if it is open, that the user should see once."""
        from storage.settings.codebook import load
        from storage.settings.rules import load as load_rules
        from storage.settings.views import load as load_views
        from workspace.team.settings import load as load_team

        library = self.library.notices if self._is_open else ()
        lost = self._safekeeping.look(utc_now().date())
        found = load_rules(self.places)
        rules = self.rules.runnable()[1] if found.rules else found.problems  # without any, nothing needs their filters
        files = (
            *load(self.places).problems, *load_views(self.places).problems, *rules, *load_team(self.places).problems
        )  # fmt: skip
        return (*self.settings.problems, *files, *lost, *self._feed_list.problems(), *library, *self.undo_notices)

    def news(self) -> tuple[str, ...]:
        """Return those of `notices` that were not returned here before. Cheap enough for every second."""
        own = (one.path for one in self.places.own_files() if one.name in _SMALL_FILES)
        now = (*map(fingerprint, own), len(self.library.notices), len(self.undo_notices))
        if now == self._seen:
            return ()
        self._seen = now
        new = tuple(one for one in self.notices if one not in self._told)
        self._told.update(new)
        return new

    @property
    def _is_open(self) -> bool:
        return "_whole_library" in self.__dict__
