"""`python -m benchmarks [NAME…]`: run all benchmarks, or those named."""

import sys
from collections.abc import Callable
from typing import Final

from benchmarks import duplicates, evidence, export, keys, refresh, scale, triage

BENCHMARKS: Final[dict[str, Callable[[], None]]] = {
    "scale": scale.main,
    "keys": keys.main,
    "refresh": refresh.main,
    "export": export.main,
    "duplicates": duplicates.main,
    "triage": triage.main,
    "evidence": evidence.main,
}


def main(names: list[str]) -> int:
    """Run the benchmarks of these names, or all."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}: use {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        print(f"# {name}\n")
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
