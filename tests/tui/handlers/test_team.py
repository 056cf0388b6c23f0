"""The team on the desk: a sign in the top line, and what others decide, without a key."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.judgement import Decision, Verdict
from civic.judgement import concern_field as concern
from civic.rounds import Round
from civic.story import Story
from civic.views import find
from storage.settings.own_view import Rounds
from tests.types import Drawn, OpenDesk, Toasts, WaitUntil
from tui.handlers import team as handler
from workspace.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "team"
    folder.mkdir()
    return folder


@pytest.fixture
def ben(tmp_path: Path, folder: Path, home: Path) -> Workspace:
    """Ben's desk beside the one that is open, which is Ada's; both have joined."""
    story = Story("s", "Cameras in the park", text="The council bought cameras. Nobody was asked.")
    for who, place in (("Ben", tmp_path / "ben"), ("Ada", home)):
        place.mkdir()
        (place / "config.toml").write_text(f'who = "{who}"\n')
        with Workspace.open(place, whole=True) as workspace:
            workspace.library.put_many([story])
            workspace.team.look(str(folder))
            workspace.team.join(str(folder))
    return Workspace.open(tmp_path / "ben", whole=True)


def test_how_far_a_round_is_has_a_short_form_for_a_narrow_line() -> None:
    forms = handler.forms_of("round spring: 2 of 40 done", "offline since 14:02, 3 waiting")
    assert forms[1] == "spring: 2 of 40 done · offline since 14:02, 3 waiting"
    assert forms[2:] == ["spring: 2 of 40 · offline since 14:02, 3 waiting",
                         "spring 2/40 · offline since 14:02, 3 waiting", "2/40 · offline since 14:02, 3 waiting",
                         "offline since 14:02, 3 waiting",
                         "offline since 14:02", "offline"]  # fmt: skip
    assert handler.forms_of("", "in step") == ["in step"]


async def test_the_top_line_counts_the_round_in_view(
    ben: Workspace, home: Path, open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn
) -> None:
    with ben:
        async with open_desk() as (app, pilot):
            await wait_until(pilot, lambda: "in step" in drawn(app))
            with (home / "team.toml").open("a") as file:
                file.write("every = 0\n")  # a turn would find no rounds in a folder
            await wait_until(pilot, lambda: app.workspace.team.joined.every == 0 and not app.lookout._team._busy)
            one, other = (Round(name, stories=("s",), mine=("s",)) for name in ("spring", "autumn"))
            Rounds(app.workspace.places).keep([one, other])
            app.view_handler.show(find(app.workspace.views.all(), "autumn"))
            await wait_until(pilot, lambda: "autumn: 0 of 1" in drawn(app))
            app.view_handler.show(find(app.workspace.views.all(), "spring"))
            await wait_until(pilot, lambda: "spring: 0 of 1" in drawn(app))
            Rounds(app.workspace.places).keep([replace(one, closed=True), other])
            await wait_until(pilot, lambda: "1 of 1, closed" in drawn(app) and "autumn: 0 of 1" in drawn(app))


async def test_two_desks_exchange_a_tag(
    ben: Workspace, open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler, "_SETTLED", 0.0)
    with ben:
        async with open_desk() as (app, pilot):
            await wait_until(pilot, lambda: "in step" in drawn(app))
            app.desk.view.go_to("s")
            app._desk_screen.show_view()
            app.desk.decide("privacy", Verdict.ACCEPTED)
            await wait_until(pilot, lambda: ben.team.sync().taken.decisions or ben.library.history("s"))
            assert {one.who for one in ben.library.history("s")} == {"Ada"}
            ben.library.judge([("s", concern("surveillance-of-all"), Decision(Verdict.TAGGED))])
            ben.team.sync()
            await pilot.press("f8")
            await wait_until(pilot, lambda: "surveillance-of-all" in drawn(app))
            assert app.desk.story
            assert app.desk.story.id == "s"


async def test_what_is_decided_waits_at_once(
    ben: Workspace, home: Path, open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn
) -> None:
    with ben:
        async with open_desk() as (app, pilot):
            await wait_until(pilot, lambda: "in step" in drawn(app))
            with (home / "team.toml").open("a") as file:
                file.write("every = 0\n")  # no turn comes that would look for it
            await wait_until(pilot, lambda: app.workspace.team.joined.every == 0)
            app.desk.view.go_to("s")
            app._desk_screen.show_view()
            app.desk.decide("privacy", Verdict.ACCEPTED)
            await wait_until(pilot, lambda: "1 waiting" in drawn(app))
            await pilot.press("f8")
            await wait_until(pilot, lambda: "in step" in drawn(app))


async def test_what_was_decided_before_the_desk_was_opened_waits_without_a_turn(
    ben: Workspace, home: Path, open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(handler, "_SETTLED", 0.0)
    with (home / "team.toml").open("a") as file:
        file.write("every = 0\n")
    with ben, Workspace.open(home, whole=True) as ada:
        ada.library.judge([("s", concern("privacy"), Decision(Verdict.TAGGED))])
        async with open_desk() as (app, pilot):
            await wait_until(pilot, lambda: "1 waiting" in drawn(app))
            ada.library.judge([("s", concern("bias"), Decision(Verdict.TAGGED))])
            await wait_until(pilot, lambda: "2 waiting" in drawn(app))
            await pilot.press("f8")
            await wait_until(pilot, lambda: "in step" in drawn(app))


async def test_a_team_out_of_reach_is_a_sign_and_no_question(
    ben: Workspace, folder: Path, open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    with ben:
        folder.rename(folder.with_name("away"))
        async with open_desk() as (app, pilot):
            await wait_until(pilot, lambda: "offline since" in drawn(app))
            assert "does not answer" not in toasts(app)
            assert app.screen.id == "desk"
            await pilot.press("f8")
            await wait_until(pilot, lambda: "see whether its disk or network is there" in toasts(app))
            folder.with_name("away").rename(folder)
            await pilot.press("f8")
            await wait_until(pilot, lambda: "in step" in drawn(app) and "offline" not in drawn(app))


async def test_without_a_team_there_is_no_sign(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("f8")
        await wait_until(pilot, lambda: "No team is joined" in toasts(app))
        assert "in step" not in drawn(app)
