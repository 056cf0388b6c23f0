"""Names of sources: short to look at, whole to look for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.sources import LONGEST, names_of_source, publisher_in, short_source, without_publisher

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
        (LONG, "gazette.example"),
        (f"{LONG} | x", "gazette.example"),
        ("", ""),
    ],
)
def test_a_source_is_called_by_its_short_name(name: str, short: str) -> None:
    assert short_source(name, "https://www.gazette.example/1") == short


def test_a_long_name_without_an_address_is_cut() -> None:
    assert short_source(LONG) == f"{LONG[: LONGEST - 1].rstrip()}…"


@given(st.text(max_size=120), st.text(max_size=30))
def test_a_short_name_is_short_and_found(name: str, url: str) -> None:
    short = short_source(name, url)
    assert len(short) <= LONGEST
    assert short in names_of_source(name, url)
    assert name in names_of_source(name, url)


def test_the_publisher_goes_from_the_end_of_a_title() -> None:
    title = "Eastmere pauses face recognition pilot - Harbour Gazette"
    assert publisher_in(title) == "Harbour Gazette"
    assert without_publisher(title, "harbour gazette") == "Eastmere pauses face recognition pilot"
    assert without_publisher("A - B - C - D", "C - D") == "A - B"
    assert without_publisher(title, "Other Gazette") == title
    assert without_publisher("- Harbour Gazette", "Harbour Gazette") == "- Harbour Gazette"
    assert publisher_in("Trams - late") == ""
    assert publisher_in("The council voted on trams - and on ...") == ""
