"""Reading on the main screen: from story to story, links, copying, finding."""

import pytest

from civic.fault import Fault
from civic.story import Enclosure, Link, Story
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil, present
from tui.widgets.line_view import Piece
from tui.widgets.panes.text import TextPane
from tui.widgets.story_list import StoryList
from tui.widgets.story_rows import Place


async def test_keys_go_from_story_to_story_and_mark_what_was_read(open_desk: OpenDesk, put: Put) -> None:
    async with open_desk() as (app, pilot):
        put(app, *(Story(id=f"s{n}", title=f"Story {n}") for n in range(5)))
        await pilot.press("g", "J", "J")
        assert app.desk.view.position == 2
        assert app.workspace.library.judgement(present(app.desk.view.row(0)).id).read
        await pilot.press("K")
        assert app.desk.view.position == 1
        await pilot.press("0", "G")
        assert app.desk.view.position == 5
        await pilot.press("k", "pageup", "j")
        assert app.desk.view.position == 1


async def test_only_web_links_are_opened(open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, put: Put) -> None:
    import webbrowser

    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    async with open_desk() as (app, pilot):
        put(
            app,
            Story(id="x", title="Bad", url="file:///etc/passwd"),
            Story(id="y", title="Good", url="https://a.example/"),
        )
        for title in ("bad", "good"):
            await pilot.press("slash", *title, "enter", "o", "escape")
            await pilot.pause()
    assert opened == ["https://a.example/"]


async def test_words_are_found_in_the_text_round_the_end(open_desk: OpenDesk, toasts: Toasts) -> None:
    async with open_desk((120, 24)) as (app, pilot):
        text = app.screen.query_one(TextPane)
        await pilot.press("f", *"palantir", "enter")
        await pilot.pause()
        assert app.focused is text
        first = text.place
        assert first == text.found[0]
        for _ in text.found:
            await pilot.press("n")
        assert text.place == first
        await pilot.press("N")
        assert text.place == text.found[-1]
        await pilot.press("f", *"no such words", "enter")
        await pilot.pause()
        assert "is not in this text" in toasts(app)


async def test_links_of_the_text_are_listed_with_their_host_and_opened(
    open_desk: OpenDesk, drawn: Drawn, monkeypatch: pytest.MonkeyPatch, put: Put
) -> None:
    import webbrowser

    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    async with open_desk() as (app, pilot):
        put(
            app,
            Story(id="l", title="Links", url="https://a.example/", text="See (https://b.example/x?y=1). javascript:z"),
        )
        await pilot.press("slash", *"links", "enter", "L")
        await pilot.pause()
        assert "b.example" in drawn(app)
        assert "javascript" not in drawn(app).split("Open a link")[1].split("esc")[0]
        await pilot.press("j", "enter")
        await pilot.pause()
    assert opened == ["https://b.example/x?y=1"]


async def test_links_of_the_markup_are_listed_with_their_words(
    open_desk: OpenDesk, drawn: Drawn, monkeypatch: pytest.MonkeyPatch, put: Put
) -> None:
    import webbrowser

    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    links = (Link("https://b.example/report", "the [/nope] report"), Link("https://a.example/", "Home"))
    async with open_desk() as (app, pilot):
        put(app, Story(id="l", title="Links", url="https://a.example/", text="See the report.", links=links))
        await pilot.press("slash", *"links", "enter", "L")
        await pilot.pause()
        listed = drawn(app).split("Open a link")[1]
        assert "b.example  “the [/nope] report” https://b.example/report" in listed
        assert listed.count("https://a.example/") == 1
        await pilot.press("j", "enter")
        await pilot.pause()
    assert opened == ["https://b.example/report"]


async def test_files_that_came_along_are_listed_and_a_pdf_is_added_as_a_story(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch, put: Put,
) -> None:  # fmt: skip
    async def enclosed(story: Story, enclosure: Enclosure, *_: object, **__: object) -> Story:
        return Story(id="pdf", title=enclosure.title, url=enclosure.url, text=f"Came with {story.title}.")

    monkeypatch.setattr("feeds.enclosures.enclosed_story", enclosed)
    files = (
        Enclosure("https://b.example/r.pdf", "application/pdf", "The report"),
        Enclosure("https://b.example/t.mp3"),
    )
    async with open_desk() as (app, pilot):
        put(app, Story(id="l", title="Filed", text="See the report.", enclosures=files))
        await pilot.press("slash", *"filed", "enter", "L")
        await pilot.pause()
        listed = drawn(app).split("Open a link")[1]
        assert "“The report” https://b.example/r.pdf" in listed
        assert "add as a story: The report" in listed
        assert listed.count("t.mp3") == 1
        await pilot.press("end", "enter")
        await wait_until(pilot, lambda: "Added “The report”" in toasts(app))
        assert present(app.workspace.library.story("pdf")).text == "Came with Filed."


async def test_copying_hands_over_link_quote_and_story(open_desk: OpenDesk, put: Put) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story(id="l", title="Linked", url="https://a.example/", text="Police watched people with cameras."))
        await pilot.press("slash", *"linked", "enter", "y")
        await pilot.pause()
        assert app.clipboard == "https://a.example/"
        await pilot.press("4", "v", "Y")
        await pilot.pause()
        assert app.clipboard == "“Police watched people with cameras.” (Linked, https://a.example/)"
        await pilot.press("C")
        await pilot.pause()
        assert "Linked" in app.clipboard
        assert "https://a.example/" in app.clipboard


async def test_the_letters_that_the_filter_matched_are_marked_in_list_and_text(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("slash", *"palan", "enter")
        row, _ = app.screen.query_one("#list", StoryList)._rows.line(Place(0, 0), 60)
        assert Piece("Palan", "story-list--matched") in row
        text = app.screen.query_one(TextPane)
        assert Piece("Palan", "text--found") in [
            piece for n in range(text._lines.line_count(76)) for piece in text._lines.line(n, 76)[0]
        ]


async def test_the_whole_text_is_asked_for_by_a_key_and_a_fault_is_told(
    open_desk: OpenDesk, put: Put, toasts: Toasts, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def fetch_full(story: Story) -> None:
        asked.append(story.id)
        raise Fault("Nothing there; try later.")

    async with open_desk() as (app, pilot):
        monkeypatch.setattr(app.workspace.refresher, "fetch_whole_text", fetch_full)
        put(app, Story(id="t", title="Teaser", url="https://a.example/1", text="Short."))
        await pilot.press("w")
        await wait_until(pilot, lambda: "no link to fetch" in toasts(app))  # the seed story
        await pilot.press("slash", *"teaser", "enter", "w")
        await wait_until(pilot, lambda: asked == ["t"] and "Nothing there" in toasts(app))


async def test_a_summary_that_the_source_wrote_is_shown_as_theirs(
    open_desk: OpenDesk, put: Put, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story(id="t", title="Teased", summary="In short, this.", text="The council voted. It was late."))
        assert "by the source" not in drawn(app)
        await pilot.press("slash", *"teased", "enter")
        await wait_until(pilot, lambda: "by the source" in drawn(app) and "In short, this." in drawn(app))


@pytest.mark.parametrize("size", [(60, 20), (40, 12)])
async def test_reading_on_from_the_summary_shows_the_text_before_the_next_story(
    size: tuple[int, int], open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk(size) as (app, pilot):
        lines = "\n\n".join(f"The council bought camera number {n} for its libraries." for n in range(30))
        put(app, Story("long", "A long one", text=lines), Story("bare", "A bare one"))
        app._desk_screen.open_story("long")
        await wait_until(pilot, lambda: app.desk.analysis)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "space read on" in drawn(app))
        assert present(app.focused).id == "summary"
        text = app.screen.query_one(TextPane)
        await pilot.press("space")
        assert present(app.focused) is text
        assert "camera number 0" in drawn(app)
        while text.top < text.last_top:
            assert present(app.desk.story).id == "long"
            await pilot.press("space")
        assert "camera number 29" in drawn(app)
        await pilot.press("space")
        assert present(app.desk.story).id != "long"


async def test_reading_on_passes_over_a_text_that_is_not_there(open_desk: OpenDesk, put: Put) -> None:
    async with open_desk((60, 20)) as (app, pilot):
        put(app, Story("bare", "A bare one"))
        app._desk_screen.open_story("bare")
        await pilot.press("enter", "space")
        assert present(app.desk.story).id != "bare"
