"""TOML files of tables that have names, in the config folder: plain enough to be written by hand and shared.

Each table stands under a line like `[[view]]`. One of them is written or removed without touching a byte of the rest.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Generic, TypeAlias, TypeVar

from msgspec import Struct

from civic.fault import Fault
from civic.naming import same_name
from civic.text import clean_line
from storage.files.disk import make_folder, open_regular, replacing, shown
from storage.files.errors import StorageError, UnreadableError, UnwritableError
from storage.files.lock import locked

LARGEST: Final = 8 << 20
"""Bytes of a file: room for some samples of ten thousand stories."""

_AS_IT_IS: Final = re.compile(r"(?:(?!'''|\[\[)[^\x00-\x09\x0b-\x1f\x7f])+")
"""A text that TOML can have between triple quotes, and in which nothing looks like the beginning of a table."""

Made = TypeVar("Made")

AboutTo: TypeAlias = Callable[[str | None, str], None]
"""Is told what a file holds (None: there is none) and what it is about to hold, before it is replaced."""


def say_nothing(before: str | None, after: str) -> None:
    """Tell nobody that a file changes."""


class Named(Struct, Generic[Made], frozen=True):
    """A file at `path`, whose tables are called `kind`. `make` reads one of them; it raises a Fault about what is
    wrong with it."""

    path: Path
    kind: str
    make: Callable[[Mapping[str, Any]], Made]

    def load(self) -> tuple[list[Made], tuple[str, ...]]:
        """Return what the file has, and sentences for what of it was not understood, which is left out. Never fails."""
        try:
            body = tomllib.loads(self._text())
        except StorageError as error:
            return [], (str(error),)
        except (ValueError, RecursionError) as error:  # a file that is no TOML, or no UTF-8, or has a number too long
            why = clean_line(str(error), 160)
            return [], (f"{shown(self.path)} can't be read, so nothing of it counts: {why}.",)
        known = f"[[{self.kind}]]"
        problems = [f"{self.path.name}: there is no {clean_line(key, 40)!r}; write {known}." for key in body
                    if key != self.kind]  # fmt: skip
        made = []
        tables = body.get(self.kind, [])
        for table in tables if isinstance(tables, list) else [tables]:
            try:
                made.append(self.make(table if isinstance(table, dict) else {}))
            except Fault as fault:
                problems.append(f"{self.path.name}: {fault}")
        return made, tuple(problems)

    def keep(self, name: str, table: Mapping[str, Any], about_to: AboutTo = say_nothing) -> None:
        """Write a table down, in the place of one of the same name. Raises StorageError."""
        lines = [f"{part} = {_written(value)}\n" for part, value in table.items()]
        self._rewrite(name, "".join([f"[[{self.kind}]]\n", *lines]), about_to)

    def remove(self, name: str, about_to: AboutTo = say_nothing) -> None:
        """Remove the table of this name from the file. Raises StorageError."""
        self._rewrite(name, "", about_to)

    def _rewrite(self, name: str, block: str, about_to: AboutTo) -> None:
        make_folder(self.path.parent)
        with locked(self.path, timeout=5):
            try:
                text = self._text()
                wanted = [table for table in self._tables(text) if not _is_of(table, name)]
                kept = "".join(part for part in self._blocks(text) if not self._has(part, name)).rstrip()
                # Never empty: a file without a byte is one that something else has emptied.
                changed = "\n\n".join(part for part in (kept, block.rstrip()) if part) or f"# There is no {self.kind}."
                changed += "\n"
                is_right = self._tables(changed) == wanted + self._tables(block)
            except (ValueError, RecursionError) as error:
                raise UnreadableError(f"{shown(self.path)} can't be read: mend it or take it away.") from error
            if not is_right:
                laid_out = f"is not laid out as civicdesk writes it, each under a line [[{self.kind}]]"
                raise UnreadableError(f"{shown(self.path)} {laid_out}: change it by hand.")
            if len(changed.encode()) > LARGEST:
                raise UnwritableError(f"{shown(self.path)} would be larger than {LARGEST >> 20} MB: keep less in it.")
            about_to(text_of(self.path), changed)
            with replacing(self.path) as file:
                file.write(changed.encode())

    def _text(self) -> str:
        try:
            with open_regular(self.path) as file:
                body = file.read(LARGEST + 1)
        except FileNotFoundError:
            return ""
        if len(body) > LARGEST:
            raise UnreadableError(f"{shown(self.path)} is larger than {LARGEST >> 20} MB, and is not read.")
        return body.decode("utf-8-sig")

    def _tables(self, text: str) -> list[Any]:
        found = tomllib.loads(text).get(self.kind, [])
        return found if isinstance(found, list) else [found]

    def _blocks(self, text: str) -> Iterator[str]:
        """Yield the text cut before each of its tables."""
        begins = re.compile(rf"[ \t]*\[\[[ \t]*{re.escape(self.kind)}[ \t]*\]\]")
        block: list[str] = []
        for line in re.findall(r"[^\n]*\n|[^\n]+$", text):  # TOML knows no other ends of lines
            if begins.match(line):
                yield "".join(block)
                block = []
            block.append(line)
        yield "".join(block)

    def _has(self, block: str, name: str) -> bool:
        return any(_is_of(table, name) for table in self._tables(block))


def _written(value: object) -> str:
    """Return a value as TOML has it: a text, a list of texts or a truth, which JSON writes likewise. A text of many
    lines is written as it is, which is read ten times as fast."""
    if isinstance(value, str) and "\n" in value and _AS_IT_IS.fullmatch(value):
        return f"'''\n{value}\n'''"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_of(table: object, name: str) -> bool:
    written = table.get("name") if isinstance(table, dict) else None
    return isinstance(written, str) and same_name(written, name)


def text_of(path: Path) -> str | None:
    """Return what a file holds, to the byte (what is no UTF-8 as surrogates); None where there is none. Raises
    UnreadableError."""
    try:
        with open_regular(path) as file:
            body = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    if len(body) > LARGEST:
        raise UnreadableError(f"{shown(path)} is larger than {LARGEST >> 20} MB: make it smaller, or move it away.")
    return body.decode("utf-8", "surrogateescape")


def set_text(path: Path, before: str | None, text: str | None) -> bool:
    """Set what a file holds to `text` (None: no file), where it still holds `before`; return whether it did. Raises
    StorageError."""
    with locked(path, timeout=5):
        if text_of(path) != before:
            return False
        if text is None:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise UnwritableError(
                    f"{shown(path)} can't be removed: check the permissions of its folder."
                ) from error
        else:
            with replacing(path) as file:
                file.write(text.encode("utf-8", "surrogateescape"))
        return True
