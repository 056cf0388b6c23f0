"""views.toml: read whatever stands in it, written without touching what else does."""

from pathlib import Path

import pytest

from civic.views import SHIPPED, View
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.settings.views import keep, load, remove


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.find(tmp_path / "home")


def written(places: Places, text: str) -> Places:
    places.config.mkdir(parents=True, exist_ok=True)
    places.views.write_text(text, encoding="utf-8")
    return places


def test_without_a_file_the_shipped_ones_are_there(places: Places) -> None:
    assert (load(places).views, load(places).problems) == (SHIPPED, ())


def test_a_view_is_kept_replaced_and_removed(places: Places) -> None:
    keep(places, View('Polizei “ü” \\ "q"', "police", "source", "day", "f5"))
    keep(places, View("Two", "two"))
    keep(places, View("two", "other"))
    assert load(places).views[len(SHIPPED) :] == (
        View("Polizei “ü” \\ \"q\"", "police", "source", "day", "f5"), View("two", "other"),
    )  # fmt: skip
    remove(places, "TWO")
    remove(places, "never was")
    assert [view.name for view in load(places).views[len(SHIPPED) :]] == ['Polizei “ü” \\ "q"']


def test_what_the_person_wrote_stays_to_the_letter(places: Places) -> None:
    text = '# mine\nnote = 1\n\n[[view]]   # the first\nname = "A"\nfilter = "a"  # why\n\n[[view]]\nname = "B"\n'
    written(places, text)
    keep(places, View("C", "c"))
    assert places.views.read_text().startswith(text)
    remove(places, "B")
    assert places.views.read_text().startswith(text.split('\n\n[[view]]\nname = "B"')[0])
    assert [view.name for view in load(places).views[len(SHIPPED) :]] == ["A", "C"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("view = 3", "needs a name"),
        ("[[view]]\nfilter = 'x'", "needs a name"),
        ("[[view]]\nname = 'A'\norder = 'x'", "order of the view 'A'"),
        ("[views]\n", "there is no 'views'"),
        ("[[view", "can't be read"),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_holds(places: Places, text: str, says: str) -> None:
    found = load(written(places, text))
    assert found.views == SHIPPED
    assert len(found.problems) == 1
    assert says in found.problems[0]


def test_a_broken_file_is_not_written_over(places: Places) -> None:
    written(places, "[[view")
    with pytest.raises(StorageError, match="can't be read"):
        keep(places, View("A"))
    assert places.views.read_text() == "[[view"
