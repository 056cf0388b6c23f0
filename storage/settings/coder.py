"""The names by which the user decides, in `config.toml`: read from it, and written into it where it has none yet.

who = "Ada Lovelace"
formerly = ["root"]                       # names before: what was decided by them is the user's own, too
"""

import getpass
import json
import tomllib
from collections.abc import Sequence
from typing import Any, Final

from civic.coder import LONGEST, coder_key, coder_name, is_reserved, misleads
from civic.text import clean_line
from storage.files.disk import make_folder, open_regular, replacing, shown
from storage.files.errors import StorageError, UnreadableError
from storage.files.lock import locked
from storage.files.places import Places

_BOM: Final = b"\xef\xbb\xbf"
_LARGEST: Final = 1 << 20
_MOST: Final = 50
_NOBODY: Final = "me"


def login_name() -> str:
    """Return the name under which decisions are kept when the settings give none."""
    try:
        name = coder_name(getpass.getuser())
    except (OSError, KeyError):  # no name is known for this user id
        return _NOBODY
    return name if name and not is_reserved(name) else _NOBODY


def refusal(name: str) -> str:
    """Return why nobody can sign by a name and what to write instead, as what follows "The name …" in a sentence; ""
    for a name that is good."""
    if (refused := _impossible(name)) or not (why := misleads(coder_name(name))):
        return refused
    return f"can't be {coder_name(name)!r}, which {why}: write it so that nobody takes it for another."


def _impossible(name: str) -> str:
    """Return the same for a name that nobody can have signed by."""
    line = clean_line(name, 2 * LONGEST)
    if not line:
        return "can't be empty: write the name that you go by."
    if is_reserved(line):
        return f"can't be {line!r}, which stands for what coders agreed on: write the name that you go by."
    if len(line) > LONGEST:
        return f"can't be longer than {LONGEST} characters: write a shorter one."
    return ""


def who_of(value: object) -> tuple[str, tuple[str, ...]]:
    """Return the name that `who` gives, "" for none that is good, and sentences for what is wrong with it."""
    if not isinstance(value, str):
        return "", (f'config.toml: who can\'t be {clean_line(repr(value), 40)}: write it as who = "Your Name".',)
    if refused := refusal(value):
        return "", (f"config.toml: who {refused}",)
    return coder_name(value), ()


def formerly_of(value: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names that `formerly` gives, each once, and sentences for what is left out of it."""
    if not isinstance(value, list):
        return (), (f'config.toml: formerly can\'t be {clean_line(repr(value), 40)}: write a list, as ["Old Name"].',)
    names: dict[str, str] = {}
    problems = []
    for one in value[:_MOST]:
        if not isinstance(one, str):
            problems.append(f"config.toml: formerly can't have {clean_line(repr(one), 40)}: write names in quotes.")
        elif refused := _impossible(one):
            problems.append(f"config.toml: a name in formerly {refused}")
        else:
            names.setdefault(coder_key(coder_name(one)), coder_name(one))
    if len(value) > _MOST:
        problems.append(f"config.toml: only the first {_MOST} names in formerly are read: take the others out.")
    return tuple(names.values()), tuple(problems)


def set_who(places: Places, who: str, formerly: Sequence[str] = ()) -> None:
    """Write down by which name the user decides, and did before. All else in the file stays as it is to the byte.

    Raises StorageError for a name that can't be, for a file that has these settings already, and for one that can't be
    read or written.
    """
    path = places.settings
    if refused := next(filter(None, (refusal(who), *map(_impossible, formerly))), ""):
        raise StorageError(f"The name {refused}")
    make_folder(path.parent)
    with locked(path, timeout=5):
        try:
            with open_regular(path) as file:
                old = file.read(_LARGEST + 1)
        except FileNotFoundError:
            old = b""
        _expect_room_for_names(places, old, formerly)
        bom = _BOM if old.startswith(_BOM) else b""
        with replacing(path) as file:
            file.write(bom + _lines(who, formerly, old) + old[len(bom) :])


def _expect_room_for_names(places: Places, old: bytes, formerly: Sequence[str]) -> None:
    """Raise StorageError for a file to which the names can't be added."""
    where = shown(places.settings)
    if len(old) > _LARGEST:
        raise UnreadableError(f"{where} is larger than {_LARGEST >> 20} MB: make it smaller, then write who into it.")
    try:
        body: dict[str, Any] = tomllib.loads(old.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, or a number too long
        raise UnreadableError(f"{where} can't be read: mend it, then write who into it.") from error
    if "who" in body:
        raise StorageError(f"{where} says who you are already: change it there.")
    if formerly and "formerly" in body:
        raise StorageError(f"{where} has a list formerly already: add the old name there, and write who above it.")


def _lines(who: str, formerly: Sequence[str], old: bytes) -> bytes:
    """Return the lines to put first, where no table has begun, with the ends that the lines of the file have."""
    end = "\r\n" if old.partition(b"\n")[0].endswith(b"\r") else "\n"
    lines = [f"who = {_quoted(who)}"]
    if formerly:
        lines.append(f"formerly = [{', '.join(map(_quoted, formerly))}]")
    return "".join(line + end for line in lines).encode()


def _quoted(name: str) -> str:
    """Return a basic string of TOML: JSON's, since a cleaned name has nothing that these two escape differently."""
    return json.dumps(coder_name(name), ensure_ascii=False)
