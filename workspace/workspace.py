"""The house without a screen: places, settings, library and feeds wired together, for the commands and for the desk."""

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from civic.codebook import DEFAULT, Codebook, put_in_force
from civic.judgement import JsonValue
from civic.query import EVEN_HIDDEN, And, Is, Query, parse
from civic.second_opinion import SecondOpinion, joined
from civic.story import Story
from civic.suggestions import Analysis
from civic.text import clean_line
from civic.views import View
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.index.second_opinions import keep_opinion, opinion_by, opinions, with_opinions
from storage.library.library import Library
from storage.settings.codebook import load
from storage.settings.config import Settings, remember, remembered
from storage.settings.views import keep as keep_view
from storage.settings.views import load as load_views
from storage.settings.views import remove as remove_view
from workspace.decisions import Decisions
from workspace.refresh import Arrival
from workspace.rules import Ruling
from workspace.subscriptions import utc_now

if TYPE_CHECKING:
    from assist.provider import Provider

__all__ = ["Arrival", "Workspace", "utc_now"]

_THEME: Final = "theme"
_ALL: Final = 1 << 40
_ROWS: Final = 200
_PATIENCE: Final = 10.0
"""Seconds to wait for the index with what took long to get."""


class Workspace(Ruling):
    """One person's stories, decisions, feeds and settings. The library is opened when it is first asked for, so that
    what needs no story never touches one. Methods raise a `Fault` with a sentence for the person."""

    def __init__(
        self, places: Places, settings: Settings, progress: Callable[[str], None] | None, *, whole: bool
    ) -> None:
        super().__init__(places, settings)
        self._whole = whole
        self._progress = progress

    @classmethod
    def open(
        cls,
        home: Path | None = None,
        library: Path | None = None,
        *,
        progress: Callable[[str], None] | None = None,
        whole: bool = False,
    ) -> Self:
        """The workspace under a home folder (None: as the environment or the system has it), with another story file
        where `library` names one. `progress` is told in sentences of long work on the library; with `whole`, that work
        is waited for, so that every story is found by the first question."""
        places = Places.find(home, library)
        return cls(places, Settings.load(places), progress, whole=whole)

    def __enter__(self) -> Self:
        put_in_force(self.codebook)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        put_in_force(DEFAULT)
        if self._is_open:
            self.library.close()

    @cached_property
    def library(self) -> Library:
        """The stories and what was decided on them."""
        library = Library.open(self.places, who=self.settings.who, now=utc_now, progress=self._progress)
        if self._whole:
            library.wait()
        return library

    @cached_property
    def decisions(self) -> Decisions:
        """What a decision on a story changes, for every face."""
        return Decisions(self.library, self.analysis)

    @property
    def codebook(self) -> Codebook:
        """The concerns that the person reads by, as the file stands now."""
        return load(self.places).codebook

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences about the settings, and about the library if it is open, that the person should see once."""
        told = self.library.notices if self._is_open else ()
        problems = (*load(self.places).problems, *load_views(self.places).problems, *self.runnable()[1])
        return (*self.settings.problems, *problems, *told)

    @property
    def _is_open(self) -> bool:
        return "library" in self.__dict__

    @property
    def theme(self) -> str:
        """The theme that was chosen last, else the one of the settings."""
        chosen = self.remembered(_THEME)
        return chosen if isinstance(chosen, str) else self.settings.theme

    @property
    def past_filters(self) -> list[str]:
        """The filters that were used before, the last first."""
        kept = self.remembered("filters")
        return [clean_line(one, 500) for one in kept if isinstance(one, str)] if isinstance(kept, list) else []

    @property
    def views(self) -> tuple[View, ...]:
        """The views, shipped and the person's own, as the file stands now."""
        return load_views(self.places).views

    def keep_view(self, view: View) -> None:
        """Keep a view, in the place of one of the same name."""
        keep_view(self.places, view)

    def remove_view(self, name: str) -> None:
        """Remove a view of the person's."""
        remove_view(self.places, name)

    def query_in(self, view: View) -> Query:
        """What a view asks for, its dates as of now. Raises QueryError."""
        return parse(view.filter, utc_now().astimezone())

    def unread_in(self, view: View) -> int:
        """How many rows with unread stories are in a view. Raises QueryError."""
        return self.library.count(And((self.query_in(view), Is("unread"))), folded=True)

    def remembered(self, name: str) -> JsonValue:
        """What the last desk left here under a name; None for nothing."""
        return remembered(self.places).get(name)

    def remember(self, name: str, value: JsonValue) -> None:
        """Leave something for the next desk."""
        remember(self.places, name, value)

    def remember_theme(self, name: str) -> None:
        """Start with this theme from now on."""
        self.remember(_THEME, name)

    def analysis(self, story: Story) -> Analysis:
        """The suggestions for a story: as the library has them, else worked out now and kept there."""
        from civic.analysis.analyse import analyse

        found = self.library.analysis(story.id)
        if found is None:
            ours = analyse(story.text, story.title, story.lang, self.codebook)
            found = with_opinions(self.places, story, ours, self.codebook)
            self.library.keep_analysis(story, found)
            found = self.library.as_corrected(story.id, found)
        return found

    def opinion(self, story: Story, asked: "Provider") -> SecondOpinion | None:
        """What an extra said of a story before, where it would be told the same now."""
        return opinion_by(self.places, story, asked.badge, asked.basis(self.codebook))

    def keep_opinion(self, story: Story, asked: "Provider", opinion: SecondOpinion) -> None:
        """Keep what an extra said of a story, so that it is not asked again. Where the cache can't be written it will
        be."""
        with suppress(StorageError):
            keep_opinion(self.places, story, opinion, asked.basis(self.codebook), self.codebook)

    def show_opinion(self, story: Story, opinion: SecondOpinion) -> bool:
        """Have what an extra said among the suggestions for a story of the library; False where that has another text
        by now. For a worker thread."""
        from civic.analysis.analyse import analyse

        now = self.library.story(story.id)
        if now is None or (now.text, now.title, now.lang) != (story.text, story.title, story.lang):
            return False
        ours = analyse(story.text, story.title, story.lang, self.codebook)
        kept = [one for one in opinions(self.places, story, self.codebook) if one.by != opinion.by]
        self.library.keep_analysis(story, joined(ours, [*kept, opinion]), patience=_PATIENCE)
        return True

    def analyse(self, story_id: str) -> Analysis | None:
        """`analysis` for the story with this id; None where it is gone."""
        story = self.library.story(story_id)
        return self.analysis(story) if story else None

    def analyse_all(self) -> None:
        """Have the suggestions of every story, so that a filter that asks for them misses none."""
        keys = self.library.search(EVEN_HIDDEN, limit=_ALL)
        for start in range(0, len(keys), _ROWS):
            for row in self.library.rows(keys[start : start + _ROWS]):
                if not row.analysed:
                    self.analyse(row.id)
            if self._progress and start:
                self._progress(f"Analysing the stories: {start} of {len(keys)}.")
