"""What screens ask of the app: everything that needs the disk, the network or the world outside the terminal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, runtime_checkable

from msgspec import Struct, field
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

    def show_progress(self) -> None:
        """Show how far what is at work is now."""


@runtime_checkable
class ShowsTags(Protocol):
    """A screen that shows how tags stand on the open story, or on the selected ones."""

    def show_tags(self) -> None:
        """Show how they stand now."""


class Request(Struct, frozen=True):
    """Something that a screen asks for. The app has one table of who answers which request."""


class Asked(Message):
    """A request on its way to the app. It is no message itself: dozens of classes of these cost a start dearly."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request


class RefreshWanted(Request, frozen=True):
    """Fetch the feeds of these addresses, or every feed. Asked again while fetching goes on, it cancels."""

    urls: tuple[str, ...] = ()


class TeamSyncWanted(Request, frozen=True):
    """Exchange decisions with the team now."""


class AnalysisWanted(Request, frozen=True):
    """Analyse the open story, which has no suggestions yet."""

    story: Story


class AskWanted(Request, frozen=True):
    """Ask a provider for a second opinion on a story. Asked again while that goes on, it cancels."""

    story: Story


class ChangesWanted(Request, frozen=True):
    """Show what changed in the words of a story."""

    story: Story


class RestWanted(Request, frozen=True):
    """Find all hits of a query, arranged; the first page is on the screen."""

    query: Query
    how: How


class FacetsWanted(Request, frozen=True):
    """Look up which values the library has for each field, to complete a filter with."""


class UndoWanted(Request, frozen=True):
    """Take the last change back, from another screen than the desk."""


class StepTurned(Request, frozen=True):
    """Show stories, views and feeds anew: a step that changed some has been taken back or made again."""


class ViewCountsWanted(Request, frozen=True):
    """Show the views beside the list, with how many unread stories are in each."""


class ViewChosen(Request, frozen=True):
    """Show the stories of a view."""

    view: View


class ViewsWanted(Request, frozen=True):
    """Show the views to choose from."""


class ViewKept(Request, frozen=True):
    """Ask for a name, and keep this filter and arrangement as a view."""

    filter: str
    how: How
    unaided: bool


class ViewRemoved(Request, frozen=True):
    """Remove this view, which is one of the user's own."""

    view: View


class RelatedWanted(Request, frozen=True):
    """Show stories that share stakeholders and concerns with the one of this id, to choose from."""

    story: str


class CodebookWanted(Request, frozen=True):
    """Show the codebook, to work on."""


CodebookTask: TypeAlias = Literal["rename", "merge", "split", "delete", "memo", "undo", "cancel"]
"""What is to be done with an entry of the codebook, or with what was done last."""


class CodebookChangeWanted(Request, frozen=True):
    """Do a task with an entry of the codebook, None for one that is about none."""

    task: CodebookTask
    entry: "Entry | None"


class StoriesExportWanted(Request, frozen=True):
    """Ask for a file, and write the stories of this query to it; `which` says which they are."""

    query: Query
    which: str


class RulesWanted(Request, frozen=True):
    """Show what the rules would change; `filter` is what a new rule could be made of. Asked again while that is being
    worked out, it cancels."""

    filter: str


class LinkWanted(Request, frozen=True):
    """Open this address in the browser."""

    url: str


class CopyWanted(Request, frozen=True):
    """Put this text on the clipboard; `what` names it for the notification."""

    text: str
    what: str


class RememberWanted(Request, frozen=True):
    """Keep this value under a name for the next start."""

    name: str
    value: JsonValue


class FilterWanted(Request, frozen=True):
    """Show the stories that this filter finds, as if it had been typed."""

    query: str


class WholeTextWanted(Request, frozen=True):
    """Fetch the whole text of this story from its page."""

    story: Story


class EnclosureWanted(Request, frozen=True):
    """Add a PDF file that came along with this story as a story."""

    story: Story
    enclosure: Enclosure


class DocumentWanted(Request, frozen=True):
    """Ask for a file, and add it as a story."""


class DocumentAdded(Request, frozen=True):
    """Add the file at this path, as it was typed or pasted, as a story, or as many as it has."""

    name: str


class OverviewWanted(Request, frozen=True):
    """Open the overview of the stories of this filter, as it was typed."""

    query: str


class StoryWanted(Request, frozen=True):
    """Open the story with this id."""

    story: str


class StakeholderWanted(Request, frozen=True):
    """Open the page of the stakeholder of this name, as the stories of this filter (as it was typed) show it."""

    name: str
    query: str = ""


class FeedsWanted(Request, frozen=True):
    """Open the screen of feeds."""


class SubscribeWanted(Request, frozen=True):
    """Subscribe to the starter feeds of these addresses."""

    urls: tuple[str, ...]


class AddressAdded(Request, frozen=True):
    """Find the feed at this address, or the feeds of this site, and subscribe."""

    url: str


class FeedChanged(Request, frozen=True):
    """Set these fields (title, group, interval, paused, fulltext, local, agent, megabytes, entries) of the subscription
    at this address; `header` is one that is sent to it from now on ("Name: value"), or no more ("Name:")."""

    url: str
    values: Mapping[str, str | int | bool] = field(default_factory=dict)


class FetchingWanted(Request, frozen=True):
    """Ask what to set a field of this subscription to; without one show how it is fetched, and ask what to change of
    that."""

    feed: "FeedState"
    field: Literal["", "title", "group", "interval"] = ""


class RemoveWanted(Request, frozen=True):
    """Unsubscribe from this address; with `stories`, remove what it brought, except what somebody judged."""

    url: str
    stories: bool = False


class ImportWanted(Request, frozen=True):
    """Subscribe to the feeds of the OPML file of this name."""

    name: str


class ExportWanted(Request, frozen=True):
    """Write the subscriptions to an OPML file of this name."""

    name: str
