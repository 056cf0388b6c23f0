"""`codebook.toml` as a user wrote it, changed in single tables: comments, order and unknown keys of the rest stay."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from civic.codebook import slug
from civic.fault import Fault
from civic.text import clean_line
from storage.settings.codebook import MOST
from storage.settings.toml_tables import set_text, text_of

Tables: TypeAlias = MutableMapping[str, Any]
"""The tables of concerns, by the ids as they are written."""
_BOM: Final = "\ufeff"


class CodebookFault(Fault):
    """A change of the codebook that can't be made; the message is one sentence."""


def changed_text(text: str | None, change: Callable[[Tables], None], name: str = "codebook.toml") -> str:
    """Return the text of a codebook file (None: there is none) with its tables changed. Raises CodebookFault where it
    can't be read, or not be changed without losing something."""
    import tomlkit  # brings a parser along: only where a codebook is changed
    from tomlkit.exceptions import TOMLKitError

    before = (text or "").removeprefix(_BOM).replace("\r\n", "\n")
    try:
        plain: dict[str, Any] = tomllib.loads(before)
        document: Any = tomlkit.parse(before)
    except (ValueError, RecursionError, TOMLKitError) as error:
        why = clean_line(str(error), 120)
        raise CodebookFault(f"{name} can't be read: mend it first ({why}).") from error
    if not isinstance(plain.setdefault("concerns", {}), dict):
        raise CodebookFault(f"{name} can't be changed: its concerns have to be tables, each as [concerns.ID].")
    try:
        if "concerns" not in document:
            document["concerns"] = tomlkit.table(is_super_table=True)
        count = len(plain["concerns"])
        change(plain["concerns"])
        if len(plain["concerns"]) > max(count, MOST):
            raise CodebookFault(f"{name} would have more than {MOST} concerns, the most that are read: take some out.")
        change(document["concerns"])
        after = tomlkit.dumps(document)
        after = after if before.startswith("\n") else after.lstrip("\n")
        same = tomllib.loads(after) if after.strip() else {}
    except (ValueError, TypeError, AttributeError, KeyError, TOMLKitError) as error:
        raise CodebookFault(f"{name} is laid out in a way that can't be changed here: change it by hand.") from error
    if same.get("concerns", {}) != plain["concerns"] or {**same, "concerns": 0} != {**plain, "concerns": 0}:
        raise CodebookFault(f"{name} is laid out in a way that can't be changed here: change it by hand.")
    return after if after.strip() else "# There are no concerns of your own.\n"


def rewrite(
    path: Path,
    change: Callable[[Tables], None],
    about_to: Callable[[str | None, str], None],
    anew: str | None = None,
) -> bool:
    """Change the tables of a codebook file, or those of the text `anew` in its place; return whether anything changed.
    `about_to` is told what it holds and what it is about to hold. Raises a Fault, and then nothing has changed."""
    before = text_of(path)
    after = changed_text(before if anew is None else anew, change, path.name)
    if after == before or (before is None and after.startswith("#")):
        return False
    about_to(before, after)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not set_text(path, before, after):
        raise CodebookFault(f"{path.name} has just been changed by somebody else: look at it, and try again.")
    return True


def key_of(tables: Tables, tag: str) -> str | None:
    """Return how the id of a tag is written among the tables, None where it has none."""
    return next((str(written) for written in tables if slug(str(written)) == tag), None)


@contextmanager
def table_of(tables: Tables, tag: str) -> Iterator[Tables]:
    """Have the table of a tag to change in a block. Where there is none, one is made of what the block puts into it."""
    key = key_of(tables, tag)
    found: Tables = {} if key is None else tables[key]
    yield found
    if key is None and found:
        tables[tag] = found


def put(table: Tables, name: str, value: "str | bool | Iterable[str] | None") -> None:
    """Set a value of a table; one that says nothing is taken out."""
    if isinstance(value, str | bool) or value is None:
        written: Any = _text(value) if isinstance(value, str) else value
    else:
        written = [*value]
    if written:
        if table.get(name) != written:
            table[name] = written
    elif name in table:
        del table[name]


def add(table: Tables, name: str, words: Iterable[str], but: Iterable[str] = ()) -> None:
    """Add words to a list of a table, each once, and take out those of `but`."""
    known = table.get(name)
    before = [str(word) for word in known] if isinstance(known, list) else []
    out = {*but}
    put(table, name, [word for word in dict.fromkeys([*before, *words]) if slug(word) not in out])


def _text(value: str) -> str:
    """Return a text that is written on several lines where it has several."""
    if "\n" not in value:
        return value
    from tomlkit import string

    return string(value, multiline=True)
