"""What screens ask of the app: everything that needs the disk, the network or the world outside the terminal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, runtime_checkable

from textual.message import Message
from textual.notifications import SeverityLevel

from civic.arrangement import How
from civic.jsonvalue import JsonValue
from civic.query import Query
from civic.story import Enclosure, Story
from civic.views import View

if TYPE_CHECKING:
    from workspace.codebook.listing import Entry
    from workspace.feed_states import FeedState


class Notifier(Protocol):
    """Whoever can show the user a sentence."""

    def notify_user(self, sentence: str, severity: SeverityLevel = "information", seconds: float = 5) -> None:
        """Show a sentence for some seconds. It is plain text: nothing in it is markup."""


@runtime_checkable
class ShowsFeeds(Protocol):
    """A screen with feeds on it."""

    def show_feeds(self) -> None:
        """Show them as they are now."""

    def show_progress(self, text: str) -> None:
        """Show how far fetching them is; "" when it is done."""


@dataclass
class Request(Message):
    """Something that a screen asks for. The app has one table of who answers which request."""


@dataclass
class RefreshWanted(Request):
    """Fetch the feeds of these addresses, or every feed. Asked again while fetching goes on, it cancels."""

    urls: tuple[str, ...] = ()


@dataclass
class TeamSyncWanted(Request):
    """Exchange decisions with the team now."""


@dataclass
class AnalysisWanted(Request):
    """Analyse the open story, which has no suggestions yet."""

    story: Story


@dataclass
class AskWanted(Request):
    """Ask a provider for a second opinion on a story. Asked again while that goes on, it cancels."""

    story: Story


@dataclass
class ChangesWanted(Request):
    """Show what changed in the words of a story."""

    story: Story


@dataclass
class RestWanted(Request):
    """Find all hits of a query, arranged; the first page is on the screen."""

    query: Query
    how: How


@dataclass
class FacetsWanted(Request):
    """Look up which values the library has for each field, to complete a filter with."""


@dataclass
class UndoWanted(Request):
    """Take the last change back, from another screen than the desk."""


@dataclass
class StepTurned(Request):
    """Show stories, views and feeds anew: a step that changed some has been taken back or made again."""


@dataclass
class ViewCountsWanted(Request):
    """Show the views beside the list, with how many unread stories are in each."""


@dataclass
class ViewChosen(Request):
    """Show the stories of a view."""

    view: View


@dataclass
class ViewsWanted(Request):
    """Show the views to choose from."""


@dataclass
class ViewKept(Request):
    """Ask for a name, and keep this filter and arrangement as a view."""

    filter: str
    how: How
    unaided: bool


@dataclass
class ViewRemoved(Request):
    """Remove this view, which is one of the user's own."""

    view: View


@dataclass
class RelatedWanted(Request):
    """Show stories that share stakeholders and concerns with the one of this id, to choose from."""

    story: str


@dataclass
class CodebookWanted(Request):
    """Show the codebook, to work on."""


CodebookTask: TypeAlias = Literal["rename", "merge", "split", "delete", "memo", "undo", "cancel"]
"""What is to be done with an entry of the codebook, or with what was done last."""


@dataclass
class CodebookChangeWanted(Request):
    """Do a task with an entry of the codebook, None for one that is about none."""

    task: CodebookTask
    entry: "Entry | None"


@dataclass
class StoriesExportWanted(Request):
    """Ask for a file, and write the stories of this query to it; `which` says which they are."""

    query: Query
    which: str


@dataclass
class RulesWanted(Request):
    """Show what the rules would change; `filter` is what a new rule could be made of. Asked again while that is being
    worked out, it cancels."""

    filter: str


@dataclass
class LinkWanted(Request):
    """Open this address in the browser."""

    url: str


@dataclass
class CopyWanted(Request):
    """Put this text on the clipboard; `what` names it for the notification."""

    text: str
    what: str


@dataclass
class RememberWanted(Request):
    """Keep this value under a name for the next start."""

    name: str
    value: JsonValue


@dataclass
class FilterWanted(Request):
    """Show the stories that this filter finds, as if it had been typed."""

    query: str


@dataclass
class WholeTextWanted(Request):
    """Fetch the whole text of this story from its page."""

    story: Story


@dataclass
class EnclosureWanted(Request):
    """Add a PDF file that came along with this story as a story."""

    story: Story
    enclosure: Enclosure


@dataclass
class DocumentWanted(Request):
    """Ask for a file, and add it as a story."""


@dataclass
class DocumentAdded(Request):
    """Add the file at this path, as it was typed or pasted, as a story, or as many as it has."""

    name: str


@dataclass
class OverviewWanted(Request):
    """Open the overview of the stories of this filter, as it was typed."""

    query: str


@dataclass
class StoryWanted(Request):
    """Open the story with this id."""

    story: str


@dataclass
class StakeholderWanted(Request):
    """Open the page of the stakeholder of this name, as the stories of this filter (as it was typed) show it."""

    name: str
    query: str = ""


@dataclass
class FeedsWanted(Request):
    """Open the screen of feeds."""


@dataclass
class SubscribeWanted(Request):
    """Subscribe to the starter feeds of these addresses."""

    urls: tuple[str, ...]


@dataclass
class AddressAdded(Request):
    """Find the feed at this address, or the feeds of this site, and subscribe."""

    url: str


@dataclass
class FeedChanged(Request):
    """Set these fields (title, group, interval, paused, fulltext, local, agent, megabytes, entries) of the subscription
    at this address; `header` is one that is sent to it from now on ("Name: value"), or no more ("Name:")."""

    url: str
    values: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass
class FetchingWanted(Request):
    """Ask what to set a field of this subscription to; without one show how it is fetched, and ask what to change of
    that."""

    feed: "FeedState"
    field: Literal["", "title", "group", "interval"] = ""


@dataclass
class RemoveWanted(Request):
    """Unsubscribe from this address; with `stories`, remove what it brought, except what somebody judged."""

    url: str
    stories: bool = False


@dataclass
class ImportWanted(Request):
    """Subscribe to the feeds of the OPML file of this name."""

    name: str


@dataclass
class ExportWanted(Request):
    """Write the subscriptions to an OPML file of this name."""

    name: str
