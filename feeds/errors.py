"""What can go wrong between an address and a story. Each message is one plain sentence for the person."""

from civic.fault import Fault
from civic.text import clean_line


class FeedError(Fault):
    """Something about a feed or a document does not work; `str(error)` says what, and what to do.

    The sentence is cleaned on the way in. It names hosts, never whole addresses, which may carry passwords.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(clean_line(sentence, 300))


class AddressError(FeedError):
    """An address that is malformed, or that leads where a feed has no business."""


class FetchError(FeedError):
    """The network or the server failed; trying again later may help."""


class FormatError(FeedError):
    """What arrived is no feed, or can't be read within the limits."""
