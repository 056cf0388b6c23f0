"""Small rooms: no file and no function that can't be taken in at a glance, and every package documented and typed."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ("civic", "feeds", "storage", "assist", "workspace", "tui", "cli", "seeds")
PACKAGES = (*SHIPPED, "benchmarks", "training")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 50


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_are_rooms_to_measure() -> None:
    assert len(FILES) > 30


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_and_its_functions_stay_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_FILE
    long = {
        node.name: size
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert not long


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_each_package_ships_its_types() -> None:
    assert [package for package in SHIPPED if not (ROOT / package / "py.typed").exists()] == []


def test_nothing_is_run_by_a_shell_or_read_by_eval() -> None:
    forbidden = {"eval", "exec", "os.system", "pickle.load", "pickle.loads", "subprocess.getoutput"}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in forbidden, f"{name(path)}:{node.lineno}"
                assert not any(keyword.arg == "shell" for keyword in node.keywords), f"{name(path)}:{node.lineno}"
