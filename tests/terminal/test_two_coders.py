"""Two coders, each at a desk of their own: twenty stories coded, exchanged both ways, compared, settled and exported.
All figures are made again by pandas from the long table, and held against those of scikit-learn and krippendorff."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.terminal.conftest import Start

if TYPE_CHECKING:
    import pandas as pd

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

Run = Callable[..., "subprocess.CompletedProcess[str]"]
CODERS: Final = ("ada", "ben")
MANY: Final = 20
STORIES: Final = [f"Case {number:02}" for number in range(MANY)]
DAYS: Final = 14
"""On how many days they were published: some are of one day."""
SAYS: Final = {
    "ada": {"privacy": set(range(0, MANY, 2)), "bias": set(range(0, MANY, 5))},
    "ben": {"privacy": set(range(0, MANY, 2)) ^ {1, 4, 8}, "bias": set(range(0, MANY - 5, 5)) | {2}},
}
"""By coder and concern, the numbers of the stories for which it stands."""


@pytest.fixture
def homes(tmp_path: Path, run: Run) -> dict[str, Path]:
    """Two homes with the same stories, one a coder."""
    rows = [
        {"title": story, "text": "The council met.", "date": f"2026-03-{number % DAYS + 1:02}"}
        for number, story in enumerate(STORIES)
    ]
    (tmp_path / "cases.json").write_text(json.dumps(rows))
    found = {}
    for who in CODERS:
        found[who] = tmp_path / who
        found[who].mkdir()
        (found[who] / "config.toml").write_text(f'who = "{who}"\n')
        run("--home", str(found[who]), "add", str(tmp_path / "cases.json"))
    return found


def code(start: Start, home: Path, who: str) -> None:
    """Code all cases as they stand in the list, with the keys of the desk."""
    desk = start("--home", str(home), columns=80, rows=24)
    desk.wait_for(f"of {MANY + 1}")
    desk.press("/", "title:case", "\r")
    desk.wait_for(f"1 of {MANY}")
    for done, number in enumerate(shown_order(), 1):
        for concern, stories in SAYS[who].items():
            if number in stories:
                desk.press("t", concern[:4], "\r")
        desk.press("m")
        if done % 10 == 0:
            desk.wait_for(f"{MANY - done} to do" if done < MANY else "all done")
    desk.press("q")
    assert desk.wait_end() == 0


def shown_order() -> list[int]:
    """The numbers of the cases in the order of the list: newest first, of one day the later in the file first."""
    return sorted(range(MANY), key=lambda number: (number % DAYS, number), reverse=True)


def test_twenty_stories_are_coded_exchanged_compared_settled_and_exported(
    homes: dict[str, Path], start: Start, run: Run, tmp_path: Path
) -> None:
    import krippendorff  # these and pandas take seconds to import, for those who run this test
    from sklearn.metrics import cohen_kappa_score

    def of(who: str, *arguments: str) -> str:
        return run("--home", str(homes[who]), *arguments).stdout

    for who in CODERS:
        code(start, homes[who], who)
    exchange(of, tmp_path)
    long = {who: table(of(who, "export", "--format", "csv", "--long")) for who in CODERS}
    said = answers(long["ada"])
    assert said.equals(answers(long["ben"]))
    for number, story in enumerate(STORIES):
        for who in CODERS:
            found = {concern for concern, stories in SAYS[who].items() if number in stories}
            assert {one for one in ("privacy", "bias") if said.loc[(story, one), who]} == found

    compared = json.loads(of("ada", "compare", "--json"))
    for one in compared["concerns"]:
        if one["concern"] in ("privacy", "bias"):
            pair = said.xs(one["concern"], level="concern")
            assert one["percent"] == pytest.approx(100 * (pair["ada"] == pair["ben"]).mean(), abs=0.05)
            assert one["kappa"] == pytest.approx(cohen_kappa_score(pair["ada"], pair["ben"]), abs=0.0005)
            alpha = krippendorff.alpha(pair[list(CODERS)].T.astype(int).to_numpy(), level_of_measurement="nominal")
            assert one["alpha"] == pytest.approx(alpha, abs=0.0005)
            assert one["kappa_interval"][0] <= one["kappa"] <= one["kappa_interval"][1]

    apart = said[said["ada"] != said["ben"]].index.tolist()
    listed = json.loads(of("ben", "list", "is:conflict", "--limit", "0", "--json"))
    assert {row["title"] for row in listed} == {story for story, _ in apart}
    settle_first_at_the_desk(start, homes["ada"], apart)
    left = {row["title"]: row["id"] for row in json.loads(of("ada", "list", "is:conflict", "--limit", "0", "--json"))}
    for story, concern in apart:
        if story in left:
            run("--home", str(homes["ada"]), "settle", left[story], concern, "--theirs", "ben")
    exchange(of, tmp_path)
    exchange(of, tmp_path)
    for who in CODERS:
        assert json.loads(of(who, "list", "is:conflict", "--json")) == []
    exported = [table(of(who, "export", "--as", "agreed", "--format", "csv")) for who in CODERS]
    agreed = [one.drop(columns="fetched").map(in_any_order) for one in exported]
    assert agreed[0].equals(agreed[1])
    assert (agreed[0]["conflicts"] == "").all()
    assert answers(table(of("ben", "export", "--format", "csv", "--long"))).equals(said)


def exchange(of: Callable[..., str], folder: Path) -> None:
    """Have each coder take in what the other one exports."""
    for who in CODERS:
        of(who, "export", "--format", "jsonl", "-o", str(folder / f"{who}.jsonl"), "--force")
    for who, other in (CODERS, CODERS[::-1]):
        of(who, "import", str(folder / f"{other}.jsonl"))


def in_any_order(cell: str) -> str:
    """A cell of several lines, which begin with the coder whose desk it is."""
    return "\n".join(sorted(cell.splitlines()))


def table(csv: str) -> "pd.DataFrame":
    """A long table as pandas reads it."""
    import pandas as pd

    return pd.read_csv(io.StringIO(csv), dtype=str, keep_default_na=False)


def answers(long: "pd.DataFrame") -> "pd.DataFrame":
    """Whether each concern stands by each coder, for the stories that both have coded: rows by story and concern."""
    import pandas as pd

    coded = long[(long["field"] == "coded") & (long["value"] == "yes")]
    both = set.intersection(*(set(coded.loc[coded["who"] == who, "title"]) for who in CODERS))
    assert both == set(STORIES)
    stands = long[(long["field"] == "concern") & long["value"].isin(["accepted", "tagged"])]
    index = pd.MultiIndex.from_product([STORIES, ["privacy", "bias"]], names=["story", "concern"])
    return pd.DataFrame(
        {who: index.isin(pd.MultiIndex.from_frame(stands.loc[stands["who"] == who, ["title", "concern"]]))
         for who in CODERS},
        index=index,
    )  # fmt: skip


def settle_first_at_the_desk(start: Start, home: Path, apart: list[tuple[str, str]]) -> None:
    """Settle the first conflict in the list as the user said."""
    desk = start("--home", str(home), columns=80, rows=24)
    desk.wait_for(f"of {MANY + 1}")
    desk.press("/", "is:conflict", "\r")
    desk.wait_for(f"1 of {len({story for story, _ in apart})}")
    desk.press("=")
    desk.wait_for("ben")
    desk.press("m")
    desk.wait_for("ettled")
    desk.press("h", "q")
    assert desk.wait_end() == 0
