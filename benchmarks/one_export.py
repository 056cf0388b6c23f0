"""The process that `benchmarks.export` measures: `python -m benchmarks.one_export ARGUMENT…` runs `civicdesk ARGUMENT…`
and prints its peak memory in MB."""

import json
import re
import sys
from pathlib import Path

from benchmarks.measure import memory
from cli.main import main


def peak() -> float:
    """Peak resident memory of this program in MB. Linux hands the figure that `memory` asks for down from the process
    that started this one, where that was larger."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else memory()


if __name__ == "__main__":
    status = main(sys.argv[1:])
    print(json.dumps({"memory": peak(), "status": status}))
