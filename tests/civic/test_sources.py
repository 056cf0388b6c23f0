"""Names of sources: short to look at, whole to look for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.sources import LONGEST, names_of_source, publisher_in, short_source, short_sources, without_publisher

LONG = "The long name of a gazette that nobody reads to its end"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Harbour Gazette | Local news", "Harbour Gazette"),
        ("Harbour Gazette - Technology - RSS", "Harbour Gazette"),
        ("Harbour Gazette » Feed", "Harbour Gazette"),
        ("News | Harbour Gazette", "Harbour Gazette"),
        ("Jean-Paul Weekly", "Jean-Paul Weekly"),
        ("Home", "Home"),
        (LONG, f"{LONG[: LONGEST - 1].rstrip()}…"),
        (f"{LONG} | x", f"{LONG[: LONGEST - 1].rstrip()}…"),
        ("", ""),
    ],
)
def test_a_source_is_called_by_its_short_name(name: str, short: str) -> None:
    assert short_source(name) == short


def test_sources_that_have_one_short_name_are_called_in_full() -> None:
    names = ["Gazette - Trams", "Gazette - Bins", "News | The Guardian"]
    assert short_sources(names) == ["Gazette - Trams", "Gazette - Bins", "The Guardian"]


@given(st.text(max_size=120))
def test_a_short_name_is_short_and_found(name: str) -> None:
    short = short_source(name)
    assert len(short) <= LONGEST
    assert short in names_of_source(name)
    assert name in names_of_source(name)


def test_the_publisher_goes_from_the_end_of_a_title() -> None:
    title = "Eastmere pauses face recognition pilot - Harbour Gazette"
    assert publisher_in(title) == "Harbour Gazette"
    assert without_publisher(title, "harbour gazette") == "Eastmere pauses face recognition pilot"
    assert without_publisher("A - B - C - D", "C - D") == "A - B"
    assert without_publisher(title, "Other Gazette") == title
    assert without_publisher("- Harbour Gazette", "Harbour Gazette") == "- Harbour Gazette"
    assert publisher_in("Trams - late") == ""
    assert publisher_in("The council voted on trams - and on ...") == ""
