"""analyse: suggestions for any text."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic.codebook import Codebook
from civic.story import story_id
from tui.commands.common import DONE, PARTLY, CommandError, Parsers, command, print_json
from tui.files import read_file

if TYPE_CHECKING:
    from tui.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Name the command."""
    parser = command(parsers, "analyse", analyse_text, "print suggestions for a text as JSON")
    parser.add_argument("file", metavar="FILE", nargs="?", default="-", help="a text file, or - for standard input")
    parser.add_argument(
        "--jsonl", action="store_true", help='read one {"id", "title", "text"} a line, and print one result a line'
    )


def analyse_text(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Analyse the text to the letter: spans are code points into exactly what was read."""
    if arguments.jsonl:
        return _analyse_lines(arguments.file, workspace.codebook)
    body = sys.stdin.buffer.read() if arguments.file == "-" else read_file(Path(arguments.file))
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"The text is not UTF-8 (byte {error.start}): convert it first.") from error
    from civic.analysis.analyse import analyse

    print_json({"id": story_id(text=text), **analyse(text, codebook=workspace.codebook).to_json()})
    return DONE


def _analyse_lines(file: str, codebook: Codebook) -> int:
    status = DONE
    for line in _lines(file):
        if not line.strip():
            continue
        result = _analyse_line(line, codebook)
        if "error" in result:
            status = PARTLY
        print(json.dumps(result), flush=True)
    return status


def _lines(file: str) -> Iterator[bytes]:
    """The lines as they come, so that a program at the other end of a pipe can wait for each answer."""
    return iter(sys.stdin.buffer) if file == "-" else iter(read_file(Path(file)).splitlines())


def _analyse_line(line: bytes, codebook: Codebook) -> dict[str, Any]:
    from civic.analysis.analyse import analyse

    try:
        body = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": "The line is no JSON."}
    if not isinstance(body, dict):
        return {"id": None, "error": 'The line is no object like {"id": "1", "title": "…", "text": "…"}.'}
    given = body.get("id")
    name = given if isinstance(given, str | int) else None
    title, text, lang = ("" if body.get(field) is None else body[field] for field in ("title", "text", "lang"))
    if not isinstance(text, str) or "text" not in body:
        return {"id": name, "error": "The line has no text."}
    if not isinstance(title, str) or not isinstance(lang, str):
        return {"id": name, "error": "The title and the lang of a line have to be strings."}
    return {
        "id": name if name is not None else story_id(title=title, text=text),
        **analyse(text, title, lang, codebook).to_json(),
    }
