"""The desk itself, opened on a library and ended after the first frame that shows stories:
`python -m benchmarks.desk HOME FILE`."""

import json
import sys
import time
from pathlib import Path

from benchmarks.measure import memory
from tui import app
from tui.app import CivicDesk
from workspace.workspace import Workspace


class OneFrame(CivicDesk, inherit_bindings=False):
    """The desk until its first frame."""

    CSS_PATH = Path(app.__file__).parent / CivicDesk.CSS_PATH  # it is looked for beside the class

    def on_ready(self) -> None:
        """Look after each frame whether it had stories."""
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        if self.desk.view.keys:
            self.exit()
        else:
            self.call_after_refresh(self._look)


if __name__ == "__main__":
    with Workspace.open(Path(sys.argv[1]), Path(sys.argv[2])) as workspace:
        desk = OneFrame(workspace)
        desk.run(headless=True, size=(120, 40))
        assert not desk.return_code
        print(json.dumps({"cpu": time.process_time() * 1000, "memory": memory()}))
