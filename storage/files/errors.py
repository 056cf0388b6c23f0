"""What can go wrong on the disk, each kind with one sentence that says what to do."""

from civic.fault import Fault


class StorageError(Fault):
    """Something on the disk is not as it has to be; the message is one sentence for the person."""


class LockedError(StorageError):
    """Another process is writing the same file and does not finish."""


class UnreadableError(StorageError):
    """A file is there, but it is not what its name says: a folder, a pipe, another format, no permission."""


class UnwritableError(StorageError):
    """Nothing can be saved here: no permission, no room, a read-only file system."""


class DamagedIndexError(StorageError):
    """The index turned out to be damaged while stories were brought; it is built anew by the next attempt."""
