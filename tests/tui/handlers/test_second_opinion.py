"""The key that asks for a second opinion: a notice before anything leaves, progress, cancelling, badges, keeping."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import seeds
from civic.judgement import Verdict
from civic.story import Story
from civic.suggestions import Stakeholder
from tests.assist.modelserver import PATH, ModelServer
from tests.feeds.server import Request, reply
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil, present
from tui.app import CivicDesk
from tui.handlers.second_opinion import SecondOpinionHandler
from tui.screens.choose import ChooseScreen
from tui.widgets.panes.concerns import ConcernsPane
from tui.widgets.panes.stakeholders import StakeholdersPane

TEXT = seeds.story()["text"]
FIRST = TEXT[: TEXT.index(".") + 1]
ANSWER = {
    "concerns": [
        {"concern": "environment", "quotes": [FIRST[:60]]},
        {"concern": "labour", "quotes": ["nowhere in the story"]},
    ],
    "stakeholders": [{"name": "Palantir", "type": "company", "roles": ["supplier"], "quotes": [FIRST[:60]]}],
}


def is_asking(app: CivicDesk) -> bool:
    handler = app.handlers.made.get("second_opinion")
    return isinstance(handler, SecondOpinionHandler) and handler.is_asking


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        server.says(ANSWER)
        yield server


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LLM_URL", "LLM_MODEL", "LLM_KEY", "NLP_MODEL"):
        monkeypatch.delenv(f"CIVICDESK_{name}", raising=False)


@pytest.fixture
def set_up(home: Path, server: ModelServer) -> Callable[[str], None]:
    def write(more: str = "") -> None:
        home.mkdir(exist_ok=True)
        (home / "config.toml").write_text(f'[llm]\nurl = "{server.base}"\nmodel = "tiny"\n{more}', "utf-8")

    write()
    return write


def question(app: CivicDesk) -> ChooseScreen | None:
    return app.screen if isinstance(app.screen, ChooseScreen) else None


async def test_without_a_model_it_says_what_to_write_and_where(
    open_desk: OpenDesk, toasts: Toasts, wait_until: WaitUntil, home: Path
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("A")
        await wait_until(pilot, lambda: "No language model is set up" in toasts(app))
        assert str(home) in toasts(app)


@pytest.mark.usefixtures("set_up")
async def test_nothing_leaves_before_the_person_says_so(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil, server: ModelServer
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await wait_until(pilot, lambda: "characters of" in drawn(app))
        shown = " ".join(drawn(app).split())
        assert "go to 127.0.0.1 (this machine), to the model tiny." in shown
        assert f"{len(present(app.desk.story).text) + len(present(app.desk.story).title):,} characters" in shown
        await pilot.press("escape")
        await wait_until(pilot, lambda: not is_asking(app))
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await pilot.press("enter")  # no
        await wait_until(pilot, lambda: not is_asking(app))
        assert server.requests == []


@pytest.mark.usefixtures("set_up")
async def test_the_answer_is_shown_with_badges_and_kept(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil, server: ModelServer
) -> None:
    async with open_desk() as (app, pilot):
        ours = [one.tag for one in app.desk.statuses()]
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "1 more suggestion was dropped" in toasts(app))
        assert [one.tag for one in app.desk.statuses()] == [*ours, "environment"]
        await wait_until(pilot, lambda: "Environment" in drawn(app))
        line = next(line for line in drawn(app).splitlines() if "○ Environment" in line)
        assert "llm tiny" in line
        await pilot.press("3", "G")
        await wait_until(pilot, lambda: "suggested by llm tiny" in drawn(app))
        assert present(app.screen.query_one(ConcernsPane).current).evidence[0].text == FIRST
        stakeholder = next(one for one in app.screen.query_one(StakeholdersPane).stakeholders if one.name == "Palantir")
        assert isinstance(stakeholder, Stakeholder)
        assert stakeholder.badges == ("llm tiny",)
        await pilot.press("a")
        assert app.desk.judgement.concerns["environment"].verdict is Verdict.ACCEPTED
        assert app.desk.judgement.concerns["environment"].evidence[0].text == FIRST
        await pilot.press("u")
    async with open_desk() as (app, pilot):
        assert app.desk.statuses()[-1].badges == ("llm tiny",)
        await pilot.press("A")
        await wait_until(pilot, lambda: "1 more suggestion was dropped" in toasts(app))
        assert question(app) is None  # what is kept goes nowhere
    assert len(server.requests) == 1


@pytest.mark.usefixtures("set_up")
async def test_the_next_story_is_told_and_not_asked_about_again(
    open_desk: OpenDesk, put: Put, toasts: Toasts, wait_until: WaitUntil, server: ModelServer
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story("other", title="Other", text="Something else. " * 3))
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: not is_asking(app))
        first = present(app.desk.story).id
        await pilot.press("J")
        if present(app.desk.story).id == first:
            await pilot.press("K")
        await pilot.press("A")
        await wait_until(pilot, lambda: len(server.requests) == 2)
        assert "characters of “" in toasts(app)


@pytest.mark.usefixtures("set_up")
async def test_a_story_that_is_no_longer_open_gets_its_mark_in_the_list(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, server: ModelServer
) -> None:
    reached, go = threading.Event(), threading.Event()

    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await asyncio.to_thread(go.wait)
        server.says(ANSWER)
        await server.routes[PATH](request, writer)

    server.at(PATH, slow)
    async with open_desk() as (app, pilot):
        put(app, Story("other", title="Other", text="Something else. " * 3))
        story = present(app.desk.story).id
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, reached.is_set)
        app._desk_screen.open_story("other" if story != "other" else present(app.desk.view.row(0)).id)
        go.set()
        await wait_until(pilot, lambda: not is_asking(app))
        rows = [app.desk.view.row(at) for at in range(len(app.desk.view.keys))]
        assert "environment" in next(present(row).suggested for row in rows if present(row).id == story)


@pytest.mark.usefixtures("set_up")
async def test_the_same_key_cancels_and_progress_is_shown(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil, server: ModelServer
) -> None:
    reached = threading.Event()

    async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await asyncio.Event().wait()

    server.at(PATH, silent)
    async with open_desk() as (app, pilot):
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, reached.is_set)
        await wait_until(pilot, lambda: "A cancels" in drawn(app))
        await pilot.press("j", "k")  # the desk goes on meanwhile
        await pilot.press("A")
        await wait_until(pilot, lambda: "Asking stopped" in toasts(app))
        await wait_until(pilot, lambda: "A cancels" not in drawn(app))
        assert not is_asking(app)


@pytest.mark.usefixtures("set_up")
async def test_leaving_while_somebody_is_asked_ends_it(
    open_desk: OpenDesk, wait_until: WaitUntil, server: ModelServer
) -> None:
    reached = threading.Event()

    async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await asyncio.Event().wait()

    server.at(PATH, silent)
    async with open_desk() as (app, pilot):
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, reached.is_set)
        await pilot.press("q")
        await wait_until(pilot, lambda: not app.is_running)
    assert app.return_code == 0


@pytest.mark.usefixtures("set_up")
async def test_a_failure_is_told_and_the_desk_goes_on(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil, server: ModelServer
) -> None:
    server.at(PATH, reply(b"\x1b]0;x\x07", status=500))
    async with open_desk() as (app, pilot):
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "has trouble (500)" in toasts(app))
        await pilot.press("3", "a")
        assert app.desk.judgement.tags


@pytest.mark.usefixtures("set_up")
async def test_an_answer_about_a_text_that_has_changed_meanwhile_is_not_shown(
    open_desk: OpenDesk, put: Put, toasts: Toasts, wait_until: WaitUntil, server: ModelServer
) -> None:
    reached, go = threading.Event(), threading.Event()

    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await asyncio.to_thread(go.wait)
        server.says(ANSWER)
        await server.routes[PATH](request, writer)

    server.at(PATH, slow)
    async with open_desk() as (app, pilot):
        story = app.desk.story
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, reached.is_set)
        put(app, Story(present(story).id, title=present(story).title, text="Quite another text by now."))
        go.set()
        await wait_until(pilot, lambda: "has changed meanwhile" in toasts(app))
        analysis = app.workspace.suggestions.of(present(app.workspace.library.story(present(story).id)))
        assert not any(one.badges for one in analysis.concerns)


async def test_both_extras_are_a_choice_and_spacy_needs_no_leave(
    open_desk: OpenDesk, set_up: Callable[[str], None], drawn: Drawn, wait_until: WaitUntil, tmp_path: Path
) -> None:
    from tests.assist.test_nlp import a_model

    set_up(f'[nlp]\nmodel = "{a_model(tmp_path / "names")}"\n')
    async with open_desk() as (app, pilot):
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: any(one.badges for one in present(app.desk.analysis).stakeholders))
        await pilot.press("2")
        await wait_until(pilot, lambda: "spaCy" in drawn(app))


@pytest.mark.usefixtures("set_up")
async def test_a_long_badge_leaves_room_for_the_name_in_a_narrow_pane(
    open_desk: OpenDesk, home: Path, drawn: Drawn, wait_until: WaitUntil, server: ModelServer
) -> None:
    path = home / "config.toml"
    path.write_text(path.read_text().replace('"tiny"', '"a-model-with-a-very-long-name-7b-instruct-q4_K_M"'))
    async with open_desk((80, 24)) as (app, pilot):
        await pilot.press("A")
        await wait_until(pilot, lambda: question(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: any(one.badges for one in app.desk.statuses()))
        await pilot.press("3", "G")
        await wait_until(pilot, lambda: "○ Environment" in drawn(app))
        line = next(line for line in drawn(app).splitlines() if "○ Environment" in line)
        assert "llm" in line
        assert "a-model" not in line
