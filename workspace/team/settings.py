"""What the user has joined, `team.toml` in the config folder.

where = "/home/ada/Shared/newsroom"       # a folder, or postgresql://…
window = "since:2y"                       # of stories, only these come and go; "" for all
every = 60                                # seconds between two turns of an open desk; 0: only on demand
give = true                               # what the feeds bring goes to the others, decided on or not
"""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from civic.text import clean_line
from storage.files.disk import make_folder, open_regular, replacing, shown
from storage.files.errors import StorageError, UnreadableError
from storage.files.lock import locked
from storage.files.places import Places

_LARGEST: Final = 1 << 20
_USUALLY: Final = 60
_LONGEST_PAUSE: Final = 86400
_KNOWN: Final = ("where", "window", "every", "give")
WINDOW: Final = "since:2y"
"""The window of whoever has set none."""


class Joined(Struct, frozen=True):
    """What the file says: `where` is "" for a desk without a team. `problems` are sentences for what was not
    understood."""

    where: str = ""
    window: str = WINDOW
    every: int = _USUALLY
    give: bool = True
    problems: tuple[str, ...] = ()


def load(places: Places) -> Joined:
    """Return what the file says; never fails."""
    try:
        with open_regular(places.team) as file:
            return _joined(tomllib.loads(file.read(_LARGEST).decode("utf-8-sig")))
    except FileNotFoundError:
        return Joined()
    except StorageError as error:
        return Joined(problems=(str(error),))
    except (ValueError, RecursionError) as error:
        why = clean_line(str(error), 160)
        return Joined(problems=(f"{shown(places.team)} can't be read, so nothing is exchanged: {why}.",))


def _joined(body: Mapping[str, Any]) -> Joined:
    problems = [f"team.toml: there is no setting {clean_line(name, 40)!r}." for name in body if name not in _KNOWN]
    texts = {name: body.get(name, usual) for name, usual in (("where", ""), ("window", WINDOW))}
    problems += [f"team.toml: {name} can't be {clean_line(repr(value), 40)}: write it in quotes."
                 for name, value in texts.items() if not isinstance(value, str)]  # fmt: skip
    every = body.get("every", _USUALLY)
    if not isinstance(every, int) or isinstance(every, bool) or not 0 <= every <= _LONGEST_PAUSE:
        problems.append(f"team.toml: every can't be {clean_line(repr(every), 40)}: write seconds, 0 for on demand.")
        every = _USUALLY
    give = body.get("give", True)
    if not isinstance(give, bool):
        problems.append(f"team.toml: give can't be {clean_line(repr(give), 40)}: write true or false.")
        give = False  # what was not meant to go can't be called back
    where, window = (value if isinstance(value, str) else "" for value in texts.values())
    return Joined(clean_line(where, 2000), clean_line(window, 2000), every, give, tuple(problems))


def keep(places: Places, where: str, window: str | None = None) -> None:
    """Write down what was joined ("": nothing any more), and the window where one is given ("": all). All else in the
    file stays as it is. Raises StorageError."""
    wanted = {"where": where or None, **({} if window is None else {"window": window})}
    make_folder(places.team.parent)
    with locked(places.team, timeout=5):
        try:
            with open_regular(places.team) as file:
                old = file.read(_LARGEST + 1).decode("utf-8-sig")
        except FileNotFoundError:
            old = ""
        except UnicodeDecodeError as error:
            raise _unreadable(places) from error
        try:
            before = tomllib.loads(old)
            new = _with(old, wanted)
            after = {**before, **wanted}
            is_right = tomllib.loads(new) == {name: value for name, value in after.items() if value is not None}
        except (ValueError, RecursionError) as error:
            raise _unreadable(places) from error
        if not is_right or len(old) > _LARGEST:
            raise UnreadableError(f"{shown(places.team)} is not laid out as civicdesk writes it: change it by hand.")
        with replacing(places.team) as file:
            file.write(new.encode())


def _unreadable(places: Places) -> UnreadableError:
    return UnreadableError(f"{shown(places.team)} can't be read: mend it or take it away.")


def _with(text: str, wanted: Mapping[str, str | None]) -> str:
    """Return a text in which these settings stand first, in the place of any before; None for none."""
    begin = re.search(r"(?m)^[ \t]*\[", text)
    head, tables = (text[: begin.start()], text[begin.start() :]) if begin else (text, "")
    for name in wanted:
        head = re.sub(rf"(?m)^[ \t]*{name}[ \t]*=.*(?:\n|\Z)", "", head)
    lines = [f"{name} = {_quoted(value)}\n" for name, value in wanted.items() if value is not None]
    # Never empty: a file without a byte is one that something else has emptied.
    return "".join([*lines, head, tables]) or "# no team is joined\n"


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
