"""Where a passage stands in a text that has changed since it was chosen: found, or said to be gone, and never tied to
other words."""

import unicodedata
from typing import Final, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.anchoring import Passage, State, TextVersion, in_order
from civic.folded import Folded
from civic.story import Span
from tests.civic.text_edits import run

OLD = (
    "The council bought scanners. Nobody was told about it. The police used them at night. Nobody was told about it. "
    'The regulator found that 12 people were stopped wrongly. The mayor has "full trust" in the supplier.'
)
NEW = (
    "Update: the council has answered. The council bought scanners. Nobody was told about it. The police used them\n"
    "at night. Nobody was told about it. The regulator found that 14 people were stopped wrongly. "
    "The mayor has “full trust” in the supplier."
)


def chosen(words: str, text: str = OLD, *, last: bool = False) -> Span:
    """A passage with its context, at the first or the last place of these words."""
    start = text.rindex(words) if last else text.index(words)
    (span,) = TextVersion(text).anchor([Span(start, start + len(words), words)])
    return span


def bare(words: str, text: str = OLD) -> Span:
    return Span(text.index(words), text.index(words) + len(words), words)


def found(span: Span, text: str) -> Passage:
    passage = TextVersion(text).look_up(span)
    if passage.place:
        assert text[passage.place.start : passage.place.end] == passage.place.text != ""
    assert passage.quote is span
    return passage


def at(span: Span, text: str) -> tuple[State, str]:
    """What became of a passage, and the words that it is tied to now."""
    passage = found(span, text)
    return passage.state, passage.place.text if passage.place else ""


def test_in_its_own_text_a_passage_is_where_it_was() -> None:
    for words in ("Nobody was told about it.", "N", OLD, "12"):
        for span in (chosen(words), chosen(words, last=True), bare(words)):
            assert found(span, OLD) == Passage(span, State.EXACT, span)


@pytest.mark.parametrize(
    ("words", "state", "now"),
    [
        ("The council bought scanners.", State.MOVED, "The council bought scanners."),
        ("The police used them at night.", State.CHANGED, "The police used them\nat night."),
        ('The mayor has "full trust" in the supplier.', State.CHANGED, "The mayor has “full trust” in the supplier."),
        ("12 people were stopped wrongly", State.GONE, ""),
    ],
)
def test_an_edited_text_has_its_passages_or_they_are_gone(words: str, state: State, now: str) -> None:
    assert at(chosen(words), NEW) == (state, now)
    assert at(bare(words), NEW) == (state, now)


def test_of_two_alike_the_context_tells_which_it_is() -> None:
    words = "Nobody was told about it."
    first, second = found(chosen(words), NEW), found(chosen(words, last=True), NEW)
    assert first.place == Span(NEW.index(words), NEW.index(words) + len(words), words)
    assert second.place == Span(NEW.rindex(words), NEW.rindex(words) + len(words), words)
    assert {first.state, second.state} == {State.MOVED}
    without_context = Span(OLD.rindex(words), OLD.rindex(words) + len(words), words)
    assert at(without_context, NEW) == (State.UNCERTAIN, "")


def test_the_like_of_a_passage_that_was_cut_out_is_not_taken_for_it() -> None:
    words = "Nobody was told about it."
    cut = OLD.replace("at night. Nobody was told about it.", "at night.")
    assert at(chosen(words, last=True), cut) == (State.UNCERTAIN, "")
    assert at(chosen(words), cut) == (State.EXACT, words)
    cut = OLD.replace("scanners. Nobody was told about it.", "scanners.")
    assert at(chosen(words), cut) == (State.UNCERTAIN, "")
    assert at(chosen(words, last=True), cut) == (State.MOVED, words)


def test_the_same_place_is_no_proof_where_the_text_has_changed() -> None:
    """What stands at the old offsets of a row of like words is another one of them."""
    row = "ha " * 60
    assert at(chosen("ha", "Now: " + row, last=True), "ha " + row).__getitem__(0) is not State.EXACT
    text = "".join(f"{number}. yes. " for number in range(40))
    span = Span(text.index("20. ") + 4, text.index("20. ") + 8, "yes.")
    (span,) = TextVersion(text).anchor([span])
    later = text.replace("3. yes. ", "", 1)
    passage = found(span, later)
    assert passage.place
    assert later[: passage.place.start].endswith("20. ")


@pytest.mark.parametrize(
    ("words", "now", "state"),
    [
        ("The inspector read the report at once.", "The inspectors read the report at once.", State.CHANGED),
        ("The inspector read the whole report at once.", "The inspector read the whole report at one.", State.CHANGED),
        ("The inspector read the whole report at once.", "The inspector burnt every page of it.", State.GONE),
        ("The inspector found 120 errors in the report.", "The inspector found 12 errors in the report.", State.GONE),
        ("The council of Lewisham objected to the plan in writing.",
         "The council of Lambeth objected to the plan in writing.", State.GONE),
        ("It did so.", "It did to.", State.CHANGED),
        ("So it is", "So is it", State.GONE),
    ],
)  # fmt: skip
def test_a_tenth_may_differ_but_no_figure_and_no_name(words: str, now: str, state: State) -> None:
    before, behind = "Nothing was said of it for years. ", " Its chair called that a coincidence."
    span = chosen(words, before + words + behind)
    for text in (before + now + behind, "New here.\n\n" + before + now + behind):
        assert at(span, text) == (state, now if state is State.CHANGED else "")


def test_one_of_a_list_is_not_taken_for_another() -> None:
    items = [f"The council of {one} objected to the plan." for one in ("Lewes", "Lewisham", "Lambeth", "Barnet")]
    span = chosen(items[1], "\n".join(items))
    assert at(span, "\n".join([items[0], *items[2:]])) == (State.GONE, "")
    assert at(span, "\n".join(items[2:])) == (State.GONE, "")


LONG = "The inspector of the borough found no record of who had been searched for"


@pytest.mark.parametrize("first", ["Nobody was told about it.", f"{LONG}, or why."])
def test_the_like_of_a_sentence_beside_the_rest_of_a_torn_passage_is_no_part_of_it(first: str) -> None:
    rest = "The regulator asked for every report that the supplier had written since the trial began."
    old = f"The council bought scanners. {first} {rest} So much for that. It was {first} A long year."
    span = chosen(f"{first} {rest}", old)
    slipped = rest.replace("supplier", "suppliers")
    assert at(span, f"Look. {old.replace(rest, slipped)}") == (State.CHANGED, f"{first} {slipped}")
    torn = f"The council bought scanners. {first} So much for that. It was {first} {slipped} A long year."
    assert at(span, torn) == (State.GONE, "")


def test_a_passage_torn_at_its_end_is_not_made_whole_by_another_sentence() -> None:
    first, last = f"{LONG}.", "The trial goes on, as does the case against it."
    old = f"So it began. {first} {last} A year went by, and the papers wrote of other things. {last} Then it ended."
    cut = f"So it began. {first.replace('record', 'records')} {last} Then it ended."
    assert at(chosen(f"{first} {last}", old), cut) == (State.GONE, "")


def test_a_passage_that_differs_only_in_white_space_is_the_same_words_twice() -> None:
    first, second = "More soon. Nobody was told about it.", "More soon.\n\nNobody was told about it."
    old = f"The council bought scanners. {first} The police used them. {second} The mayor went home."
    span = chosen(second, old)
    assert (span.times, span.twins) == (2, 0)
    slipped = f"The council bought them. {first} The police used some. {second.replace('told', 'tolld')} The mayor"
    assert at(span, slipped) == (State.UNCERTAIN, "")
    assert at(span, f"Look. {old}") == (State.MOVED, second)


def test_a_part_of_a_refrain_does_not_follow_the_sentence_behind_it_to_another() -> None:
    refrain, behind = "The trial goes on, as does the case against it.", "Police in Lewisham warned the clerk twice."
    old = f"Nobody had an answer. {refrain} {behind} This was the site. {refrain} A year went by."
    moved = f"Nobody had an answer. {refrain} This was the site. {refrain} {behind} A year went by."
    assert at(chosen("the case against it.", old), moved) == (State.UNCERTAIN, "")


def test_a_short_word_beside_one_neighbour_may_be_another() -> None:
    old = "The minister of the town promised to answer later. Police in Lewisham asked for the documents."
    rewritten = "Campaigners know of a licence that came much later. Police in Lewisham asked for the documents."
    assert at(chosen("later.", old), rewritten) == (State.UNCERTAIN, "")
    assert at(chosen("later.", old), f"Look. {old}") == (State.MOVED, "later.")


FORMS: Final[tuple[tuple[Literal["NFC", "NFD"], Literal["NFC", "NFD"]], ...]] = (("NFC", "NFD"), ("NFD", "NFC"))


def test_composed_and_decomposed_letters_are_the_same() -> None:
    text = "Müller weiß: Das Café in Łódź hat 각하 im Namen. Und die Straße dahinter auch."
    for form, other in FORMS:
        old, new = unicodedata.normalize(form, text), unicodedata.normalize(other, text)
        words = unicodedata.normalize(form, "Das Café in Łódź hat 각하 im Namen.")
        expected = unicodedata.normalize(other, words)
        for span in (chosen(words, old), bare(words, old)):
            assert at(span, new) == (State.CHANGED, expected)
            assert at(span, "Neu. " + new) == (State.CHANGED, expected)


def test_white_space_around_a_passage_is_no_part_of_its_words() -> None:
    span = chosen(" The police used them ", OLD)
    assert at(span, NEW) == (State.CHANGED, "The police used them")
    assert at(span, "Look. " + OLD) == (State.MOVED, " The police used them ")


@pytest.mark.parametrize("words", ["", " ", "\n\t"])
def test_a_passage_without_a_word_is_nowhere(words: str) -> None:
    assert at(Span(3, 3 + len(words), words), "Some text.") == (State.GONE, "")


@pytest.mark.parametrize("span", [Span(0, 1, "?"), Span(10**30, 10**30 + 1, "x"), Span(5, 900, "Some")])
def test_offsets_that_fit_nothing_do_no_harm(span: Span) -> None:
    for text in ("", "Some text."):
        assert found(span, text).state is not State.EXACT


def test_a_letter_of_a_text_is_known_by_its_context_alone() -> None:
    text = "".join(f"Row {number} has an entry, x, and an end.\n" for number in range(20_000))
    start = text.index("Row 7777 has") + len("Row 7777 has an entry, ")
    (span,) = TextVersion(text).anchor([Span(start, start + 1, "x")])
    assert at(span, "New. " + text) == (State.MOVED, "x")
    assert at(span, text.replace("Row 7777 has an entry, x, and", "Row 7777 has no")) == (State.UNCERTAIN, "")
    assert at(Span(start, start + 1, "x"), "y" * (start + 2) + "x x") == (State.UNCERTAIN, "")


def test_a_text_of_five_megabytes_is_looked_through_in_bounded_steps() -> None:
    text = "".join(f"Line {number} of the log says that nothing happened at all.\n" for number in range(90_000))
    assert len(text) > 5_000_000
    span = chosen("Line 45000 of the log says that nothing happened at all.", text)
    version = TextVersion("A beginning.\n" + text)
    assert version.look_up(span).state is State.MOVED
    gone = TextVersion(text.replace("Line 45000 of the log says", "There was a line which said"))
    assert gone.look_up(span).state is State.GONE
    assert TextVersion("a" * 5_000_000).look_up(chosen("a", "ba")).state is State.UNCERTAIN
    assert TextVersion("a" * 5_000_000).look_up(bare("a" * 2_000_000, "b" + "a" * 2_000_000)).place
    wide = Span(0, 5, "Lines", "x" * 1_000_000, "y" * 1_000_000)
    assert TextVersion("Lines of it. " * 100_000).look_up(wide).state is State.UNCERTAIN
    assert TextVersion("ab" * 2_500_000).look_up(bare("ab" * 1500 + "c", "ab" * 1500 + "c")).state is State.GONE


def test_a_passage_of_the_title_stays_one() -> None:
    span = Span(4, 9, "faces", more=(("in", "title"),))
    place = found(span, "Of all faces").place
    assert place
    assert place.in_title


SIGNS = st.text(st.sampled_from('aab b. \n“"é'), max_size=60)


@given(SIGNS, SIGNS, st.data())
def test_whatever_the_texts_a_passage_is_tied_to_its_words_or_to_none(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    span = Span(start, end, old[start:end])
    for one in (span, *TextVersion(old).anchor([span])):
        passage = found(one, new)
        if passage.state in (State.EXACT, State.MOVED):
            assert passage.place
            assert passage.place.text == span.text
            assert (passage.place.start == span.start) == (passage.state is State.EXACT)
        assert (passage.place is None) == (passage.state in (State.GONE, State.UNCERTAIN))


@given(st.text(st.sampled_from("ab \n\t“”'’é\u0301가\u1100\u1161"), max_size=40))
def test_a_folded_text_knows_the_way_back(text: str) -> None:
    folded = Folded(text)
    assert folded.original(len(folded.text)) == len(text)
    offsets = [folded.original(at) for at in range(len(folded.text) + 1)]
    assert offsets == sorted(offsets)
    assert Folded(folded.text).text == folded.text


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_random_edits_tie_no_passage_to_other_words(seed: int) -> None:
    assert run(seed, 20).wrong == []


def test_what_is_still_there_is_found() -> None:
    score = run(2026, 150)
    assert score.wrong == []
    assert score.there > 700
    assert score.gone > 50
    assert score.found >= 0.98 * score.there
    assert set(score.states) == set(State)


def test_passages_stand_in_the_order_of_the_text_and_overlapping_ones_are_one() -> None:
    text = "One two three four five."
    spans = [Span(8, 18, text[8:18]), Span(0, 3, "One"), Span(14, 23, text[14:23]), Span(3, 7, text[3:7])]
    assert in_order(spans) == (Span(0, 3, "One"), Span(3, 7, " two"), Span(8, 23, "three four five"))
    assert in_order([Span(0, 7, "One two"), Span(4, 7, "two"), Span(0, 7, "One two")]) == (Span(0, 7, "One two"),)
    title = Span(0, 5, "Title", more=(("in", "title"),))
    assert in_order([title, Span(0, 3, "One")]) == (Span(0, 3, "One"), title)
    assert in_order([]) == ()
