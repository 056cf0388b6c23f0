"""A session at the desk without a screen."""

from datetime import datetime

from civic.analysis.analyse import analyse
from civic.codebook import DEFAULT
from civic.story import Story
from civic.suggestions import Analysis
from tests.doubles import NOW, undo_on
from tui.desk.session import Desk
from workspace.decisions import Decisions
from workspace.ports import Library
from workspace.settling import Settling


def desk_on(library: Library, now: datetime = NOW) -> Desk:
    """A session on a library, whose decisions rest on what is suggested for a story now."""

    def suggestions(story: Story) -> Analysis:
        return library.analysis(story.id) or analyse(story.text, story.title, story.lang)

    undo = undo_on(library)
    decisions = Decisions(library, suggestions, lambda: DEFAULT, undo)
    settling = Settling(library, undo, "me", lambda: now)
    return Desk(library, decisions, settling, undo, lambda: now, DEFAULT)
