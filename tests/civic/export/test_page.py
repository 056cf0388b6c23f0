"""The briefing as a web page: whole, accessible, and nothing in it runs."""

import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from civic.codebook import DEFAULT
from civic.export import Entry, TemplateFault, is_export, page, usual_template
from civic.overview import Overview, StakeholderFigure, overview
from civic.text import clean_line
from tests.browser import CHROMIUM, needs_chromium
from tests.civic.export.nasty import NASTY
from tests.civic.test_overview import ARow

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROWS = [ARow(when=int(NOW.timestamp()) - week * 604_800, source="BBC News", tags=("privacy",) * (week % 2),
             suggested=("bias",)) for week in range(8)]  # fmt: skip
FIGURES = overview(ROWS).with_stakeholders([StakeholderFigure("Met", 3, (("deployer", 2),))])
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
    given = {"title": "Briefing", "about": "Filter: palantir", "who": "ada", **more}
    return "".join(page(entries, DEFAULT, figures, made=NOW, headings=(), **given))


def test_everything_is_on_the_page(full: Entry) -> None:
    shown = " ".join(Reader(written([full])).shown.split())
    for part in (
        "Briefing", "Filter: palantir", "Period 6 Oct 2026 to 24 Nov 2026", "Tagged by a person 4 (50 %)",
        "Met, deployer (3)", "Met scans faces BBC News · by Jane · 20 Nov 2026 · Read the story",
        "The Met scanned faces.", "Liberty (civil society, named by the source): advocate",
        "Met (public body, suggested): deployer", "What 8 stories from 1 source. Filter: palantir",
        "How coded 4 of 8 stories tagged by ada, with a codebook of 16 concerns",
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
    told = [chart for chart in charts if chart.get("role") == "img"]
    assert len(told) == 1
    assert set((told[0]["aria-labelledby"] or "").split()) <= set(ids)
    # beside the others stands in words what they show
    assert all(chart.get("aria-hidden") == "true" for chart in charts if chart not in told)
    assert "Privacy & surveillance 4 + 0" in " ".join(reader.shown.split())


def test_nothing_is_fetched_and_the_only_links_lead_to_the_stories(full: Entry) -> None:
    text = written([full])
    for tag, attributes in Reader(text).tags:
        assert not {"src", "onload", "onclick", "style"} & set(attributes)
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


def test_a_template_that_says_parties_still_works(full: Entry) -> None:
    template = "{% for story in stories %}{% for party in story.parties %}{{ party.name }};{% endfor %}{% endfor %}"
    old = written([full], template=template + "{% for party in overview.parties %}{{ party.name }}{% endfor %}")
    new = written([full], template=template.replace("parties", "stakeholders") + "Met")
    assert old == new
    assert old.count(";") == len(full.story.stakeholders) + len(full.analysis.stakeholders if full.analysis else ())


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

    pieces = page(entries(), DEFAULT, FIGURES, title="T", about="", made=NOW)
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


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("a\n{{ 1 / 0 }}", r"division by zero \(line 2\)"),
        ("{{ 'x' * 10 ** 14 }}", r"more memory than there is \(line 1\)"),
        ("a\n\n{{ title.nothing }}", r"no attribute 'nothing' \(line 3\)"),
    ],
)
def test_the_reason_and_the_line_are_told(template: str, why: str, full: Entry) -> None:
    with pytest.raises(TemplateFault, match=why):
        written([full], template=template)


def palettes() -> dict[str, dict[str, str]]:
    """The colours that our template names, in light, in the dark and on paper: red, green and blue as "#rrggbb"."""
    style = re.search(r"<style>(.*)</style>", usual_template(), re.DOTALL)
    assert style
    blocks = re.findall(r"(@media [^{]*\{ )?:root \{([^}]*)\}", style[1])
    names = [next((name for name in ("dark", "print") if name in media), "light") for media, _ in blocks]
    colours = [dict(re.findall(r"--(\w+): (#[0-9a-f]+)", body)) for _, body in blocks]
    return {name: {key: value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])
                   for key, value in found.items()} for name, found in zip(names, colours, strict=True)}  # fmt: skip


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2, "relative luminance" and "contrast ratio"."""

    def luminance(colour: str) -> float:
        shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("mode", ["light", "dark", "print"])
def test_text_can_be_read_in_every_light(mode: str) -> None:
    colours = palettes()[mode]
    for text in ("ink", "quiet", "accent"):
        assert contrast(colours[text], colours["ground"]) >= 4.5, text
    assert contrast(colours["ink"], colours["quote"]) >= 4.5
    # what is drawn, against its ground and against each other: WCAG 2.2, 1.4.11
    assert contrast(colours["accent"], colours["ground"]) >= 3
    assert contrast(colours["accent"], colours["second"]) >= 3


@needs_chromium
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


@needs_chromium
def test_on_paper_no_page_ends_between_a_heading_and_what_it_heads(tmp_path: Path, full: Entry) -> None:
    path, paper = tmp_path / "briefing.html", tmp_path / "briefing.pdf"
    stories = [
        replace(full, story=replace(full.story, summary="Some more words. " * (7 * number))) for number in range(24)
    ]
    path.write_text(written(stories), encoding="utf-8")
    subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--no-pdf-header-footer", f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={paper}", path.as_uri()],
        capture_output=True, timeout=100, check=True,
    )  # fmt: skip
    pages = [
        [line.strip() for line in one.extract_text().splitlines() if line.strip()] for one in PdfReader(paper).pages
    ]
    assert len(pages) > 5
    heads = (
        "Met scans faces",
        "BBC News · by Jane",
        "SUMMARY",
        "STAKEHOLDERS",
        "CONCERNS",
        "SUGGESTED",
        "NOTE",
        "(https",
    )
    assert [lines[-1] for lines in pages if lines[-1].startswith(heads)] == []
