"""A command that makes little looks for no garbage, neither among what it imports nor when it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_CALL = """
import gc, sys
from civicdesk import main
looks = []
gc.callbacks.append(lambda phase, found: looks.append(found["generation"]))
status = main()
print(status, looks, gc.isenabled(), gc.get_freeze_count() > 10_000)
"""


@pytest.mark.parametrize("arguments", [["count"], ["list"]], ids=" ".join)
def test_no_garbage_is_looked_for_in_what_a_command_imports(arguments: list[str], tmp_path: Path) -> None:
    home = ["--home", str(tmp_path)]
    subprocess.run([sys.executable, "-m", "civicdesk", "count", *home], cwd=ROOT, check=True)
    done = subprocess.run(
        [sys.executable, "-c", _CALL, *arguments, *home], cwd=ROOT, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1].endswith(" [] True True"), done.stdout
