"""Progress is for who looks at a terminal, and results are for whoever reads them."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.harness import DEADLINE, program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")


@pytest.mark.parametrize(("more", "told"), [([], True), (["--quiet"], False)])
def test_progress_is_written_to_the_terminal_while_the_result_goes_into_a_pipe(
    more: list[str], told: bool, environ: dict[str, str], run: Callable[..., Any]
) -> None:
    run("count")
    master, slave = pty.openpty()
    done = subprocess.run(
        [*program(), "export", "--format", "jsonl", *more], env=environ, cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave, timeout=2 * DEADLINE, check=True,
    )  # fmt: skip
    os.write(slave, b"end")  # so that there is something to read in any case
    os.close(slave)
    seen = b""
    while not seen.endswith(b"end"):
        seen += os.read(master, 100_000)
    os.close(master)
    assert json.loads(done.stdout)["id"] == "seed-story"
    assert (b"0 of 1 stories written" in seen) == told
    assert seen.endswith(b"\r\x1b[Kend" if told else b"end")
    assert b"\x1b" not in done.stdout
