"""When Python looks through memory for what nobody uses any more: not while keys come.

To look through all that has lasted takes 10 to 25 ms, and comes when things are made, so in the midst of a key."""

import gc
from typing import Final

_DUE: Final = 10
"""Looks through what is young after which all is looked through, as Python does by itself; while the user rests."""
_SELDOM: Final = 200
"""The same where the user never rests."""


def look_from_now_on() -> None:
    """Look for garbage again, where that was to wait for the first frame; what is there by then stays as long as the
    desk and is left out."""
    if not gc.isenabled():
        young, middle, _ = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(young, middle, _SELDOM)
        gc.enable()


def tidy() -> None:
    """Look through all where that is due, since the user rests. A desk within another program leaves it to that."""
    if gc.get_threshold()[2] == _SELDOM and gc.get_count()[2] >= _DUE:
        gc.collect()
