"""codebook export, import: the concerns and roles with their definitions, for a colleague, and from one."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from civic.codebook import CONCERN_BY_ID, CONCERNS, ROLES, STAKEHOLDER_TYPES, in_force, slug
from civic.export import raw_cell, safe_cell
from civic.text import clean_line
from cli.common import DONE, CommandError, Parsers, add_places, command, counted, say
from cli.output import add_output, read_file, save

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_COLUMNS: Final = ("kind", "id", "label", "means", "counts", "does not count", "keywords")
_FORMAT: Final = "civicdesk-codebook/1"
_JSON_BEGINS: Final = f'{{\n  "format": "{_FORMAT}"'
_TOML_BEGINS: Final = "# Written by civicdesk codebook import.\n"
_TEXTS: Final = ("label", "means", "counts", "not_counts")


def add_to(parsers: Parsers) -> None:
    """Name the commands."""
    group = parsers.add_parser("codebook", help="write the codebook of concerns and roles, or take one over")
    add_places(group)
    inner = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    parser = command(inner, "export", export_codebook, "write concerns, roles and types with their definitions")
    parser.add_argument("--format", choices=("csv", "json"), default="csv", help="a table (usual), or JSON")
    add_output(parser)
    parser = command(inner, "import", import_codebook, "take the concerns of an exported codebook as yours")
    parser.add_argument("file", metavar="FILE", help="what civicdesk codebook export wrote")
    parser.add_argument("--format", choices=("csv", "json"), default="csv", help="a table (usual), or JSON")
    parser.add_argument("--force", action="store_true", help="replace a codebook.toml that you wrote yourself")


def export_codebook(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write the whole codebook as it is in force."""
    text = _as_json() if arguments.format == "json" else "".join(_as_csv())
    if arguments.output and arguments.output != "-":
        save(Path(arguments.output), [text], workspace, is_ours=_is_ours, force=arguments.force)
    else:
        sys.stdout.write(text)
    return DONE


def import_codebook(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write codebook.toml so that the concerns of the file are in force, those of the house less what it leaves out."""
    body = read_file(Path(arguments.file))
    try:
        text = body.decode("utf-8-sig")
        concerns = list(_read_json(text) if arguments.format == "json" else _read_csv(text))
    except (ValueError, RecursionError, csv.Error, LookupError, TypeError, AttributeError) as error:
        name = clean_line(arguments.file, 200)
        raise CommandError(f"{name} is no codebook in {arguments.format}: check it.") from error
    if not concerns:
        raise CommandError(f"{clean_line(arguments.file, 200)} names no concern: export a codebook, and import that.")
    target = workspace.places.codebook
    save(target, _toml(concerns), workspace, is_ours=_is_our_toml, force=arguments.force, own=True)
    say(f"{counted(len(concerns), 'concern')} in {clean_line(str(target), 300)}.")
    return DONE


def _is_our_toml(head: str) -> bool:
    return head.startswith(_TOML_BEGINS)


def _is_ours(head: str) -> bool:
    return not head.strip() or head.startswith((",".join(_COLUMNS), _JSON_BEGINS))


def _concerns() -> Iterator[dict[str, Any]]:
    keywords = dict(in_force().keywords)
    for concern in in_force().concerns:
        yield {**asdict(concern), "keywords": list(keywords.get(concern.id, ()))}


def _as_json() -> str:
    body = {
        "format": _FORMAT,
        "concerns": list(_concerns()),
        "roles": [asdict(role) for role in ROLES],
        "types": [{"id": name, "label": label} for name, label in STAKEHOLDER_TYPES.items()],
    }
    return json.dumps(body, indent=2) + "\n"


def _as_csv() -> Iterator[str]:
    rows: list[tuple[str, ...]] = [_COLUMNS]
    for one in _concerns():
        texts = (one[name] for name in _TEXTS)
        rows.append(("concern", one["id"], *texts, "\n".join(one["keywords"])))
    rows += [("role", one.id, one.label, one.who, "", "", "") for one in ROLES]
    rows += [("type", name, label, "", "", "", "") for name, label in STAKEHOLDER_TYPES.items()]
    for row in rows:
        line = StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(map(safe_cell, row))
        yield line.getvalue()


def _read_json(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for one in json.loads(text)["concerns"]:
        if tag := slug(str(one["id"])):
            yield tag, one


def _read_csv(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for row in csv.DictReader(StringIO(text, newline=""), strict=True):
        cells = {name: raw_cell(cell or "") for name, cell in row.items()}
        if cells.get("kind") == "concern" and (tag := slug(cells["id"])):
            words = [word for word in cells.get("keywords", "").split("\n") if word.strip()]
            yield tag, {**cells, "not_counts": cells.get("does not count", ""), "keywords": words}


def _toml(concerns: list[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """What differs from the house, as `codebook.toml` has it."""
    yield _TOML_BEGINS
    named = dict(concerns)
    for tag, said in named.items():
        known = CONCERN_BY_ID.get(tag)
        lines = [f"{name} = {_quoted(said[name])}" for name in _TEXTS
                 if said.get(name) and said[name] != getattr(known, name, None)]  # fmt: skip
        if words := said.get("keywords"):
            lines.append(f"keywords = [{', '.join(map(_quoted, words))}]")
        if lines:
            yield "\n".join([f"\n[concerns.{_quoted(tag)}]", *lines, ""])
    for concern in CONCERNS:
        if concern.id not in named:
            yield f"\n[concerns.{_quoted(concern.id)}]\noff = true\n"


def _quoted(text: object) -> str:
    """A basic string of TOML: JSON's, less the escapes of pairs that TOML has not."""
    return json.dumps(clean_line(str(text), 300), ensure_ascii=False)
