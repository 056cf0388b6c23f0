"""What can go wrong between an address and a story. Each message is one plain sentence for the user."""

from civic.fault import Fault
from civic.text import clean_line


class FeedError(Fault):
    """A fault of a feed or a document; `str(error)` says what is wrong, and what to do.

    The constructor cleans the sentence. It names hosts, never whole addresses, which may hold passwords.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(clean_line(sentence, 300))


class AddressError(FeedError):
    """An address that is malformed, or that leads where a feed has no business."""


class ClosedError(AddressError):
    """An address of this machine or its network, which only a feed that is marked as local may have."""


class FetchError(FeedError):
    """A failure of the network or the server; trying again later may help."""


class NoConnectionError(FetchError):
    """A failure that a machine without a connection has with every host: no name is known, no way leads there."""


class FormatError(FeedError):
    """Content that is no feed, or that can't be read within the limits."""


class BrokenError(FormatError):
    """A feed, but one that is broken so that no entry of it can be read."""


class TooSlowError(FormatError):
    """Content that could not be read within its time, whatever it is."""
