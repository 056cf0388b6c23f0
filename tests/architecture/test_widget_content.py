"""No `str` from outside becomes the content of a widget: what is drawn is made by `tui.text.plain`, or is a literal."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tui").rglob("*.py"))
DRAWING = [path for path in FILES if {"screens", "widgets"} & set(path.parts)]
WIDGETS = ("Static", "Label", "Option")
SAFE = ("plain", "Content")
"""Calls that make safe content. `Content` itself reads no markup; what goes into it on the way is `visible`."""
FORBIDDEN = ("from_markup", "markup_to_content")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def is_safe(node: ast.expr, known: set[str]) -> bool:
    """Whether an expression is a literal, or made by what makes safe content: `known` are names that hold such."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=written):
            return written in known
        case ast.BinOp(left=left, right=right):
            return is_safe(left, known) and is_safe(right, known)
        case ast.IfExp(body=body, orelse=other):
            return is_safe(body, known) and is_safe(other, known)
        case ast.Call(func=ast.Name(id=function)):
            return function in SAFE or function in known
        case ast.Call(func=ast.Attribute(value=value, attr=attribute)):
            return attribute in known or (attribute in ("join", "stylize") and is_safe(value, known))
        case _:
            return False


def makers(tree: ast.Module) -> set[str]:
    """Functions that say that they return Content."""
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) == "Content"
    }


@cache
def all_makers() -> frozenset[str]:
    """Those of all files; read by the first test that asks, not by each process that only looks for tests."""
    return frozenset().union(*(makers(ast.parse(path.read_text(encoding="utf-8"))) for path in FILES))


def safe_names(tree: ast.Module) -> set[str]:
    """Functions that return Content, and variables that hold safe content."""
    known = set(all_makers())
    for _ in range(3):  # what is made of what is made of safe content
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and is_safe(node.value, known):
                known.add(node.targets[0].id)
    return known


def drawn(tree: ast.Module) -> Iterator[tuple[int, ast.expr]]:
    """What is given to widgets as their content, with its line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = called(node)
        if (function in WIDGETS or function.endswith(".update")) and node.args:
            yield node.lineno, node.args[0]


@pytest.mark.parametrize("path", DRAWING, ids=name)
def test_widgets_are_only_given_safe_content(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = safe_names(tree)
    assert [f"{line}: {ast.unparse(given)}" for line, given in drawn(tree) if not is_safe(given, known)] == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_markup_is_read_anywhere(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = called(node)
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            assert not function.endswith(FORBIDDEN), node.lineno
            assert "console.print" not in function, node.lineno
            if function.endswith(".notify"):
                assert ast.unparse(keywords.get("markup", ast.Constant(True))) == "False", node.lineno
            if "markup" in keywords:
                assert ast.unparse(keywords["markup"]) == "False", node.lineno


def test_the_check_finds_what_it_looks_for() -> None:
    bad = ast.parse(
        "Static(story.title)\nself.update(f'{x}')\nOption(name)\nStatic(plain(x))\nbox.update(Content('') + y)"
    )
    known = safe_names(bad)
    assert [line for line, given in drawn(bad) if not is_safe(given, known)] == [1, 2, 3, 5]
