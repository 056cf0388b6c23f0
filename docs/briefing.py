"""Draw the picture of a briefing: `python -m docs.briefing` (needs Chromium)."""

import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from civic.judgement import Decision, Verdict, concern_field
from civic.story import Story
from cli.main import main
from workspace.workspace import Workspace

PICTURE = Path(__file__).parent / "pictures" / "briefing.png"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
INVENTED = (
    ("Council pauses camera trial", "Residents said that nobody had told them of the face recognition in the cameras."),
    ("Benefits agency drops its score", "An audit found that the algorithm flagged disabled people far more often."),
    ("Library app shuts out older readers", "Campaigners say the app cannot be used with a screen reader."),
    ("Town sells its parking data", "Privacy campaigners asked who had agreed to the sale of drivers' data."),
    ("Hospital signs with one supplier", "Critics fear lock-in, since the contract was awarded without a tender."),
)
"""Stories made up for the picture."""


def draw(folder: Path) -> None:
    """Export a briefing of the seed story and some invented ones, and take its picture."""
    begin = datetime(2026, 9, 7, 9, tzinfo=UTC)
    (folder / "config.toml").write_text('who = "Ada"\n', encoding="utf-8")
    with Workspace.open(home=folder) as workspace:
        stories = [
            Story(f"invented-{number}", title, source="Example Gazette", text=text, lang="en",
                  published=begin + timedelta(days=number * 4 + number % 3))
            for number, (title, text) in enumerate(INVENTED * 4)
        ]  # fmt: skip
        workspace.library.put_many(stories)
        workspace.suggestions.complete()
        for number, story in enumerate(stories):
            found = workspace.suggestions.of(story).suggested[: number % 3]
            workspace.library.judge(
                [(story.id, concern_field(one.concern), Decision(Verdict.ACCEPTED)) for one in found]
            )
    target = folder / "briefing.html"
    main(
        ["export", "--home", str(folder), "--format", "html", "--title", "What happened this autumn", "-o", str(target)]
    )
    subprocess.run(
        [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         f"--user-data-dir={folder / 'profile'}", "--hide-scrollbars", "--window-size=820,1390",
         f"--screenshot={PICTURE}", target.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


if __name__ == "__main__":
    if BROWSER is None:
        sys.exit("The picture of a briefing is left as it is: there is no Chromium to draw it.")
    with tempfile.TemporaryDirectory() as home:
        draw(Path(home))
    print(f"Drew {PICTURE}.")
