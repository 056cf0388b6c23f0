"""Small rooms: what can be taken in at a glance, composed and not inherited, documented and typed."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ("civic", "feeds", "storage", "assist", "team", "workspace", "tui", "cli", "seeds")
PACKAGES = (*SHIPPED, "benchmarks", "training")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_CLASS = 300
LONGEST_FAMILY = 450
"""Lines of a class and of all its bases of ours together: a class that is cut into its bases is not shorter."""
FULL_FOLDER = 10
FULL_COLLECTION = 14
"""Entries of a folder whose files are all of one kind."""
COLLECTIONS = ("cli/commands", "tui/handlers", "tui/screens", "tui/widgets")
COUNTED = ("storage", "tui", "cli/commands")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(node: ast.stmt) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named_class(node: ast.expr) -> str:
    """The name of a base class, without its module and its type parameters."""
    match node:
        case ast.Subscript(value=value):
            return named_class(value)
        case ast.Attribute(attr=attribute):
            return attribute
        case ast.Name(id=written):
            return written
        case _:
            return ""


def classes(trees: dict[str, ast.Module]) -> dict[str, list[tuple[str, ast.ClassDef]]]:
    """Every class by its name, with the file that it stands in; one name may stand in several."""
    found: dict[str, list[tuple[str, ast.ClassDef]]] = {}
    for where, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append((where, node))
    return found


def sources(where: str, tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each name that a file imports or defines as a class, with the file that it comes from and its name there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, (node.module.replace(".", "/"), alias.name)
    yield from ((node.name, (where, node.name)) for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def family_sizes(trees: dict[str, ast.Module]) -> dict[str, int]:
    """Lines of each class together with all its bases of ours, each base counted once."""
    known = classes(trees)
    origin = {where: dict(sources(where, tree)) for where, tree in trees.items()}

    def bases(where: str, node: ast.ClassDef) -> dict[tuple[str, str], int]:
        found = {(where, node.name): lines(node)}
        for base in map(named_class, node.bases):
            there, real = origin[where].get(base, ("", ""))
            for other, candidate in known.get(real, []):
                if other.removesuffix(".py") == there.removesuffix(".py") or other == f"{there}/__init__.py":
                    found |= bases(other, candidate)
        return found

    return {
        f"{where}: {node.name}": sum(bases(where, node).values()) for every in known.values() for where, node in every
    }


def test_there_are_rooms_to_measure() -> None:
    assert len(FILES) > 30


def test_a_file_its_classes_and_its_functions_stay_small() -> None:
    sizes = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {one: size for one, size in sizes.items() if size > LONGEST_FILE} == {}
    long = {
        f"{name(path)}: {node.name}": lines(node)
        for path in FILES
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines(node) > LONGEST_FUNCTION)
        or (isinstance(node, ast.ClassDef) and lines(node) > LONGEST_CLASS)
    }
    assert long == {}


def test_a_class_is_small_with_all_its_bases() -> None:
    sizes = family_sizes({name(path): parsed(path) for path in FILES})
    assert {one: size for one, size in sizes.items() if size > LONGEST_FAMILY} == {}


def test_bases_are_counted_across_files() -> None:
    trees = {
        "a/base.py": ast.parse("class Base:\n    one = 1\n    two = 2\n"),
        "b/other.py": ast.parse("class Base:\n    far_too_long = 1\n" + "    x = 1\n" * 50),
        "a/child.py": ast.parse("from a.base import Base as Root\nclass Child(Root[int], Exception):\n    pass\n"),
        "a/same.py": ast.parse(
            "from a.base import Base\nclass Same(Base):\n    pass\nclass Twice(Same, Base):\n    pass\n"
        ),
    }
    sizes = family_sizes(trees)
    assert sizes["a/child.py: Child"] == 2 + 3
    assert sizes["a/same.py: Same"] == 2 + 3
    assert sizes["a/same.py: Twice"] == 2 + 2 + 3


def test_nothing_is_left_for_another_base_to_fill() -> None:
    """A part is given what it needs; what may be replaced is a Protocol."""
    raised = [
        f"{name(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Raise) and node.exc and "NotImplementedError" in ast.unparse(node.exc)
    ]
    assert raised == []


FOLDERS = sorted({path.parent for path in FILES if name(path).startswith(COUNTED)})


def test_values_are_structs() -> None:
    """A dataclass costs forty times as much to make, and its instances five times; only what inherits from a class of
    a library, or keeps a field out of its repr, can be nothing else."""
    found = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in FILES
        if path.parts[len(ROOT.parts)] in (*SHIPPED, "training")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and not node.bases and "repr=False" not in ast.unparse(node)
        and any("dataclass" in ast.unparse(one) for one in node.decorator_list)
    ]  # fmt: skip
    assert found == []


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_a_folder_can_be_taken_in_at_a_glance(folder: Path) -> None:
    """`__init__.py`, `__main__.py` and the marker of types are no choice that a reader has to make."""
    passed_over = ("__init__.py", "__main__.py", "__pycache__", "py.typed")
    entries = [entry.name for entry in folder.iterdir() if entry.name not in passed_over]
    most = FULL_COLLECTION if name(folder).startswith(COLLECTIONS) else FULL_FOLDER
    assert len(entries) <= most, sorted(entries)


def test_a_file_says_what_it_is_for() -> None:
    assert [name(path) for path in FILES if not ast.get_docstring(parsed(path))] == []


def test_each_package_ships_its_types() -> None:
    assert [package for package in SHIPPED if not (ROOT / package / "py.typed").exists()] == []


def test_nothing_is_run_by_a_shell_or_read_by_eval() -> None:
    forbidden = {"eval", "exec", "os.system", "pickle.load", "pickle.loads", "subprocess.getoutput"}
    for path in FILES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in forbidden, f"{name(path)}:{node.lineno}"
                assert not any(keyword.arg == "shell" for keyword in node.keywords), f"{name(path)}:{node.lineno}"
