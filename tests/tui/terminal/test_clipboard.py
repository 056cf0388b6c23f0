"""Clipboard programs: used where they are, never a crash."""

from pathlib import Path

from tui.terminal.clipboard import copy, program


def fake(folder: Path, name: str, script: str) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    tool = folder / name
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin", "DISPLAY": ":9"}


def test_none_is_used_where_none_is_there(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path)}
    assert program(environ) is None
    assert not copy("text", environ)


def test_a_program_gets_the_text_on_its_standard_input(tmp_path: Path) -> None:
    environ = fake(tmp_path / "bin", "xclip", f'cat > "{tmp_path}/got"')
    assert copy("“quote” $(touch x)", environ)
    assert (tmp_path / "got").read_text() == "“quote” $(touch x)"


def test_a_program_that_fails_is_no_fault(tmp_path: Path) -> None:
    assert not copy("text", fake(tmp_path / "bin", "xclip", "exit 3"))


def test_wayland_comes_before_x(tmp_path: Path) -> None:
    fake(tmp_path / "bin", "xclip", "exit 0")
    environ = fake(tmp_path / "bin", "wl-copy", "exit 0") | {"WAYLAND_DISPLAY": "w"}
    assert program(environ) == ("wl-copy",)
