"""What screens ask of the app: everything that needs the disk, the network or the world outside the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.message import Message

from civic.arrangement import How
from civic.jsonvalue import JsonValue
from civic.query import Query
from civic.story import Story
from civic.views import View


class RefreshWanted(Message):
    """Fetch feeds: those of these addresses, or every one. Asked again while at work, it cancels."""

    def __init__(self, urls: Sequence[str] = ()) -> None:
        super().__init__()
        self.urls = tuple(urls)


class AnalysisWanted(Message):
    """The open story has not been analysed yet."""

    def __init__(self, story: Story) -> None:
        super().__init__()
        self.story = story


class AskWanted(Message):
    """Ask the extra that is set up about this story. Asked again while at work, it cancels."""

    def __init__(self, story: Story) -> None:
        super().__init__()
        self.story = story


class RestWanted(Message):
    """All hits of a query are wanted, arranged; the first page is on the screen."""

    def __init__(self, query: Query, how: How) -> None:
        super().__init__()
        self.query = query
        self.how = how


class FacetsWanted(Message):
    """What the library has of each field is wanted, to complete a filter with."""


class ViewsWanted(Message):
    """Show the views to choose from."""


class ViewKept(Message):
    """Keep this view."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view


class ViewRemoved(Message):
    """Remove this view of the person's."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view


class RelatedWanted(Message):
    """Look for stories that share stakeholders and concerns with this one, to choose from."""

    def __init__(self, story: str) -> None:
        super().__init__()
        self.story = story


class HandOnWanted(Message):
    """Write the stories of this query to the file of this name."""

    def __init__(self, query: Query, name: str) -> None:
        super().__init__()
        self.query = query
        self.name = name


class RulesWanted(Message):
    """Show what the rules would change; `filter` is what a new rule could be made of."""

    def __init__(self, filter_: str) -> None:
        super().__init__()
        self.filter = filter_


class LinkWanted(Message):
    """Open this address in the browser."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


class CopyWanted(Message):
    """Put this on the clipboard; `what` names it for the message."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__()
        self.text = text
        self.what = what


class RememberWanted(Message):
    """Keep this for the next start."""

    def __init__(self, name: str, value: JsonValue) -> None:
        super().__init__()
        self.name = name
        self.value = value


class FilterWanted(Message):
    """Show the stories that this filter finds, as if it had been typed."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self.query = query


class WholeTextWanted(Message):
    """Fetch the whole text of this story from its page."""

    def __init__(self, story: Story) -> None:
        super().__init__()
        self.story = story


class OverviewWanted(Message):
    """Open the overview of the stories of this filter, as it was typed."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self.query = query


class StoryWanted(Message):
    """Open the story with this id."""

    def __init__(self, story: str) -> None:
        super().__init__()
        self.story = story


class StakeholderWanted(Message):
    """Open the page of the stakeholder of this name, as the stories of this filter (as it was typed) show it."""

    def __init__(self, name: str, query: str = "") -> None:
        super().__init__()
        self.name = name
        self.query = query


class FeedsWanted(Message):
    """Open the screen of feeds."""


class SubscribeWanted(Message):
    """Subscribe to the starter feeds of these addresses."""

    def __init__(self, urls: Sequence[str]) -> None:
        super().__init__()
        self.urls = tuple(urls)


class AddressAdded(Message):
    """Find the feed at this address, or the feeds of this site, and subscribe."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


class FeedChanged(Message):
    """Set fields of the subscription at this address."""

    def __init__(self, url: str, **values: str | int | bool) -> None:
        super().__init__()
        self.url = url
        self.values: dict[str, Any] = values


class RemoveWanted(Message):
    """Unsubscribe from this address; with `stories`, remove what it brought and nobody judged."""

    def __init__(self, url: str, *, stories: bool = False) -> None:
        super().__init__()
        self.url = url
        self.stories = stories


class ImportWanted(Message):
    """Subscribe to the feeds of the OPML file of this name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class ExportWanted(Message):
    """Write the subscriptions to an OPML file of this name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A feed as the screens show it: `url` names it, `address` may be shown; `state` is a word, `detail` the reason
    behind it; `fetched` is how long ago it was, `due` how soon it will be, both in words; `interval` in minutes;
    `subscribed` tells a subscription from a starter feed that is only offered."""

    url: str
    address: str
    name: str
    group: str
    state: str = ""
    detail: str = ""
    stories: int = 0
    unread: int = 0
    fetched: str = ""
    due: str = ""
    interval: int = 0
    fulltext: bool = False
    subscribed: bool = False
