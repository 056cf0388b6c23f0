"""The filter language: what each form means, that no input breaks it, that words are those of the index."""

import sqlite3
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from civic.judgement import Decision, Judgement, Verdict
from civic.query import (
    EVERYTHING,
    FIELDS,
    MARKS,
    Among,
    And,
    AtLeast,
    Before,
    Has,
    Is,
    Not,
    Or,
    Query,
    QueryError,
    Since,
    Words,
    explain,
    normalise,
    parse,
    since_of,
    spaced,
    tokens,
)
from civic.query.match import Facts, matches
from civic.query.words import SIGNS, word_in
from civic.story import AuthorStakeholder, Story
from civic.suggestions import Analysis, Stakeholder, Suggestion

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


def word(*words: str, field: str = "") -> Words:
    return Words(words, field)


A, B, C = word("a"), word("b"), word("c")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", EVERYTHING),
        ("   ", EVERYTHING),
        ("palantir", word("palantir")),
        ("Ángela", word("angela")),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a OR b OR c", Or((A, B, C))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("((a)) (b c)", And((A, B, C))),
        ("a or b", And((A, word("or"), B))),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ("--a", A),
        ("-(a b)", Not(And((A, B)))),
        ('-"open data"', Not(Words(("open", "data"), prefix=False))),
        ('"Open Data"', Words(("open", "data"), prefix=False)),
        ("open-data", word("open", "data")),
        ("10:30", word("10", "30")),
        ("https://example.org/a", word("https", "example", "org", "a")),
        ("title:x", word("x", field="title")),
        ("TITLE:X", word("x", field="title")),
        ('text:"x y"', Words(("x", "y"), "text", prefix=False)),
        ("source:bbc author:jane note:call", And(tuple(word(w, field=f) for f, w in
            (("source", "bbc"), ("author", "jane"), ("note", "call"))))),
        ("title:(a OR b) c", And((Or((word("a", field="title"), word("b", field="title"))), C))),
        ("feed:Example.org/Feed", Has("feed", "example.org/feed")),
        ("tag:Privacy", Has("tag", "privacy")),
        ('tag:"open data"', Has("tag", "open-data", whole=True)),
        ('rejected:"C"', Has("rejected", "c", whole=True)),
        ("concern:bias", Has("concern", "bias")),
        ('stakeholder:"Met. Pólice"', Has("stakeholder", "met police", whole=True)),
        ("role:deployer", Has("role", "deployer")),
        ('role:"decision maker"', Has("role", "decision_maker")),
        ("role:dep", Has("role", "deployer")),
        ("role:a", Or((Has("role", "affected"), Has("role", "advocate")))),
        ("concerns:3", AtLeast(3)),
        ("concerns:>=2", AtLeast(2)),
        ("concerns:", And(())),
        ("is:Unread", Is("unread")),
        ("-is:starred", Not(Is("starred"))),
        ("since:7d", Since(day(2026, 11, 16))),
        ("since:1w", Since(day(2026, 11, 16))),
        ("since:'7 days'", None),
        ('since:"7 days"', Since(day(2026, 11, 16))),
        ("since:3h", Since(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))),
        ("since:today", Since(day(2026, 11, 23))),
        ("before:yesterday", Before(day(2026, 11, 22))),
        ("before:2026-01-01", Before(day(2026, 1, 1))),
        ("since:2026-02", Since(day(2026, 2, 1))),
        ("since:2025", Since(day(2025, 1, 1))),
        ('since:"16 Nov"', Since(day(2026, 11, 16))),
        ("since:16-nov-2024", Since(day(2024, 11, 16))),
        ('since:"November 16, 2024"', Since(day(2024, 11, 16))),
        ('since:"16 Dec"', Since(day(2025, 12, 16))),
        ('since:"29 Feb"', Since(day(2024, 2, 29))),
    ],
)  # fmt: skip
def test_each_form_means_what_the_language_says(text: str, query: Query | None) -> None:
    if query is None:
        with pytest.raises(QueryError):
            parse(text, NOW)
    else:
        assert parse(text, NOW) == query


@pytest.mark.parametrize(
    "typed",
    ["tag:", "a tag:", "a OR", "a -", 'a "', "a (", "a is:", "a is:unr", "a since:", "a since:2026-0", "a since:7",
     "a since:yest", "a -(", "a ()", "a OR ()", "a role:", "a NOT", "a & b:"[:3], "a 🤖"],
)  # fmt: skip
def test_a_term_that_is_being_typed_is_left_out(typed: str) -> None:
    assert parse(typed, NOW) == (EVERYTHING if typed == "tag:" else A)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ('"open da', Words(("open", "da"), prefix=True)),
        ("(a b", And((A, B))),
        ("-(a OR b", Not(Or((A, B)))),
        ("tag:priv", Has("tag", "priv")),
        ('tag:"open da', Has("tag", "open-da")),
        ("evidence:gone", Has("evidence", "gone")),
        ("evidence:Gone|changed", Or((Has("evidence", "gone"), Has("evidence", "changed")))),
        ("evidence:(moved OR uncertain)", Or((Has("evidence", "moved"), Has("evidence", "uncertain")))),
        ("a evidence:go", A),
        ("a evidence:gone|ch", A),
        ("a evidence:|", A),
        ("OR a", A),
        ("a OR OR b", Or((A, B))),
    ],
)
def test_what_is_still_open_ends_with_the_text(typed: str, query: Query) -> None:
    assert parse(typed, NOW) == query


@pytest.mark.parametrize(
    ("text", "says", "at"),
    [
        ("a foo:bar", "no field 'foo'", "foo:"),
        ("a)", "closing bracket", ")"),
        ("is:xyzzy a", "can't be 'xyzzy': after is: use starred, unread,", "xyzzy"),
        ("is:unr a", "can't be 'unr'; did you mean is:unread?", "unr"),
        ("is:unred", "can't be 'unred'; did you mean is:unread?", "unred"),
        ("evidence:lost", "changed, gone, uncertain or moved", "lost"),
        ("evidence:gon a", "can't be 'gon'; did you mean evidence:gone?", "gon"),
        ("evidence:moved|chnged", "can't be 'chnged'; did you mean evidence:changed?", "moved|chnged"),
        ("since:whenever a", "no date", "whenever"),
        ("since:2026-13-45", "no date", "2026-13-45"),
        ("before:2026-13", "no date", "2026-13"),
        ("since:999999d", "no date", "999999d"),
        ("before:0001-01-01", "no date", "0001-01-01"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, says: str, at: str) -> None:
    # East of Greenwich the first day of the calendar begins before the calendar does.
    with pytest.raises(QueryError, match=says) as caught:
        parse(text, NOW.astimezone(timezone(timedelta(hours=2))))
    error = caught.value
    assert text[error.start : error.end] == at
    assert "\n" not in error.message
    assert error.message.endswith((".", "?"))


def test_an_unknown_field_is_answered_with_all_that_there_are() -> None:
    with pytest.raises(QueryError) as caught:
        parse("colour:red", NOW)
    assert all(field in caught.value.message for field in FIELDS)


def test_an_error_about_a_hostile_word_is_clean() -> None:
    with pytest.raises(QueryError) as caught:
        parse("is:\x1b]52;c;eA==\x07\u202ered a", NOW)
    assert not set(caught.value.message) & {"\x1b", "\x07", "\u202e"}


def test_depth_and_length_have_bounds() -> None:
    assert parse("(" * 40 + "a", NOW) == A
    assert parse("-" * 1999 + "a", NOW) == Not(A)
    for text in ("(" * 41, "(" * 1999 + "a", "a " * 1001):
        with pytest.raises(QueryError):
            parse(text, NOW)


PIECES = st.sampled_from(
    ["a", "-", "(", ")", '"', " ", "OR", "AND", "NOT", ":", "🤖", "é", "7d", "2026-", "\x1b", "\u202e", "\ud800", "'"]
    + [f"{field}:" for field in FIELDS]
    + list(MARKS)
)


@given(st.text() | st.lists(PIECES).map("".join) | st.lists(PIECES).map(" ".join))
@example("since:" + "9" * 1000 + "d")
@example("since:９９d since:²d")
def test_no_input_raises_anything_but_a_query_error(text: str) -> None:
    try:
        query = parse(text, NOW)
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(text)
        return
    assert explain(query)
    assert matches(query, facts(title="a")) in (True, False)


@given(st.lists(PIECES).map(" ".join))
def test_naive_times_and_time_zones_are_all_the_same_to_it(text: str) -> None:
    for now in (NOW.replace(tzinfo=None), NOW.astimezone(timezone(timedelta(hours=-9)))):
        try:
            matches(parse(text, now), facts(title="a", published=NOW))
        except QueryError:
            continue


def facts(
    judgement: Judgement | None = None, analysis: Analysis | None = None, *, new: bool = False, **fields: object
) -> Facts:
    story = Story("s1", **fields)  # type: ignore[arg-type]
    return Facts(story, judgement or Judgement(), analysis, new)


def suggestion(concern: str, *, suggested: bool = True) -> Suggestion:
    return Suggestion(concern, 0.8, suggested, (), ())


MET = Stakeholder("Metropolitan Police Service", ("the Met",), "public_body", ("deployer",), 0.9, ())
ANALYSIS = Analysis((), (MET,), (suggestion("privacy"), suggestion("bias"), suggestion("access", suggested=False)))
DECIDED = Judgement(
    {"rights": Decision(Verdict.ACCEPTED), "open-data": Decision(Verdict.TAGGED), "bias": Decision(Verdict.REJECTED)},
    note="Call the press office",
    starred=True,
    read=True,
)
STORY = {
    "title": "Café blocked: the mayor's NO",
    "text": "Open data for all.\nA second paragraph.",
    "source": "BBC News",
    "author": "Jane Doe",
    "feed": "https://example.org/Feed.xml",
    "published": day(2026, 11, 20),
    "stakeholders": (AuthorStakeholder("Ánna Ødegaard", "person", ("expert",)),),
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cafe", True),
        ("caf mayor open", True),
        ("afe", False),
        ('"open data"', True),
        ('"open dat"', False),
        ('"open dat', True),
        ('"no open"', False),
        ("title:open", False),
        ("text:open", True),
        ("mayor's", True),
        ("-cafe", False),
        ("-xylophone", True),
        ("xylophone OR cafe", True),
        ("source:bbc", True),
        ("source:news", True),
        ("author:doe", True),
        ("note:press", True),
        ("press", True),
        ("text:press", False),
        ("is:noted", True),
        ("type:public", True),
        ("type:company", False),
        ("stakeholder:met/dep", True),
        ("stakeholder:met/exp", False),
        ("rejected:bias", True),
        ("rejected:rights", False),
        ("severity:none", True),
        ("severity:high", False),
        ("certainty:alleged", False),
        ("feed:example.org", True),
        ("feed:example.com", False),
        ("tag:rights", True),
        ("tag:open", True),
        ('tag:"open"', False),
        ('tag:"open data"', True),
        ('rejected:"bia"', False),
        ('rejected:"bias"', True),
        ('concern:"priv"', False),
        ('concern:"privacy"', True),
        ("tag:bias", False),
        ("tag:privacy", False),
        ("concern:privacy", True),
        ("concern:rights", True),
        ("concern:bias", False),
        ("concern:access", False),
        ('stakeholder:"pol met', True),
        ('stakeholder:"met pol"', False),
        ('stakeholder:"the met"', True),
        ('stakeholder:"the met"/deployer', True),
        ('stakeholder:"met"', False),
        ('stakeholder:"Metropolitan Police Service"', True),
        ('stakeholder:"service metropolitan police"', False),
        ('stakeholder:"the met"', True),
        ('stakeholder:"met anna"', False),
        ("stakeholder:anna", True),
        ("role:deployer", True),
        ("role:expert", True),
        ("role:supplier", False),
        ("is:unread", False),
        ("is:read is:starred is:tagged is:new", True),
        ("is:untagged", False),
        ("since:7d", True),
        ("since:2026-11-20", True),
        ("before:2026-11-20", False),
        ("before:today", True),
    ],
)
def test_the_plain_matcher_decides(text: str, found: bool) -> None:
    assert matches(parse(text, NOW), facts(DECIDED, ANALYSIS, new=True, **STORY)) is found


def test_a_story_without_a_date_is_neither_since_nor_before() -> None:
    bare = facts(title="a")
    assert not matches(parse("since:2000", NOW), bare)
    assert not matches(parse("before:2100", NOW), bare)
    assert matches(parse("-since:2000 is:untagged is:unread -is:new", NOW), bare)


def test_only_rejected_means_untagged() -> None:
    rejected = facts(Judgement({"bias": Decision(Verdict.REJECTED)}), title="a")
    assert matches(Is("untagged"), rejected)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "all stories"),
        ("is:unread tag:privacy since:7d -football", "unread, tagged privacy, since 16 Nov, not 'football'"),
        ("since:2025-02-03", "since 3 Feb 2025"),
        ("before:3h", "before 23 Nov 09:30"),
        ("a (b OR c)", "'a', ('b' or 'c')"),
        ("-(a b)", "not ('a', 'b')"),
        ('"open data" title:x', "\"open data\", 'x' in the title"),
        ('tag:"c" -concern:c', 'tagged "c", not concern c'),
        ("role:decision", "with decision maker"),
        ("source:bbc author:jane note:x", "from source 'bbc', by 'jane', 'x' in the note"),
        ("feed:example.org concern:bias stakeholder:met", "from feed example.org, concern bias, stakeholder met"),
    ],
)
def test_a_query_is_said_in_words(text: str, words: str) -> None:
    assert explain(parse(text, NOW), NOW) == words


def test_without_a_now_dates_carry_their_year() -> None:
    assert explain(Since(day(2026, 11, 16))) == "since 16 Nov 2026"


@lru_cache(maxsize=1)
def fts() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        f"CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 2 tokenchars {SIGNS}')"
    )
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    return connection


def index_tokens(text: str) -> tuple[str, ...]:
    connection = fts()
    connection.execute("DELETE FROM t")
    connection.execute("INSERT INTO t (x) VALUES (?)", (spaced(text),))
    return tuple(term for (term,) in connection.execute("SELECT term FROM v ORDER BY offset"))


# Scripts as SQLite's Unicode 6.1 knows them: Latin to Arabic, Devanagari, punctuation, kana, Han, Hangul, private.
_AS_OLD_AS_THE_INDEX = "".join(
    character
    for start, end in ((0x20, 0x34F), (0x370, 0x527), (0x531, 0x586), (0x591, 0x5EA), (0x610, 0x61B),
                       (0x620, 0x669), (0x900, 0x978), (0xB82, 0xBCD),
                       (0x1E00, 0x1EFF), (0x2010, 0x2030), (0x3041, 0x30FF), (0x4E00, 0x4F00), (0xAC00, 0xAD00),
                       (0xE000, 0xE010), (0xFB00, 0xFB06), (0xFF01, 0xFFDC), (0x1F600, 0x1F610))
    for character in map(chr, range(start, end))
    if unicodedata.category(character) != "Cn" and character not in "ǠǡͅͿ"
)  # fmt: skip


@given(st.text(st.sampled_from(_AS_OLD_AS_THE_INDEX)))
@example("Straße İstanbul ſtop ǅ ΣΊΣΥΦΟΣ Ёлка ấ a\u0308b \u0308 a\u0305b ½ x²")
@example("  ".join(_AS_OLD_AS_THE_INDEX))
def test_words_are_those_of_the_index(text: str) -> None:
    assert tokens(text) == index_tokens(text)


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("顔認識による監視社会", ("監視", "顔認識", "社会", "監", "識による")),
        ("서울시청 앞 카메라", ("서울", "시청", "카메", "시청 앞")),
        ("กล้องวงจรปิดในเมือง", ("วงจรปิด", "เมือง")),
        ("市のAI監視システム2台", ("AI", "ai監視", "監視シス", "ステム2台")),
    ],
)
def test_scripts_without_spaces_are_found_wherever_they_stand(text: str, looked_for: tuple[str, ...]) -> None:
    for each in looked_for:
        assert matches(parse(each, NOW), facts(text=text))
        assert matches(parse(f'"{each}"', NOW), facts(text=text))
    assert not matches(parse(looked_for[0][::-1], NOW), facts(text=text))


@pytest.mark.parametrize("looked_for", ["कौमर", "दिल्ला", "मरों", "कमर"])
def test_vowel_signs_of_india_belong_to_their_words(looked_for: str) -> None:
    assert not matches(parse(looked_for, NOW), facts(text="दिल्ली में कैमरों की निगरानी"))


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("ｆｕｌｌ audit", "full"),
        ("full audit", "ｆｕｌｌ"),
        ("traﬃc oﬃcers", "traffic officer"),
        ("ｶﾒﾗを停止", "カメラ"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("市議会 ①", "1"),
        ("CO₂ levels", "co2"),
        ("Palantir™ Technologies", '"palantir technologies"'),
        ("مُحَمَّد في الـمدينة", "محمد المدينة"),
        ("كاميرات محمد", "مُحَمَّد"),
        ("שָׁלוֹם לעיר", "שלום"),
        ("कैमरों की निगरानी", "कैमर निगरानी"),
        ("காவல் கேமராக்கள்", "கேமரா"),
    ],
)
def test_letters_of_another_width_or_form_are_the_same(text: str, looked_for: str) -> None:
    assert matches(parse(looked_for, NOW), facts(text=text))
    assert tokens(text) == index_tokens(text)


def test_a_stakeholder_is_found_by_the_letters_of_its_name() -> None:
    named = facts(stakeholders=(AuthorStakeholder("Feine Straße", "company"),))
    assert matches(parse("stakeholder:straße", NOW), named)
    assert not matches(parse("stakeholder:strasse", NOW), named)


def test_scripts_without_spaces_are_said_without_them() -> None:
    assert explain(parse('title:監視社会 "red 監視 cat"', NOW)) == "'監視社会' in the title, \"red 監視 cat\""


@given(st.text(st.sampled_from("abcXYZ 19.,\n–—‘’“”«»€àÉîõüßœŁžŉſ…ª½\u0301\u00a0")))
def test_letters_of_most_texts_are_left_as_nfkc_leaves_them(text: str) -> None:
    if unicodedata.is_normalized("NFKC", text):
        assert spaced(text) == text
    else:
        assert tokens(spaced(text)) == tokens(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_words_in_ascii_are_found_as_in_any_text(text: str) -> None:
    everything = word_in("é")
    assert word_in(text) is not everything
    assert word_in(text).findall(text) == everything.findall(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert tokens(normalise(text)) == tokens(text)


@given(st.text(min_size=1))
def test_every_word_of_a_story_finds_it(text: str) -> None:
    for found in tokens(text)[:5]:
        assert matches(Words((found,)), facts(text=text))
        assert matches(Words((found[:1],)), facts(text=text))


def test_a_sample_is_known_by_its_name() -> None:
    ids = frozenset({"a", "b"})
    asked: list[str] = []

    def samples() -> dict[str, frozenset[str]]:
        asked.append("")
        return {"Pilot": ids, 'My "own" one': ids}

    assert parse("police", NOW, samples) == Words(("police",))
    assert asked == []
    assert parse("sample:PILOT", NOW, samples) == Among(ids, "Pilot")
    assert parse('-sample:"my own one"', NOW, samples) == Not(Among(ids, 'My "own" one'))
    assert parse("sample:pi", NOW, samples) == And(())  # still being typed
    assert explain(parse("sample:pilot", NOW, samples)) == "of the sample “Pilot”"
    with pytest.raises(QueryError, match="There is no sample 'xyzzy': use Pilot or My"):
        parse("sample:xyzzy police", NOW, samples)
    with pytest.raises(QueryError, match="There is no sample 'pilt'; did you mean Pilot"):
        parse("sample:pilt police", NOW, samples)
    with pytest.raises(QueryError, match="There is no sample 'pilot': civicdesk sample draws one"):
        parse("sample:pilot x", NOW)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("since:2026-03-01", 1),
        ("since:2026-03-01 cameras since:2026-03-05", 5),
        ("since:2026-03-01 OR since:2026-03-05", 1),
        ("since:2026-03-01 OR cameras", None),
        ("-since:2026-03-01", None),
        ("before:2026-03-01", None),
        ("", None),
    ],
)
def test_how_early_a_story_can_be_that_a_filter_finds(text: str, day: int | None) -> None:
    assert since_of(parse(text, NOW)) == (day and datetime(2026, 3, day, tzinfo=UTC))
