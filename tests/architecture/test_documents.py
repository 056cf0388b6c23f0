"""What the documents for contributors name is there."""

import ast
import re
from pathlib import Path

import pytest

from tui.keys.commands import COMMANDS

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs" / "adr").glob("*.md"))]
PACKAGES = ("civic", "feeds", "storage", "assist", "workspace", "tui", "cli", "seeds")
ROOMS = (*PACKAGES, "tests", "docs", "training", "benchmarks", "contrib", ".ci", ".github")
CODE = re.compile(r"`([^`\s]+)`")
LINK = re.compile(r"\]\(([^)#]+)\)")
PATH = re.compile(rf"({'|'.join(map(re.escape, ROOMS))})/[\w./-]*")
OF_THE_ROOT = re.compile(r"[A-Z]+\.md|pyproject\.toml|civicdesk\.py|Makefile")
DOTTED = re.compile(rf"({'|'.join(PACKAGES)})(\.\w+)+")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def paths_in(text: str) -> list[str]:
    """The paths of this repository that stand in backticks."""
    return [code for code in CODE.findall(text) if PATH.fullmatch(code) or OF_THE_ROOT.fullmatch(code)]


def names_in(text: str) -> list[str]:
    """The dotted names of modules, and of what stands in them."""
    other = {command.id for command in COMMANDS}  # "feeds.add" is no module
    found = [code for code in CODE.findall(text) if DOTTED.fullmatch(code) and code not in other]
    return [code for code in found if not code.endswith((".json", ".toml"))]


def is_there(dotted: str) -> bool:
    """Whether a module has that name, or a module defines what follows its name."""
    where, rest = ROOT, dotted.split(".")
    while rest and (where / rest[0]).is_dir():
        where /= rest.pop(0)
    module = where / "__init__.py"
    if rest and (where / f"{rest[0]}.py").exists():
        module = where / f"{rest.pop(0)}.py"
    return not rest or (len(rest) == 1 and rest[0] in defined(module))


def defined(module: Path) -> set[str]:
    """What a module defines or imports by name."""
    found: set[str] = set()
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.AnnAssign(target=ast.Name(id=written)):
                found.add(written)
            case ast.Assign(targets=targets):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.ImportFrom(names=names):
                found |= {alias.asname or alias.name for alias in names}
            case _:
                pass
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_path_that_is_named_is_there(document: Path) -> None:
    assert [path for path in paths_in(document.read_text(encoding="utf-8")) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_module_that_is_named_has_what_is_named(document: Path) -> None:
    assert [dotted for dotted in names_in(document.read_text(encoding="utf-8")) if not is_there(dotted)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_page_that_is_linked_is_there(document: Path) -> None:
    links = [link for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_each_page_names_files() -> None:
    """Otherwise the tests above would hold for whatever is written."""
    pages = [document for document in DOCUMENTS if document.name != "README.md"]
    assert len(pages) > 9
    assert [name(page) for page in pages if not paths_in(page.read_text(encoding="utf-8"))] == []


def test_what_is_not_there_is_found() -> None:
    assert paths_in("`storage/none.py`, `stories.json`, `README.md`, `civic/`") == [
        "storage/none.py",
        "README.md",
        "civic/",
    ]
    assert names_in("`civic.text.clean`, `civic.text`, `app.exit`") == ["civic.text.clean", "civic.text"]
    assert is_there("civic.text.clean")
    assert is_there("civic.text")
    assert not is_there("civic.text.no_such_thing")
    assert not is_there("civic.no_such_module")
