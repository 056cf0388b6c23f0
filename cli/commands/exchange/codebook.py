"""codebook: the concerns and tags that stories are read by, looked at, changed, and exchanged with others."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civic.codebook import Codebook
from civic.text import clean_line
from cli.commands.exchange.codebook_changes import add_changes
from cli.commands.registry import ABOUT
from cli.common import DONE, CommandError, Parsers, command, counted, group, print_json, remark, say
from cli.output import add_output, read_file, save
from cli.pager import print_lines

if TYPE_CHECKING:
    from workspace.codebook.importing import Taken
    from workspace.codebook.listing import Entry
    from workspace.workspace import Workspace

_FORMATS: Final = ("csv", "json")
_READ: Final = ("csv", "json", "qdc")


def add_to(parsers: Parsers) -> None:
    """Add the commands to the parser."""
    inner = group(parsers, "codebook", ABOUT["codebook"])
    command(inner, "list", list_entries, "list concerns and tags with the stories that they stand on")
    parser = command(inner, "show", show_entry, "show one concern or tag, or an earlier codebook by its version")
    parser.add_argument("name", metavar="TAG", help="an id, a label or a tag; or a version that decisions name")
    command(inner, "versions", list_versions, "list the codebooks by which decisions were made")
    add_changes(inner)
    parser = command(inner, "export", export_codebook, "write concerns, roles and types with their definitions")
    parser.add_argument(
        "--format", choices=_FORMATS, help="a table (usual), or JSON (usual with --json, and for FILE.json)"
    )
    parser.add_argument("--excel", action="store_true", help="a table that Excel opens right by a double click")
    add_output(parser)
    parser = command(inner, "import", import_codebook, "add the concerns of another codebook to yours")
    parser.add_argument("file", metavar="FILE", help="a codebook of civicdesk, Excel, Taguette or QualCoder")
    parser.add_argument(
        "--format", choices=_READ, default="", help="a table, JSON or REFI-QDA (usually told from the file)"
    )
    parser.add_argument("--replace", action="store_true", help="switch off all concerns that the file does not have")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--force", action="store_true", help="begin anew where codebook.toml can't be read")


def list_entries(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print all concerns and tags."""
    from workspace.codebook.work import CodebookWork

    work = CodebookWork(workspace)
    found = work.entries()
    if arguments.json:
        print_json({"version": workspace.codebook.version, "entries": [one.to_json() for one in found]})
        return DONE
    width = max(len(one.tag) for one in found)
    print_lines(
        f"{one.tag:{width}}  {one.stories:>6}  {_kind(one)}" + ("" if one.label == one.tag else f"  {one.label}")
        for one in found
    )
    for hint in work.hints():
        remark(hint)
    return DONE


def _kind(one: "Entry") -> str:
    return f"{one.kind}, off" if one.off else one.kind


def show_entry(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print one concern or tag, or a codebook that is kept."""
    from workspace.codebook.versions import kept_codebook
    from workspace.codebook.work import CodebookWork
    from workspace.exchange.codebook_files import codebook_text

    if kept := kept_codebook(workspace, arguments.name):
        sys.stdout.write(codebook_text(kept.codebook, "json" if arguments.json else "csv"))
        return DONE
    one = CodebookWork(workspace).entry(arguments.name)
    if arguments.json:
        print_json(one.to_json())
        return DONE
    print_lines(_described_entry(one))
    return DONE


def _described_entry(one: "Entry") -> Iterator[str]:
    yield f"{one.tag}: {one.label} ({_kind(one)}), on {counted(one.stories, 'story', 'stories')}"
    lines = {
        "means": one.means, "counts": one.counts, "does not count": one.not_counts, "keywords": ", ".join(one.keywords),
        "was": ", ".join(one.was), "colour": one.colour,
    }  # fmt: skip
    yield from (f"  {name}: {text}" for name, text in lines.items() if text)
    yield from (f"  | {line}" for line in one.memo.splitlines())


def list_versions(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print the codebooks that are kept, the oldest first."""
    from workspace.codebook.versions import kept_codebooks

    found, now = kept_codebooks(workspace), workspace.codebook.version
    if arguments.json:
        print_json([{"version": one.version, "first": one.first, "concerns": len(one.codebook.concerns),
                     "current": one.version == now} for one in found])  # fmt: skip
        return DONE
    print_lines(
        f"{one.version}  {one.first}  {_described(one.codebook)}{'  (now)' if one.version == now else ''}"
        for one in found
    )
    if not found:
        remark("Nothing has been decided yet: a codebook is kept with the first decision that is made by it.")
    return DONE


def _described(codebook: Codebook) -> str:
    return counted(len(codebook.concerns), "concern")


def export_codebook(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write the whole codebook as the user has it."""
    from civic.export.excel import ENCODING
    from workspace.exchange.codebook_files import codebook_for_excel, codebook_text, is_codebook

    to_file = bool(arguments.output) and arguments.output != "-"
    if arguments.excel and arguments.format == "json":
        raise CommandError("--excel writes a table: leave --format json out.")
    in_json = Path(arguments.output).suffix.casefold() == ".json" if to_file else arguments.json
    kind = arguments.format or ("json" if in_json and not arguments.excel else "csv")
    codebook, encoding = workspace.codebook, ENCODING if arguments.excel else "utf-8"
    text = codebook_for_excel(codebook) if arguments.excel else codebook_text(codebook, kind)
    if to_file:
        path = Path(arguments.output)
        save(path, [text], workspace, is_ours=is_codebook, force=arguments.force, encoding=encoding)
        if arguments.json:
            print_json({"file": arguments.output, "format": kind, "concerns": len(codebook.concerns)})
    elif arguments.json and kind != "json":
        print_json({"format": kind, "text": text})
    elif arguments.excel:
        sys.stdout.buffer.write(text.encode(encoding))
    else:
        sys.stdout.write(text)
    return DONE


def import_codebook(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Add the concerns of a file to the user's, or put them in their place."""
    from workspace.codebook.importing import take_over
    from workspace.codebook.reading import read_codebook

    book = read_codebook(read_file(Path(arguments.file)), arguments.format, arguments.file)
    name = Path(arguments.file).name
    taken = take_over(
        workspace, book, name, replace=arguments.replace, force=arguments.force, dry_run=arguments.dry_run
    )
    target = workspace.places.codebook
    if arguments.json:
        print_json({
            "file": str(target), "concerns": len(book.concerns), "dry_run": arguments.dry_run, "added": taken.added,
            "updated": taken.updated, "same": taken.same, "off": taken.off, "problems": taken.problems,
        })  # fmt: skip
        return DONE
    would = "would be " if arguments.dry_run else ""
    say(f"{counted(len(book.concerns), 'concern')} {would}in {clean_line(str(target), 300)}: {_came(taken)}.")
    for tag, stories in taken.off.items():
        say(f"{would}switched off: {tag}, which stands on {counted(stories, 'story', 'stories')}")
    for problem in taken.problems:
        remark(problem)
    return DONE


def _came(taken: "Taken") -> str:
    return f"{len(taken.added)} new, {len(taken.updated)} changed, {len(taken.same)} as before"
