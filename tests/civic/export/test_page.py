"""The briefing as a web page: whole, accessible, and nothing in it runs."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from civic.export import Entry, TemplateFault, is_export, page, usual_template
from civic.overview import Overview, PartyFigure, overview
from civic.text import clean_line
from tests.civic.export.nasty import NASTY
from tests.civic.test_overview import ARow

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROWS = [ARow(when=int(NOW.timestamp()) - week * 604_800, source="BBC News", tags=("privacy",) * (week % 2),
             suggested=("bias",)) for week in range(8)]  # fmt: skip
FIGURES = overview(ROWS).with_parties([PartyFigure("Met", 3, (("deployer", 2),))])
VOID = {"meta", "br"}


class Reader(HTMLParser):
    """An independent reader: tags in order with their attributes, and the text that is shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.shown = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self.open):
            self.shown += data


def written(entries: list[Entry], figures: Overview = FIGURES, **more: str) -> str:
    given = {"title": "Briefing", "about": "Filter: palantir", **more}
    return "".join(page(entries, figures, made=NOW, **given))  # type: ignore[arg-type]


def test_everything_is_on_the_page(full: Entry) -> None:
    shown = " ".join(Reader(written([full])).shown.split())
    for part in (
        "Briefing", "Filter: palantir", "Period 6 Oct 2026 to 24 Nov 2026", "Tagged by a person 4 (50 %)",
        "Met, deployer (3)", "Met scans faces BBC News · by Jane · 20 Nov 2026 · Read the story",
        "The Met scanned faces.", "Liberty (civil society): advocate", "Met (public body): deployer",
        "Privacy & surveillance accepted by ada, 23 Nov 2026; high, alleged", "open-data tagged by ada",
        "Suggested, not decided Safety & wellbeing 0.61", "Note Call them. Twice.",
    ):  # fmt: skip
        assert part in shown, part


def test_it_can_be_found_ones_way_about(full: Entry) -> None:
    reader = Reader(written([full, full]))
    assert reader.open == []
    assert reader.tags[0] == ("html", {"lang": "en"})
    levels = [int(tag[1]) for tag, _ in reader.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    charts = [attributes for tag, attributes in reader.tags if tag == "svg"]
    assert len(charts) == 2
    for chart in charts:
        assert chart["role"] == "img"
        assert set((chart["aria-labelledby"] or "").split()) <= set(ids)


def test_nothing_is_fetched_and_the_only_links_lead_to_the_stories(full: Entry) -> None:
    text = written([full])
    for tag, attributes in Reader(text).tags:
        assert not {"src", "onload", "onclick", "style"} & set(attributes) or attributes.get("class") == "key"
        assert tag not in ("script", "img", "link", "iframe", "object")
        assert attributes.get("href") in (None, "https://example.org/a?x=1&y=(2)")
    assert "url(" not in text
    assert "default-src 'none'" in text


@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_markup(text: str, made_of: Callable[[str], Entry]) -> None:
    plain = written([made_of("x")])
    page_of = written([made_of(text)], title=text, about=text)
    page_of.encode()
    count = [
        tag for tag, _ in Reader(page_of).tags if tag not in ("p", "h4", "li", "ul", "strong", "span", "blockquote")
    ]
    assert set(count) <= {tag for tag, _ in Reader(plain).tags}
    shown = " ".join(Reader(page_of).shown.split())
    assert " ".join(clean_line(text).split()) in shown
    assert "49" not in shown


def test_no_story_is_a_page_too() -> None:
    text = written([], Overview(), about="")
    assert "No stories." in Reader(text).shown
    assert "Key figures" not in text
    assert is_export(text[:100])


def test_stories_come_out_as_they_go_in(full: Entry) -> None:
    def entries() -> Iterator[Entry]:
        yield full
        yield full
        raise AssertionError("asked for the third story before the first was written")

    pieces = page(entries(), FIGURES, title="T", about="", made=NOW)
    assert any("Met scans faces" in piece for piece in pieces)


def test_another_template_takes_the_place_of_ours(full: Entry) -> None:
    text = written([full], template="<p>{{ title }}: {% for story in stories %}{{ story.title }}{% endfor %}</p>",
                   title="<b>")  # fmt: skip
    assert text == "<!-- made by civicdesk -->\n<p>&lt;b&gt;: Met scans faces</p>"
    assert is_export(text)
    assert "{% for story in stories %}" in usual_template()


@pytest.mark.parametrize(
    "template",
    ["{% for %}", "{{ nothing.like.this }}", "{{ ''.__class__.__mro__ }}", "{% include '/etc/passwd' %}", "{{ 1 / 0 }}",
     "{{ stories.__iter__.__globals__ }}", "{{ title.nothing }}", "{{ title + 1 }}"],
)  # fmt: skip
def test_a_template_that_does_not_work_or_reaches_too_far_is_told(template: str, full: Entry) -> None:
    with pytest.raises(TemplateFault, match=r"^The template can't be used: .*\.$"):
        written([full], template=template)


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to look with")
def test_a_browser_has_nothing_to_complain_of(tmp_path: Path, full: Entry, made_of: Callable[[str], Entry]) -> None:
    path = tmp_path / "briefing.html"
    path.write_text(written([full, *map(made_of, NASTY)]), encoding="utf-8")
    done = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()],
        capture_output=True, text=True, timeout=100, check=True,
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr
    reader = Reader(done.stdout)
    assert [tag for tag, _ in reader.tags].count("article") == 1 + len(NASTY)
    assert "script" not in [tag for tag, _ in reader.tags]
