"""Handing on: everything that was decided, with its evidence, and nothing that the stories smuggle in."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from civic.codebook import DEFAULT
from civic.coder import own_keys
from civic.export import Entry, escape, exchange_lines, is_export, json_array, markdown
from civic.export.brief import trends
from civic.export.index import index
from civic.judgement import Decision, Judgement, Verdict, concern_field, from_json
from civic.operation import Operation
from civic.overview import ConcernFigure, Overview, overview
from civic.registers import OwnView
from civic.story import AuthorStakeholder, Span, Story
from civic.suggestions import Analysis, Evidence, Stakeholder, Suggestion
from tests.civic.test_overview import ARow, on

TEXT = "The Met scanned faces. Residents object."
SPAN = Span(0, 22, "The Met scanned faces.")
ANALYSIS = Analysis(
    (SPAN,),
    (Stakeholder("Met", ("the Met",), "public_body", ("deployer",), 0.9, (SPAN,)),
     Stakeholder("residents", (), "group", ("affected", "advocate"), 0.5, ())),
    (Suggestion("privacy", 0.83, True, ("faces",), (Evidence(SPAN, 0.7),)),
     Suggestion("bias", 0.61, True, (), (Evidence(Span(23, 40, "Residents object."), 0.4),)),
     Suggestion("access", 0.1, False, (), ())),
)  # fmt: skip
JUDGEMENT = Judgement(
    {
        "privacy": Decision(Verdict.ACCEPTED, (SPAN,)),
        "open-data": Decision(Verdict.TAGGED),
        "safety": Decision(Verdict.REJECTED),
    },
    note="Call them.\nTwice.",
)
HISTORY = (
    Operation("o1", "s1", concern_field("privacy"), Decision(Verdict.TAGGED), None, "2026-11-21T10:00:00+00:00", "bob"),
    Operation(
        "o2", "s1", concern_field("privacy"), Decision(Verdict.ACCEPTED), None, "2026-11-23T10:00:00+00:00", "ada"
    ),
)
STORY = Story(
    "s1",
    "Met scans faces",
    "https://example.org/a?x=1&y=(2)",
    "BBC News",
    "Jane",
    datetime(2026, 11, 20, tzinfo=UTC),
    text=TEXT,
)


@dataclass(frozen=True)
class TitledRow(ARow):
    id: str = ""
    title: str = ""


FULL = Entry(STORY, JUDGEMENT, ANALYSIS, HISTORY, OwnView(own_keys("ada")))


def rendered(text: str) -> list[Token]:
    """The tokens that an independent reader of Markdown makes of it, those within lines included."""

    def walk(tokens: list[Token]) -> Iterator[Token]:
        for token in tokens:
            yield token
            yield from walk(token.children or [])

    return list(walk(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)))


def shown(text: str) -> str:
    return "".join(token.content for token in rendered(text) if token.type in ("text", "text_special", "softbreak"))


def test_a_story_is_handed_on_with_all_that_was_decided() -> None:
    assert "".join(markdown([FULL], DEFAULT, "Briefing", "tagged privacy")) == (
        "<!-- made by civicdesk -->\n\n# Briefing\n\ntagged privacy\n"
        "\n## Met scans faces\n"
        "\nBBC News · by Jane · 20 Nov 2026 · <https://example.org/a?x=1&y=(2)>\n"
        "\n**Summary.** The Met scanned faces.\n"
        "\n**Stakeholders**\n\n"
        "- **Met** (public body, suggested): deployer\n"
        "- **residents** (group of people, suggested): affected, advocate\n"
        "\n**Concerns**\n\n"
        "- **Privacy &amp; surveillance**: accepted by ada, 23 Nov 2026\n\n  Found by the machine:\n\n"
        "  > The Met scanned faces.\n"
        "- **open-data**: tagged\n- **Safety &amp; wellbeing**: rejected\n"
        "\n**Suggested, not decided**\n\n- **Bias &amp; discrimination**: 0.61\n  > Residents object.\n"
        "\n**Other coders**\n\n- **bob** ● Privacy &amp; surveillance: tagged, 21 Nov 2026\n"
        "\n**Note.** Call them.\n\nTwice.\n"
    )


def test_what_the_author_says_comes_first_and_is_marked() -> None:
    story = Story("s1", "T", text=TEXT, summary="Own words.",
                  stakeholders=(AuthorStakeholder("MET", "", ("supplier",)),), concerns=("bias", "labour"))  # fmt: skip
    text = "".join(markdown([Entry(story, Judgement(), ANALYSIS)], DEFAULT))
    assert "**Summary.** Own words." in text
    assert "- **MET** (named by the source): supplier\n- **residents**" in text
    assert "**: 0.61, named by the author" in text
    assert "**: named by the author" in text


def test_a_bare_story_and_no_story_are_still_a_page() -> None:
    assert "".join(markdown([Entry(Story("s", text="Only text."), Judgement())], DEFAULT)).endswith("\n## Only text.\n")
    assert "".join(markdown([], DEFAULT)).endswith("\nNo stories.\n")


def fences(text: str) -> list[list[str]]:
    return [token.content.splitlines() for token in rendered(text) if token.type == "fence"]


def test_the_charts_of_a_briefing_have_the_figures_of_the_page() -> None:
    rows = [on(2026, 11, 2, tags=("privacy",), suggested=("bias",)), on(2026, 11, 3, suggested=("privacy",)),
            on(2026, 11, 16), on(2026, 11, 17, tags=("新聞",))]  # fmt: skip
    page = "".join(markdown([FULL], DEFAULT, overview=overview(rows)))
    weeks, concerns = fences(page)
    assert weeks == [f"2 Nov 2026   {'█' * 40} 2", "9 Nov 2026   0", f"16 Nov 2026  {'█' * 40} 2"]
    assert concerns == [
        f"Privacy & surveillance  {'█' * 20}{'░' * 20} 1 + 1",
        f"新聞                    {'█' * 20} 1 + 0",
        f"Bias & discrimination   {'░' * 20} 0 + 1",
    ]
    for part in ("Stories by week", "Concerns, in stories: █ tagged", "Tagged by a person: 2 (50 %)"):
        assert part in shown(page)
    assert page.index("```") < page.index("## Met scans faces")


def test_without_stories_or_dates_no_chart_is_drawn() -> None:
    assert fences("".join(markdown([], DEFAULT, overview=Overview()))) == []
    assert fences("".join(markdown([FULL], DEFAULT, overview=overview([ARow()])))) == []


NASTY = [
    "# heading", "- item", "1. item", "1) item", "> quote", "= =", "---", "***", "`code`", "~~~", "a | b", "|a|b|",
    "[link](javascript:alert(1))", "![x](http://x)", "</script><script>alert(1)</script>", "<b>bold</b>", "*a* _b_",
    "<!-- x", "&lt;b&gt; &amp;", "[ref]: http://x", "line\n# next", "back\\slash \\*", "$x$", "~~gone~~", "<https://x>",
    "    code", "\ttab", "a  \nb", "+ plus", "12345678901. x",
]  # fmt: skip
PLAIN_TOKENS = {"inline", "text", "text_special", "softbreak", "paragraph_open", "paragraph_close"}


@pytest.mark.parametrize("text", NASTY)
def test_text_is_shown_to_the_letter_and_marks_nothing_up(text: str) -> None:
    assert {token.type for token in rendered(escape(text))} <= PLAIN_TOKENS
    assert shown(escape(text)) == " ".join(text.split())


@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \n#*-_`<>&[]()|\\1.)=+~!")))
def test_any_text_is_shown_to_the_letter(text: str) -> None:
    assert shown(escape(text)) == " ".join(text.split())


@pytest.mark.parametrize("text", [*NASTY, "```", "````", "~~~~", "\n```\n# out", "x" * 500, "\x1b[31m\ud800"])
def test_no_tag_breaks_out_of_a_chart(text: str) -> None:
    figures = Overview(
        1, 1, concerns=(ConcernFigure(text, 1, 0, (), ()), ConcernFigure("x", 1, 0, (), ())), sources=((text, 1),)
    )
    page = "".join(markdown([FULL], DEFAULT, overview=figures))
    page.encode()
    (lines,) = fences(page)
    assert len(lines) == 2
    assert len(lines[0]) <= 90
    assert [token.tag for token in rendered(page) if token.type == "heading_open"] == ["h1", "h2"]
    assert [token.content for token in rendered(page) if token.type == "html_block"] == ["<!-- made by civicdesk -->\n"]


@pytest.mark.parametrize("text", NASTY)
def test_no_field_breaks_the_page(text: str) -> None:
    story = Story(
        "s",
        text,
        text,
        text,
        text,
        summary=text,
        text=text,
        stakeholders=(AuthorStakeholder(text, text, (text,)),),
        concerns=(text,),
    )
    page = "".join(markdown([Entry(story, Judgement(note=text)), FULL], DEFAULT, text, text))
    tokens = rendered(page)
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h2"]
    assert {token.type for token in tokens} & {
        "html_inline",
        "code_block",
        "fence",
        "image",
        "table_open",
        "hr",
    } == set()
    assert [token.content for token in tokens if token.type == "html_block"] == ["<!-- made by civicdesk -->\n"]
    assert [token.attrs["href"] for token in tokens if token.type == "link_open"] == ["https://example.org/a?x=1&y=(2)"]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/é b", "<https://example.org/%C3%A9%20b>"),
        ("https://example.org/>x<", "<https://example.org/%3Ex%3C>"),
        ("HTTP://example.org", "<HTTP://example.org>"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("file:///etc/passwd", "file:///etc/passwd"),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str, link: str) -> None:
    assert f"\n\n{link}\n" in "".join(markdown([Entry(Story("s", "T", url), Judgement())], DEFAULT))


def test_json_reads_back_with_nothing_lost() -> None:
    bare = Entry(Story("s2", "Café \u2028 </script>"), Judgement())
    array = json.loads("".join(json_array([FULL, bare])))
    assert Story.from_document(array[0]) == STORY
    assert from_json(array[0]["judgement"]) == JUDGEMENT
    assert array[0]["others"] == {"bob": {"concerns": {"privacy": {"verdict": "tagged"}}}}
    assert Analysis.from_json(array[0]["analysis"]) == ANALYSIS
    assert tuple(map(Operation.from_json, array[0]["history"])) == HISTORY
    assert array[1] == {"format": "civicdesk/2", "id": "s2", "title": "Café \u2028 </script>"}
    assert "".join(json_array([])) == "[]\n"


def test_what_others_are_given_is_the_story_and_the_operations_alone() -> None:
    bare = Entry(Story("s2", "Café \u2028 </script>"), Judgement())
    array = json.loads("".join(json_array([FULL, bare])))
    for one in array:
        for key in ("judgement", "signed", "others", "analysis"):
            one.pop(key, None)
    assert [json.loads(line) for line in exchange_lines([FULL, bare])] == array


@given(st.text())
def test_json_is_ascii_whatever_a_text_holds(text: str) -> None:
    at = "2026-11-21T10:00:00+00:00"
    entry = Entry(Story("s", text), Judgement(note=text), None, (Operation("o", "s", "note", text, None, at, text),))
    (line,) = exchange_lines([entry])
    (array,) = json.loads("".join(json_array([entry])))
    for body, written in ((json.loads(line), line[:-1]), (array, json.dumps(array))):
        assert written.isascii()
        assert written.isprintable()
        assert body.get("title", "") == text
        assert [(one["value"], one["who"]) for one in body["history"]] == [(text, text)]


def test_an_export_is_known_again_and_nothing_else_is() -> None:
    empty = (json_array([]), exchange_lines([]))
    for pieces in (markdown([FULL], DEFAULT), json_array([FULL]), exchange_lines([FULL]), *empty):
        assert is_export("".join(pieces)[:100])
    for earlier in ('{"format": "civicdesk/1", "id": "s"}', '[\n{"format": "civicdesk/1", "id": "s"}'):
        assert is_export(earlier)
    for other in (
        "# My notes",
        '{"format": "civicdesk/9"}',
        '{"_meta": {}}',
        '{"stories": {}}',
        "[1, 2]",
        '[{"id": "a"}]',
        "x",
    ):
        assert not is_export(other)


@pytest.mark.parametrize("write", [partial(markdown, codebook=DEFAULT), json_array, exchange_lines])
def test_exports_come_out_as_the_stories_go_in(write: object) -> None:
    def entries() -> Iterator[Entry]:
        yield FULL
        raise AssertionError("asked for the second story before the first was written")

    pieces = write(entries())  # type: ignore[operator]
    assert any("Met scans faces" in next(pieces) for _ in range(2))


def test_of_a_single_period_or_concern_there_is_no_chart() -> None:
    rows = [on(2026, 11, 2, tags=("privacy",)), on(2026, 11, 3, suggested=("privacy",))]
    assert fences("".join(markdown([FULL], DEFAULT, overview=overview(rows)))) == []


def test_the_course_of_a_concern_is_in_shares_of_each_period() -> None:
    # what came doubles in the last week, its share does not
    rows = [on(2026, 11, day, tags=("privacy",) if half else ()) for day, half in
            [(2, 1), (3, 0), (9, 1), (10, 0), (16, 1), (17, 1), (18, 1), (19, 0), (20, 0), (21, 0)]]  # fmt: skip
    rows += [on(2026, 11, 2, suggested=("bias",)), on(2026, 11, 3)]
    (trend,) = trends(overview(rows), 3, 100, DEFAULT)
    assert [column.value for column in trend.columns] == [25, 50, 50]
    assert [column.height for column in trend.columns] == [50, 100, 100]
    assert trend.said == "33 % → 50 %"  # of the six stories of the first two weeks, and of the last


def test_a_week_of_one_story_is_no_end_of_a_course() -> None:
    rows = [on(2026, 11, 1)] + [on(2026, 11, day, tags=("privacy",) if day % 2 else ()) for day in range(2, 22)]
    rows += [on(2026, 11, 23)]
    (trend,) = trends(overview(rows), 3, 100, DEFAULT)
    assert [trend.columns[0].value, trend.columns[-1].value] == [0, 0]
    assert trend.said == "47 % → 43 %"  # 7 of the first 15, 3 of the last 7


def test_many_stories_are_an_index_and_an_appendix() -> None:
    rows = [TitledRow(id=f"s{n}", title=f"Story {n} *", source="BBC", when=0, tags=("privacy",), suggested=("bias",))
            for n in range(7)]  # fmt: skip
    headings = index(rows, DEFAULT)
    assert [(one.label, one.said, len(one.listed)) for one in headings] == [
        ("Privacy & surveillance", "tagged in 7, the newest 5", 5),
        ("Bias & discrimination", "only suggested in 7, the newest 5", 5),
    ]
    page = "".join(markdown([FULL], DEFAULT, headings=headings))
    assert "- Story 0 \\* (BBC)\n" in page
    assert page.index("## Stories by concern") < page.index("## Appendix") < page.index("### Met scans faces")
    assert "*Stakeholders, suggested:* Met (deployer), residents (affected, advocate)" in page
    assert "*Suggested, not decided:* Bias &amp; discrimination\n" in page


@pytest.mark.parametrize("text", [*NASTY, "\ud800"])
def test_no_text_breaks_out_of_the_index(text: str) -> None:
    headings = index([TitledRow(id=text, title=text, source=text, when=0, tags=(text,), suggested=())], DEFAULT)
    assert re.fullmatch("story-[0-9a-f]{12}", headings[0].listed[0].anchor)
    page = "".join(markdown([], DEFAULT, headings=headings))
    assert [token.tag for token in rendered(page) if token.type == "heading_open"] == ["h1", "h2", "h2"]
    assert [token.content for token in rendered(page) if token.type == "html_block"] == ["<!-- made by civicdesk -->\n"]
