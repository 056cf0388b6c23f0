"""Stories as open rounds of the team froze them, for whoever codes them there: in their words of then, whatever a feed
made of them since, and by the codebook of the round."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from civic.text import clean_line

if TYPE_CHECKING:
    from civic.codebook import Codebook
    from civic.story import Story
    from civic.suggestions import Analysis
    from storage.past.frozen import Frozen

_MOST: Final = 500
_SHORT: Final = 60


class FrozenStories:
    """What a story is in the round in which the user codes it just now. Without `kept`, no round froze anything."""

    def __init__(self, kept: Frozen | None = None) -> None:
        self._kept = kept
        self._earlier: set[str] = set()  # of stories that were last seen in other words than the library has
        self._analyses: dict[str, tuple[str, str, Analysis]] = {}  # of other words than the library has

    def of(self, story: Story) -> Story:
        """Return the story in the words of its round; itself where these are the same, or it is in none."""
        if self._kept is None or not self._kept.round_of(_names(story)):
            return story
        then = self._kept.story(_names(story))
        if then is None or (then.title, then.text) == (story.title, story.text):
            self._earlier.discard(story.id)
            return story
        self._earlier.add(story.id)
        return replace(story, title=then.title, text=then.text, summary=then.summary, lang=then.lang)

    @property
    def any(self) -> bool:
        """Return whether any round that is open froze anything."""
        return self._kept is not None and bool(self._kept.rounds)

    def codebook_of(self, story: Story | None) -> Codebook | None:
        """Return the codebook by which a story is coded in its round; None where it is in none."""
        if self._kept is None or story is None or not (name := self._kept.round_of(_names(story))):
            return None
        return self._kept.codebook(name)

    def remark(self, story: Story | None, own: Codebook) -> str:
        """Return what its user should know of a story as they see it in its round: that these are earlier words than
        the library has, or that it is coded by another codebook than their own; "" for nothing."""
        if self._kept is None or story is None or not (name := self._kept.round_of(_names(story))):
            return ""
        codebook = self._kept.codebook(name)
        words = "words" if story.id in self._earlier else ""
        by = "codebook" if codebook and codebook.version != own.version else ""
        what = " and ".join(filter(None, (words, by)))
        them = "them" if words else "it"
        return f"{what} as the round {clean_line(name, _SHORT)} froze {them}" if what else ""

    def analysis(self, story: Story) -> Analysis | None:
        """Return what was kept for a story in the words of its round."""
        title, text, found = self._analyses.get(story.id, ("", "", None))
        return found if (title, text) == (story.title, story.text) else None

    def keep_analysis(self, story: Story, analysis: Analysis) -> None:
        """Keep suggestions for a story in the words of its round, as long as the program runs."""
        if len(self._analyses) >= _MOST:
            self._analyses.clear()
        self._analyses[story.id] = story.title, story.text, analysis


def _names(story: Story) -> tuple[str, ...]:
    return story.id, *story.aliases
