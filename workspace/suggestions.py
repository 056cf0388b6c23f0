"""Suggestions for stories: worked out once and kept, with second opinions beside them."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from civic.codebook import Codebook
from civic.query import EVEN_HIDDEN
from civic.second_opinion import SecondOpinion, joined
from civic.story import Story
from civic.suggestions import Analysis
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.index.second_opinions import keep_opinion, opinion_by, opinions, with_opinions
from workspace.ports import Library

if TYPE_CHECKING:
    from assist.provider import Provider

_ALL: Final = 1 << 40
_ROWS: Final = 200
_PATIENCE: Final = 10.0
"""Seconds to wait for the index with what took long to get."""


class Suggestions:
    """Suggestions by the codebook that holds, which `codebook` reads. Methods raise a `Fault`."""

    def __init__(self, places: Places, library: Library, codebook: Callable[[], Codebook],
                 progress: Callable[[str], None] | None) -> None:  # fmt: skip
        self._places = places
        self._library = library
        self._codebook = codebook
        self._progress = progress

    def of(self, story: Story) -> Analysis:
        """Return the suggestions for a story: as the library has them, else worked out now and kept there."""
        found = self._library.analysis(story.id)
        if found is None:
            from civic.analysis.analyse import analyse  # most stories have been analysed by then

            ours = analyse(story.text, story.title, story.lang, self._codebook())
            found = with_opinions(self._places, story, ours, self._codebook())
            self._library.keep_analysis(story, found)
            found = self._library.as_corrected(story.id, found)
        return found

    def kept_opinion(self, story: Story, asked: "Provider") -> SecondOpinion | None:
        """Return the opinion of a provider that is kept for a story, where its question would be the same now."""
        return opinion_by(self._places, story, asked.badge, asked.basis(self._codebook()))

    def keep_opinion(self, story: Story, asked: "Provider", opinion: SecondOpinion) -> None:
        """Keep the opinion of a provider on a story, so that it is not asked again. Where the cache can't be written it
        will be."""
        with suppress(StorageError):
            keep_opinion(self._places, story, opinion, asked.basis(self._codebook()), self._codebook())

    def add_opinion(self, story: Story, opinion: SecondOpinion) -> bool:
        """Show an opinion among the suggestions for a story of the library; False where that has another text
        by now. For a worker thread."""
        from civic.analysis.analyse import analyse

        now = self._library.story(story.id)
        if now is None or (now.text, now.title, now.lang) != (story.text, story.title, story.lang):
            return False
        ours = analyse(story.text, story.title, story.lang, self._codebook())
        kept = [one for one in opinions(self._places, story, self._codebook()) if one.by != opinion.by]
        self._library.keep_analysis(story, joined(ours, [*kept, opinion]), patience=_PATIENCE)
        return True

    def of_id(self, story_id: str) -> Analysis | None:
        """Return the suggestions for the story with this id; None where it is gone."""
        story = self._library.story(story_id)
        return self.of(story) if story else None

    def complete(self) -> None:
        """Work out the suggestions of every story, so that a filter that asks for them misses none, and has them as the
        user's decisions re-weigh them."""
        with suppress(StorageError):
            self._library.reweigh()
        keys = self._library.search(EVEN_HIDDEN, limit=_ALL)
        for start in range(0, len(keys), _ROWS):
            for row in self._library.rows(keys[start : start + _ROWS]):
                if not row.analysed:
                    self.of_id(row.id)
            if self._progress and start:
                self._progress(f"Analysing the stories: {start} of {len(keys)}.")
