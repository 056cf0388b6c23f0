"""What can go wrong on the disk, each kind with one sentence that says what to do."""

from civic.fault import Fault


class StorageError(Fault):
    """A file that is not as it has to be; the message is one sentence for the user."""


class LockedError(StorageError):
    """A file that another process is writing and does not finish."""


class UnreadableError(StorageError):
    """A file that is not what its name says: a folder, a pipe, another format, or without permission."""


class UnwritableError(StorageError):
    """A file that can't be saved: no permission, no room, a read-only file system."""


class DamagedIndexError(StorageError):
    """An index that turned out to be damaged while stories were put; the next attempt builds it anew."""
