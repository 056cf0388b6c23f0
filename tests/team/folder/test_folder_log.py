"""A team's folder: files that are not whole, not as they were written, or not what they seem."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.checked_line import with_checksum
from civic.story import Story
from team.errors import TeamFault, Unreachable
from team.folder import FolderLog, make_folder
from team.folder.log import SIGN
from team.folder.own import OwnFile
from team.log import BEGINNING, Coder
from tests.contracts.test_log import ADA, BEN, STORY, entry, operation, pulled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_folder(tmp_path)
    return tmp_path


def ada_wrote(folder: Path, count: int = 5) -> Path:
    """Ada's file, with so many operations, each in a line of its own."""
    log = FolderLog(folder, ADA)
    for number in range(count):
        log.push([entry(operation(number))])
    return folder / "ada-a1.civicdesk"


def problems(log: FolderLog, after: str = BEGINNING) -> tuple[list[str], str]:
    said: list[str] = []
    for batch in log.pull(after):
        said += batch.problems
        after = batch.cursor
    return said, after


def test_the_words_of_a_story_stand_in_a_file_once(folder: Path) -> None:
    path = ada_wrote(folder)
    assert path.read_text().count("It did so on Monday") == 1
    found, stories, _ = pulled(FolderLog(folder, BEN))
    assert (len(found), stories) == (5, {"s": STORY})


@pytest.mark.parametrize("kept", [0, 1, 40, 400, -1])
def test_a_file_that_is_only_half_there_waits_for_the_rest(folder: Path, kept: int) -> None:
    path = ada_wrote(folder)
    whole, ben, cursor, found = path.read_bytes(), FolderLog(folder, BEN), BEGINNING, set[str]()
    for end in (kept % (len(whole) + 1), len(whole) - 30, len(whole)):
        path.write_bytes(whole[:end])
        came, _, cursor = pulled(ben, cursor)
        found |= came.keys()
        assert problems(ben, cursor) == ([], cursor)
    assert found == {f"Ada{number}" for number in range(5)}


def test_a_bad_line_is_told_once_and_the_rest_is_read(folder: Path) -> None:
    path = ada_wrote(folder)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:3], lines[3].replace(b"privacy", b"privaty"), *lines[4:]]))
    ben = FolderLog(folder, BEN)
    said, cursor = problems(ben)
    assert len(said) == 1
    assert "Line 4 of ada-a1.civicdesk" in said[0]
    assert pulled(ben)[0].keys() == {"Ada0", "Ada1", "Ada3", "Ada4"}
    assert problems(ben, cursor) == ([], cursor)


def test_a_damaged_line_that_was_added_to_a_file_goes_with_the_next_turn_of_its_coder(folder: Path) -> None:
    path = ada_wrote(folder)
    own = pulled(FolderLog(folder, ADA))[2]
    path.write_bytes((whole := path.read_bytes()) + whole.splitlines(keepends=True)[-1].replace(b"privacy", b"privaty"))
    _, (lacking,), cursor = lacks(folder)
    assert "lacks 1 line" in lacking
    pulled(FolderLog(folder, ADA), own)  # she has nothing to send
    assert path.read_bytes() == whole
    assert lacks(folder, cursor)[1] == lacks(folder)[1] == []


def test_a_hole_that_is_filled_later_is_read_then(folder: Path) -> None:
    path = ada_wrote(folder, 60)
    whole = path.read_bytes()
    path.write_bytes(whole[:7000] + bytes(3000) + whole[10000:])
    ben = FolderLog(folder, BEN)
    first, _, cursor = pulled(ben)
    assert 0 < len(first) < 60
    path.write_bytes(whole)
    second, _, cursor = pulled(ben, cursor)
    assert first.keys() | second.keys() == {f"Ada{number}" for number in range(60)}
    assert problems(ben, cursor) == ([], cursor)


def test_a_line_that_a_kill_cut_off_is_taken_away_by_the_next(folder: Path) -> None:
    path = ada_wrote(folder, 2)
    with path.open("ab") as file:
        file.write(b'12345678 {"format": "civi')
    FolderLog(folder, ADA).push([entry(operation(7))])
    found, _, cursor = pulled(FolderLog(folder, BEN))
    assert found.keys() == {"Ada0", "Ada1", "Ada7"}
    assert problems(FolderLog(folder, BEN)) == ([], cursor)


def test_a_file_that_was_replaced_is_read_anew(folder: Path) -> None:
    path = ada_wrote(folder, 3)
    _, _, cursor = pulled(FolderLog(folder, BEN))
    path.unlink()
    for number in range(4):
        FolderLog(folder, ADA).push([entry(operation(10 + number))])
    assert len(pulled(FolderLog(folder, BEN), cursor)[0]) == 4


def test_whoever_lost_own_file_is_told_to_push_all_again(folder: Path) -> None:
    path, ada = ada_wrote(folder, 3), FolderLog(folder, ADA)
    _, _, cursor = pulled(ada)
    assert not any(batch.renewed for batch in ada.pull(cursor))
    path.write_bytes(path.read_bytes()[:500])
    assert any(batch.renewed for batch in ada.pull(cursor))
    path.unlink()
    assert any(batch.renewed for batch in FolderLog(folder, ADA).pull(cursor))


def test_ends_of_lines_of_another_system_say_nothing(folder: Path) -> None:
    path = ada_wrote(folder, 3)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(pulled(FolderLog(folder, BEN))[0]) == 3


def test_what_others_signed_and_what_is_private_is_left_out(folder: Path) -> None:
    given = entry(operation(1), operation(2, "Ben"), operation(3, "agreed", by="Ben"), operation(4, field="star"))
    assert FolderLog(folder, ADA).push([given]).acknowledged == {"Ada1"}
    OwnFile(folder / "ada-a1.civicdesk", ADA).append([given])  # as another program might
    carl = FolderLog(folder, Coder("Carl", desk="c1"))
    assert pulled(carl)[0].keys() == {"Ada1"}
    said, _ = problems(carl)
    assert said == ["ada-a1.civicdesk has decisions that others than Ada signed: they are left out."]


def test_a_copy_of_a_conflict_is_one_more_file(folder: Path) -> None:
    path = ada_wrote(folder, 2)
    copy = folder / "ada-a1.sync-conflict-20261128-101112-ABCDEFG.civicdesk"
    copy.write_bytes(path.read_bytes())
    FolderLog(folder, ADA).push([entry(operation(5))])
    assert pulled(FolderLog(folder, BEN))[0].keys() == {"Ada0", "Ada1", "Ada5"}


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
def test_links_pipes_and_folders_are_no_files(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("else") / "secret"
    secret.write_text("a secret\n")
    (folder / "link.civicdesk").symlink_to(secret)
    os.mkfifo(folder / "pipe.civicdesk")
    (folder / "folder.civicdesk").mkdir()
    ada_wrote(folder, 1)
    said, _ = problems(FolderLog(folder, BEN))
    assert len(said) == 3
    assert pulled(FolderLog(folder, BEN))[0].keys() == {"Ada0"}
    (folder / "dora-d1.civicdesk").symlink_to(secret)
    with pytest.raises(TeamFault, match="it is a link"):
        FolderLog(folder, Coder("Dora", desk="d1")).push([entry(operation(1, "Dora"))])
    assert secret.read_text() == "a secret\n"


@pytest.mark.parametrize(
    "line",
    [
        b"\0" * 5000,
        b"no checksum",
        with_checksum(b"[" * 100_000),
        with_checksum(b'{"id": "x"}'),
        with_checksum(b'{"team": "x", "who": 7}'),
        with_checksum(b'{"team": "civicdesk-team", "version": 2, "who": "Ada"}'),
        with_checksum(json.dumps({"title": "x", "history": [{"id": 1}]}).encode()),
    ],
)
def test_hostile_lines_stop_nothing(folder: Path, line: bytes) -> None:
    path = ada_wrote(folder, 2)
    *lines, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, line.rstrip(b"\n") + b"\n", last]))
    assert len(problems(FolderLog(folder, BEN))[0]) == 1
    assert pulled(FolderLog(folder, BEN))[0].keys() == {"Ada0", "Ada1"}


def test_a_hostile_name_is_shown_on_one_clean_line(folder: Path) -> None:
    (folder / "a\x1b[31m\nb.civicdesk").write_bytes(b"bad\n")
    (said,) = problems(FolderLog(folder, BEN))[0]
    assert not any(letter in said for letter in "\x1b\n")


def test_a_folder_that_is_not_there_is_out_of_reach(folder: Path) -> None:
    log = FolderLog(folder, ADA)
    (folder / SIGN).rename(folder / "away")  # as of a disk that is not mounted: an empty folder
    for do in (lambda: log.push([entry(operation(1))]), lambda: list(log.pull("")), lambda: FolderLog(folder, BEN)):
        with pytest.raises(Unreachable):
            do()
    assert not list(folder.glob("*.civicdesk"))


def test_a_team_is_begun_in_no_folder_with_other_files(tmp_path: Path) -> None:
    for number, (name, is_begun) in enumerate(
        [(".git", True), ("ada-a1.civicdesk", True), ("Thumbs.db", True), ("taxes.ods", False)]
    ):
        place = tmp_path / str(number)
        place.mkdir()
        (place / name).write_bytes(b"")
        with nullcontext() if is_begun else pytest.raises(TeamFault, match="has other files and no team"):
            make_folder(place)
        assert (place / SIGN).exists() is is_begun
    (place / SIGN).write_text("civicdesk team, version 1\n")
    make_folder(place)


def test_a_team_of_a_newer_version_is_left_alone(folder: Path) -> None:
    (folder / SIGN).write_text("civicdesk team, version 2\n")
    with pytest.raises(TeamFault, match="newer civicdesk"):
        FolderLog(folder, ADA)


def test_a_cursor_of_nonsense_is_the_beginning(folder: Path) -> None:
    ada_wrote(folder, 2)
    for cursor in ("nonsense", "[]", '{"ada-a1.civicdesk": [1, "x"]}', "[" * 100_000):
        assert len(pulled(FolderLog(folder, BEN), cursor)[0]) == 2


def lacks(folder: Path, after: str = BEGINNING) -> tuple[set[str], list[str], str]:
    """What Ben reads behind a cursor, what he is told to be lacking, and the cursor behind it."""
    found, lacking = set[str](), list[str]()
    for batch in FolderLog(folder, BEN).pull(after):
        found |= {one.id for entry in batch.entries for one in entry.history}
        lacking += batch.lacking
        after = batch.cursor
    return found, lacking, after


def mend(folder: Path, cursor: str) -> None:
    """Have Ada's desk take a turn, as it stood at a cursor: where her file is not what it was, she pushes all again."""
    ada = FolderLog(folder, ADA)
    if any(batch.renewed for batch in ada.pull(cursor)):
        ada.push([entry(operation(number)) for number in range(5)])


def test_a_file_that_is_cut_anywhere_is_never_taken_for_whole(folder: Path) -> None:
    path = ada_wrote(folder, 3)
    whole = path.read_bytes()
    found, lacking, cursor = lacks(folder)
    assert (len(found), lacking) == (3, [])
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        _, later, shorter = lacks(folder, cursor)
        assert len(later) == 1, end
        is_as_it_once_was = whole[:end].endswith(b"\n")
        assert len(lacks(folder)[1]) == (not is_as_it_once_was), end
        path.write_bytes(whole)
        assert lacks(folder, shorter)[1] == []
    path.unlink()
    assert lacks(folder, cursor)[1] == []  # whoever left may take it away


def damaged(whole: bytes, how: str, at: int, other: int) -> bytes:
    lines = whole.splitlines(keepends=True)
    one, two = at % len(lines), other % len(lines)
    match how:
        case "cut":
            return whole[: at % len(whole)]
        case "zeros":
            return whole[: (start := at % len(whole))] + bytes(min(40, len(whole) - start)) + whole[start + 40 :]
        case "drop":
            return b"".join(line for number, line in enumerate(lines) if number != one)
        case "swap":
            lines[one], lines[two] = lines[two], lines[one]
        case "twice":
            lines.insert(two, lines[one])
        case "flip":
            place = at % len(whole)
            return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        case "break":
            return whole[: at % len(whole)] + b"\n" + whole[at % len(whole) :]
        case "join":
            lines[one] = lines[one].rstrip(b"\n")
        case "foreign":
            return b"Dear diary,\n" * 9
    return b"".join(lines)


@settings(max_examples=50, deadline=None)
@given(
    how=st.lists(
        st.tuples(
            st.sampled_from(["cut", "zeros", "drop", "swap", "twice", "flip", "break", "join", "foreign"]),
            st.integers(0, 5000), st.integers(0, 5000),
        ),
        min_size=1, max_size=2,
    ),
    first=st.booleans(),
)  # fmt: skip
def test_what_damage_took_is_told_and_made_up_for_by_the_next_turn_of_its_coder(
    tmp_path_factory: pytest.TempPathFactory, how: list[tuple[str, int, int]], first: bool
) -> None:
    folder = tmp_path_factory.mktemp("team")
    make_folder(folder)
    path = ada_wrote(folder)
    own = pulled(FolderLog(folder, ADA))[2]
    known, _, cursor = (set[str](), [], BEGINNING) if first else lacks(folder)
    data = whole = path.read_bytes()
    for one in how:
        data = damaged(data, *one) if data else data
    path.write_bytes(data)
    found, lacking, cursor = lacks(folder, cursor)
    everything = {f"Ada{number}" for number in range(5)}
    if first and found != everything:
        assert lacking or whole.startswith(data)
    if not first and len(lacks(folder)[0]) < 5 and len(data) < len(whole):
        assert lacking
    mend(folder, own)
    again, lacking, cursor = lacks(folder, cursor)
    assert known | found | again == everything
    new, fresh, _ = lacks(folder)
    assert new == everything
    assert len(how) > 1 or not (lacking or fresh)


PUSHING = """
import sys
from pathlib import Path
from team.folder import FolderLog
from team.log import Coder
from tests.contracts.test_log import entry, operation
log = FolderLog(Path(sys.argv[1]), Coder("Ada", desk="a1"))
for number in range(int(sys.argv[2]), 100_000):
    print(*log.push([entry(operation(number))]).acknowledged, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills")
def test_nothing_acknowledged_is_lost_by_a_kill(folder: Path) -> None:
    acknowledged: set[str] = set()
    for turn in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", PUSHING, str(folder), str(1000 * turn)],
            cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stdout
        acknowledged.add(child.stdout.readline().strip())
        time.sleep(0.02 * turn)
        child.send_signal(signal.SIGKILL)
        acknowledged |= {line.strip() for line in child.stdout if line.endswith("\n")}
        child.wait()
    assert pulled(FolderLog(folder, BEN))[0].keys() >= acknowledged
    assert problems(FolderLog(folder, BEN))[0] == []


@settings(max_examples=40, deadline=None)
@given(
    turns=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["push", "pull", "cut", "forget"]), st.integers(0, 2000)),
        max_size=25,
    )
)
def test_all_come_to_the_same_whatever_the_order(
    tmp_path_factory: pytest.TempPathFactory, turns: list[tuple[int, str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("team")
    make_folder(folder)
    coders = [Coder(who, desk=f"{who}1") for who in ("Ada", "Ben", "Carl")]
    known = [dict[str, object]() for _ in coders]
    cursors = [BEGINNING] * 3
    made: dict[str, object] = {}

    def pull(at: int) -> None:
        came, _, cursors[at] = pulled(FolderLog(folder, coders[at]), cursors[at])
        known[at].update(came)

    for number, (at, do, where) in enumerate(turns):
        who = coders[at].who
        path = folder / f"{who.lower()}-{coders[at].desk}.civicdesk"
        if do == "push":
            one = operation(number, who)
            made[one.id] = known[at][one.id] = one
            FolderLog(folder, coders[at]).push([entry(one, story=Story("s", f"Case of {who}"))])
        elif do == "pull":
            pull(at)
        elif do == "forget":
            cursors[at] = BEGINNING
        elif path.exists():  # the others see the file as it was in the middle of a copy
            whole = path.read_bytes()
            path.write_bytes(whole[: where % (len(whole) + 1)])
            pull((at + 1) % 3)
            path.write_bytes(whole)
    for at in range(3):
        pull(at)
    assert all(found == made for found in known)
