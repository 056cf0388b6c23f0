"""analyse: suggestions for any text."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic.fault import Fault
from civic.languages.language import SUGGESTED_FOR
from civic.second_opinion import joined
from civic.story import Story, story_id
from cli.commands.registry import ABOUT
from cli.commands.suggesting.ask import Asking, add_with
from cli.common import DONE, PARTLY, CommandError, Parsers, command, print_json, remark
from workspace.files import read_file

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "analyse", analyse_text, ABOUT["analyse"])
    parser.add_argument("file", metavar="FILE", nargs="?", default="-", help="a text file, or - for standard input")
    parser.add_argument(
        "--jsonl", action="store_true", help='read one {"id", "title", "text"} a line, and print one result a line'
    )
    add_with(parser)


def analyse_text(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Analyse the text to the letter: spans are code points into exactly what was read."""
    with ExitStack() as stack:
        asking = None
        if arguments.whom:
            asking = stack.enter_context(Asking(workspace, arguments.whom, yes=arguments.yes))
        if arguments.jsonl:
            return _analyse_lines(arguments.file, workspace, asking)
        return _analyse_whole(arguments.file, workspace, asking)


def _analyse_whole(file: str, workspace: "Workspace", asking: Asking | None) -> int:
    body = sys.stdin.buffer.read() if file == "-" else read_file(Path(file))
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"The text is not UTF-8 (byte {error.start}): convert it first.") from error
    result = _result(Story(story_id(text=text), text=text), workspace, asking)
    print_json(result)
    if not result.get("language", "en"):
        remark(f"{SUGGESTED_FOR}.")
    return DONE


def _result(story: Story, workspace: "Workspace", asking: Asking | None) -> dict[str, Any]:
    """Return the suggestions for a text as they are printed; with those of a provider behind ours where one is asked.
    Raises a Fault where that fails."""
    from civic.analysis.analyse import analyse

    found = analyse(story.text, story.title, story.lang, workspace.codebook)
    if asking is None:
        return {"id": story.id, **found.to_json()}
    opinion = asking.about(story)
    return {"id": story.id, **joined(found, [opinion]).to_json(), "dropped": opinion.dropped}


def _analyse_lines(file: str, workspace: "Workspace", asking: Asking | None) -> int:
    status = DONE
    for line in _lines(file):
        if not line.strip():
            continue
        result = _analyse_line(line, workspace, asking)
        if "error" in result:
            status = PARTLY
        print(json.dumps(result), flush=True)
    return status


def _lines(file: str) -> Iterator[bytes]:
    """Yield the lines as they come, so that a program at the other end of a pipe can wait for each answer."""
    return iter(sys.stdin.buffer) if file == "-" else iter(read_file(Path(file)).splitlines())


def _analyse_line(line: bytes, workspace: "Workspace", asking: Asking | None) -> dict[str, Any]:
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
    story = Story(story_id(title=title, text=text), title=title, text=text, lang=lang)
    try:
        found = _result(story, workspace, asking)
    except Fault as fault:
        found = {"error": str(fault)}
    return found | {"id": name if name is not None else story.id}
