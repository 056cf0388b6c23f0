"""Passages as they are selected: by sentence, by word, by number, with either end."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.sentences import sentences
from civic.story import Span
from tests.types import present
from tui.text.finding import Found
from tui.text.passage import Passage, between
from tui.text.selecting import Selecting
from tui.text.units import Units

TEXT = "The council scans faces. Nobody was asked, say neighbours. The “Clearlook” vendor (of Leeds) keeps them. Why?"
MOVES = {
    "v": Passage.turned,
    "o": Passage.swapped,
    "-": Passage.dash,
    "j": lambda passage: passage.by_sentence(1),
    "k": lambda passage: passage.by_sentence(-1),
    "l": lambda passage: passage.by_word(1),
    "h": lambda passage: passage.by_word(-1),
    ")": lambda passage: passage.shifted(1),
    "(": lambda passage: passage.shifted(-1),
    "g": lambda passage: passage.to(0),
    "G": lambda passage: passage.to(len(passage.units.text)),
}


def selected(keys: str, text: str = TEXT, at: int = 0, title: str = "Faces scanned. In Leeds") -> Selecting:
    """What is selected after these keys, of which the first begins."""
    return pressed(Selecting(title, text), keys, at)


def pressed(chosen: Selecting, keys: str, at: int = 0) -> Selecting:
    assert keys[0] == "v"
    chosen.begin(Span(at, at, ""))
    for key in keys[1:]:
        if key.isdigit():
            chosen.number(key)
        else:
            chosen.change(MOVES[key])
    return chosen


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("v", "The council scans faces."),
        ("vj", "The council scans faces. Nobody was asked, say neighbours."),
        ("vjk", "The council scans faces."),
        ("v)", "Nobody was asked, say neighbours."),
        ("v))jk", "The “Clearlook” vendor (of Leeds) keeps them."),
        ("v)(((", "The council scans faces."),
        ("v2", "Nobody was asked, say neighbours."),
        ("v4", "Why?"),
        ("v2-3", TEXT[25:104]),
        ("v3-2", TEXT[25:104]),
        ("v2j", TEXT[25:104]),
        ("v2k", TEXT[:58]),
        ("v2o3", TEXT[25:104]),
        ("v2h", "Nobody was asked, say"),
        ("v2hhh", "Nobody was"),
        ("v2oll", "asked, say neighbours"),
        ("v2ohhh", "council scans faces. Nobody was asked, say neighbours"),
        ("v2l", "Nobody was asked, say neighbours. The"),
        ("vv", "The"),
        ("vvl", "The council"),
        ("v2v", "Nobody"),
        ("v2v3", "asked"),
        ("v2v3-5", "asked, say neighbours"),
        ("v2v3-1", "Nobody was asked"),
        ("v2v3l", "asked, say"),
        ("v2v3v", "Nobody was asked, say neighbours."),
        ("v3v2", "Clearlook"),
        ("v3v2-5", "Clearlook” vendor (of Leeds"),
        ("v2v3jj", "asked, say neighbours. The “Clearlook” vendor (of Leeds) keeps them"),
        ("v2v3k", "Nobody was asked"),
        ("v2v3kk", "The council scans faces. Nobody was asked"),
        ("v9", "The council scans faces."),
        ("v39", TEXT[59:104]),
        ("v34", "Why?"),
        ("vG", TEXT),
        ("v4g", TEXT),
        ("v0", "Faces scanned. In Leeds"),
        ("v0v2", "scanned"),
        ("v03", TEXT[59:104]),
        ("v0j", "Faces scanned. In Leeds"),
    ],
)
def test_what_keys_select(keys: str, words: str) -> None:
    chosen = selected(keys)
    span = present(chosen.span)
    assert span.text == words
    source = chosen.title if span.in_title else TEXT
    assert source[span.start : span.end] == words


def test_a_passage_begins_at_a_word_in_a_sentence_and_narrows_to_what_was_found() -> None:
    chosen = Selecting("", TEXT)
    found = present(Found("of lee", TEXT).step(1))
    chosen.begin(found)
    assert present(chosen.span).text.startswith("The “Clearlook”")
    chosen.change(Passage.turned)
    assert present(chosen.span).text == "of Leeds"
    chosen.change(Passage.turned)
    assert present(chosen.span).text.endswith("keeps them.")


@pytest.mark.parametrize(
    ("keys", "find", "words"),
    [
        ("v", "vendor", TEXT[: TEXT.index("vendor") + 6]),
        ("v3", "was", "was asked, say neighbours. The “Clearlook” vendor (of Leeds) keeps them"),
        ("v3v4", "clear", "Clearlook” vendor (of"),
        ("v3v2-5", "vendor", "Clearlook” vendor"),
        ("v3v2-5o", "vendor", "vendor (of Leeds"),
    ],
)
def test_an_end_goes_to_words_that_are_found(keys: str, find: str, words: str) -> None:
    chosen = selected(keys)
    chosen.to_words(present(Found(find, TEXT).step(1)))
    assert present(chosen.span).text == words


def test_what_is_drawn_takes_whole_words_and_goes_on_by_them() -> None:
    chosen = Selecting("", TEXT)
    begin, end = TEXT.index("body"), TEXT.index("ked,")
    chosen.draw(end, begin)
    assert present(chosen.span).text == "Nobody was asked"
    assert present(chosen.moving).text == "Nobody"
    chosen.draw(begin, end)
    assert present(chosen.span).text == "Nobody was asked"
    chosen.change(MOVES["l"])
    assert present(chosen.span).text == "Nobody was asked, say"
    chosen.draw(begin, begin)
    assert chosen.span is None


def test_what_is_selected_is_described_by_the_numbers_that_lead_there() -> None:
    described = {keys: selected(keys).describe() for keys in ("v", "v2-3", "v2v2-4", "v2v2jj", "v0")}
    assert described == {
        "v": "sentence 1 of 4",
        "v2-3": "sentences 2–3 of 4",
        "v2v2-4": "words 2–4 of sentence 2",
        "v2v2jj": "sentences 2–3 of 4, by words",
        "v0": "sentences 1–2 of 2 in the title",
    }


@pytest.mark.parametrize(
    ("keys", "digit", "says"),
    [
        ("v", "9", "There are 4 sentences."),
        ("v9", "9", "There are 4 sentences."),
        ("v1", "0", "There are 4 sentences."),
        ("v0", "9", "There are 4 sentences."),
        ("v1", "3", ""),  # 13 begins anew with 3
        ("v", "0", ""),
        ("v2v", "9", "There are 5 words in sentence 2."),
        ("v4v", "2", "There is 1 word in sentence 4."),
    ],
)
def test_a_number_that_leads_nowhere_is_answered_with_how_many_there_are(keys: str, digit: str, says: str) -> None:
    chosen = selected(keys)
    before = chosen.span
    assert chosen.number(digit) == says
    assert not says or keys == "v0" or chosen.span == before


def test_a_text_without_a_sentence_has_its_title_and_nothing_else() -> None:
    assert present(selected("v", "  \n ").span).in_title
    nothing = Selecting("", "")
    nothing.begin(Span(0, 0, ""))
    assert nothing.span is None
    nothing.number("1")
    nothing.word(3)
    assert nothing.span is None


def test_scripts_without_spaces_are_selected_by_characters() -> None:
    text = "監視カメラに反対。次の文。"
    assert present(selected("v1v3-5", text).span).text == "カメラ"
    assert present(selected("v2", text).span).text == "次の文。"


# any text, any keys

texts = st.text(alphabet=st.sampled_from("aB é.!?,“”\n 文。—-()"), max_size=60)


@given(texts)
def test_words_are_in_their_order_inside_their_sentences(text: str) -> None:
    units = Units(text)
    assert units.sentences == sentences(text)
    assert all(one.end <= other.start for one, other in pairwise(units.words))
    for number, sentence in enumerate(units.sentences):
        words = units.words[units.first(number) : units.last(number) + 1]
        assert words
        assert all(sentence.start <= word.start < word.end <= sentence.end for word in words)
    assert all(text[word.start : word.end] == word.text for word in units.words)


@given(texts, st.text(alphabet="vo-jklh()gG0123456789", max_size=12), st.integers(0, 70))
def test_whatever_is_pressed_a_passage_of_the_text_is_selected(text: str, keys: str, at: int) -> None:
    chosen = selected("v" + keys, text, at)
    if not Units(text).sentences:
        assert chosen.in_title
        return
    span = present(chosen.span)
    source = chosen.title if span.in_title else text
    assert source[span.start : span.end] == span.text == span.text.strip() != ""
    assert chosen.describe()


@given(texts, st.data())
def test_an_end_that_is_moved_is_always_taken_in(text: str, data: st.DataObject) -> None:
    units = Units(text)
    if not units.words:
        return
    number = st.integers(0, len(units.words) - 1)
    passage = Passage(units, data.draw(number), data.draw(number), whole=data.draw(st.booleans()), grown=True)
    word = units.words[data.draw(number)]
    for moved in (passage.to(word.start), passage.to_words(word.start, word.end)):
        assert moved.span.start <= word.start < word.end <= moved.span.end


# every passage of a long text, with few keys

NOUNS = ("council", "vendor", "court", "hospital", "school", "union", "tenant", "audit", "camera", "ministry")
VERBS = ("bought", "stopped", "paused", "reviewed", "defended", "published", "lost", "sued over", "tested", "banned")


def long_text() -> str:
    """Two hundred sentences of 8 to 29 words that are much alike, in paragraphs."""
    some = random.Random(7)
    found = []
    for _ in range(200):
        words = [some.choice(NOUNS if place % 2 else VERBS) for place in range(some.randint(7, 24))]
        found.append("The " + " ".join(words) + ".")
    return "\n\n".join(" ".join(found[at : at + 4]) for at in range(0, 200, 4))


@pytest.fixture(scope="module")
def long_one() -> Selecting:
    return Selecting("", long_text())


def test_any_sentences_of_two_hundred_take_at_most_eight_keys(long_one: Selecting) -> None:
    units, some = long_one.units, random.Random(1)
    assert len(units.sentences) == 200
    for first in range(200):
        alone = f"v{first + 1}"
        assert present(pressed(long_one, alone).span) == units.sentences[first]
        last = some.randint(first, 199)
        several = f"v{first + 1}-{last + 1}"
        span = between(units.text, units.sentences[first].start, units.sentences[last].end)
        assert present(pressed(long_one, several).span) == span
        assert (len(alone) <= 4, len(several) <= 8) == (True, True)


def test_words_inside_any_of_two_hundred_sentences_take_at_most_eight_keys(long_one: Selecting) -> None:
    """Two of them anywhere; three from one of the first nine, or in one of the first 99 sentences; up to the ninth from
    any before; and from any word to the end."""
    units = long_one.units
    for number in range(0, 200):
        first, last = units.first(number), units.last(number)
        for word in range(first, last):
            place = word - first + 1
            keys = f"v{number + 1}v{place}"
            ways = {keys: word, keys + "l": word + 1, keys + "j": last}
            if (place <= 9 or number < 99) and word + 2 <= last:
                ways[keys + "ll"] = word + 2
            if place < 9 and first + 8 <= last:
                ways[keys + "-9"] = first + 8
            for way, end in ways.items():
                assert len(way) <= 8
                assert pressed(long_one, way).span == between(units.text, units.words[word].start, units.words[end].end)
