"""Drawing a random sample that everybody draws alike."""

from collections.abc import Iterable
from hashlib import sha256
from heapq import nsmallest


def sample(ids: Iterable[str], number: int, seed: str) -> tuple[str, ...]:
    """Return `number` of these ids, all of them where they are fewer, in the order in which they are drawn.

    The same ids and seed give the same sample on every machine, whatever the order of the ids; a larger sample begins
    with the smaller one. Each id is as likely as any other: they are drawn by the SHA-256 of seed and id.
    """
    return tuple(nsmallest(number, set(ids), key=lambda one: (_lot(one, seed), one)))


def _lot(one: str, seed: str) -> bytes:
    return sha256(f"{seed}\0{one}".encode("utf-8", "surrogatepass")).digest()
