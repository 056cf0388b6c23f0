"""Names of the user are read tolerantly, and written once without touching anything else."""

import getpass
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.coder import LONGEST, coder_name
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.files.places import Places
from storage.settings import coder
from storage.settings.coder import formerly_of, login_name, refusal, set_who, who_of
from storage.settings.config import Settings

BOM = b"\xef\xbb\xbf"


def write(places: Places, body: bytes) -> None:
    places.config.mkdir(parents=True, exist_ok=True)
    places.settings.write_bytes(body)


@pytest.mark.parametrize(
    ("written", "name"),
    [('"Ada"', "Ada"), ('"  Ada\\t Lovelace "', "Ada Lovelace"), ('"Ada\\nLovelace"', "Ada Lovelace"),
     ('"""Ada\nLovelace"""', "Ada Lovelace"), ('"\\u202eAda\\u0000"', "Ada"), ('"Agreed by us"', "Agreed by us"),
     (f'"{"x" * LONGEST}"', "x" * LONGEST), ('"Ægir 新聞"', "Ægir 新聞")],
)  # fmt: skip
def test_a_name_is_cleaned_and_holds(places: Places, written: str, name: str) -> None:
    write(places, f"who = {written}\nformerly = [{written}]".encode())
    settings = Settings.load(places)
    assert (settings.who, settings.named, settings.formerly, settings.problems) == (name, True, (name,), ())


@pytest.mark.parametrize(
    ("written", "said"),
    [("7", "who can't be 7: write it as who ="), ("true", "who can't be True"), ('["Ada"]', "who can't be ['Ada']"),
     ('""', "who can't be empty: write"), ('"\\u200b \\n"', "who can't be empty"), ('"agreed"', "stands for"),
     ('" AGREED\\n"', "can't be 'AGREED', which stands for what coders agreed on: write the name"),
     (f'"{"x" * (LONGEST + 1)}"', "longer than 80 characters: write a shorter one"),
     (f'"{"x" * 79} yz"', "longer than 80"), (f'"{"x" * 9999}"', "longer than 80")],
)  # fmt: skip
def test_a_name_that_can_not_be_is_refused_with_what_to_write(places: Places, written: str, said: str) -> None:
    write(places, f"who = {written}\nmouse = false".encode())
    settings = Settings.load(places)
    assert (settings.who, settings.named, settings.mouse) == (login_name(), True, False)
    (problem,) = settings.problems
    assert problem.startswith("config.toml: ")
    assert said in problem
    assert problem.endswith((".", '"Your Name".'))


@pytest.mark.parametrize(
    ("written", "names", "said"),
    [("[]", (), []),
     ('["Ada", "ADA", "Bo"]', ("Ada", "Bo"), []),
     ('"Ada"', (), ['formerly can\'t be \'Ada\': write a list, as ["Old Name"]']),
     ("{a = 1}", (), ["formerly can't be {'a': 1}"]),
     ('["Ada", 7, ["Bo"]]', ("Ada",), ["can't have 7: write names in quotes", "can't have ['Bo']"]),
     ('["Agreed", "Ada", ""]', ("Ada",), ["formerly can't be 'Agreed'", "formerly can't be empty"]),
     (f'["{"x" * 81}", "Ada"]', ("Ada",), ["formerly can't be longer than 80"]),
     (str([f"n{n}" for n in range(51)]), tuple(f"n{n}" for n in range(50)), ["only the first 50 names"])],
)  # fmt: skip
def test_names_before_are_read_and_what_is_wrong_is_left_out(
    places: Places, written: str, names: tuple[str, ...], said: list[str]
) -> None:
    write(places, f'formerly = {written}\nwho = "Ada"'.encode())
    settings = Settings.load(places)
    assert (settings.who, settings.formerly) == ("Ada", names)
    assert len(settings.problems) == len(said)
    assert all(one in problem for one, problem in zip(said, settings.problems, strict=True))


def test_without_a_name_that_of_the_login_holds(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    for login, who in (("ada", "ada"), ("Agreed", "me"), ("\x1b[31m", "me"), ("x" * 90, coder_name("x" * 90))):
        monkeypatch.setattr(getpass, "getuser", lambda login=login: login)
        settings = Settings.load(places)
        assert (settings.who, settings.named, settings.formerly) == (who, False, ())


def test_a_login_without_a_name_is_called_me(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert login_name() == "me"


@given(st.one_of(st.none(), st.integers(), st.text(), st.lists(st.one_of(st.text(), st.integers()), max_size=60)))
def test_whatever_stands_there_gives_good_names_and_clean_sentences(value: object) -> None:
    who, why = who_of(value)
    formerly, problems = formerly_of(value)
    assert bool(who) != bool(why)
    assert len(formerly) <= 50
    assert all(refusal(name) == "" and coder_name(name) == name for name in (*formerly, *([who] if who else [])))
    assert all(problem == problem.strip() and "\n" not in problem and "\x1b" not in problem
               for problem in (*why, *problems))  # fmt: skip


NAMES = st.text(min_size=1, max_size=90).filter(lambda name: not refusal(name))
FILES = st.sampled_from(
    [b"", b"# mine", b"mouse = false\n", b"\n\n# a\n[keys]\n'x' = \"y\"  # last", b"mouse = false\r\n[llm]\r\n",
     b"text_width = 60 # \xc3\xa9\n\r\n[nlp]\n", b'  [keys]\n"who" = "f5"\nformerly = "f6"\n']
)  # fmt: skip


@given(who=NAMES, formerly=st.lists(NAMES, max_size=3), body=FILES, bom=st.booleans())
def test_what_is_written_loads_and_all_else_stays_as_it_was(
    who: str, formerly: list[str], body: bytes, bom: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    places = Places.find(tmp_path_factory.mktemp("home"), environ={})
    old = (BOM if bom else b"") + body
    if old:
        write(places, old)
    before = Settings.load(places)
    set_who(places, who, formerly)
    new = places.settings.read_bytes()
    settings = Settings.load(places)
    assert (settings.who, settings.named) == (coder_name(who), True)
    assert settings.formerly == formerly_of(formerly)[0]
    assert (settings.keys, settings.mouse, settings.other) == (before.keys, before.mouse, before.other)
    assert new.endswith(body)
    assert new.startswith(BOM) == bom
    added = new.removeprefix(BOM).removesuffix(body)
    assert added.count(b"\n") == (2 if formerly else 1)
    assert (b"\r" in added) == (b"\r\n" in body.split(b"\n")[0] + b"\n")


@pytest.mark.parametrize("name", ['a"b', "a\\b", "\\", '"""', "a\\u0041", "C:\\new\\table", "'", "#", "O'Brien = [x]"])
def test_no_character_of_a_name_means_anything(places: Places, name: str) -> None:
    set_who(places, name, [name + "2"])
    assert tomllib.loads(places.settings.read_text("utf-8")) == {"who": name, "formerly": [name + "2"]}


@pytest.mark.parametrize(
    ("body", "said"),
    [(b'who = "Bo"\n', "says who you are already"), (b"'who' = 3", "says who you are already"),
     (b'who.x = "y"\n', "says who you are already"), (b'formerly = ["Bo"]\n', "a list formerly already"),
     (b"mouse = ", "mend it"), (b"\xff\xfe", "mend it"), (BOM + BOM, "mend it"), (b"x = " + b"1" * 5000, "mend it"),
     (b"x = " + b"[" * 5000, "mend it"), (b"#" * (1 << 20) + b"\n", "larger than 1 MB")],
)  # fmt: skip
def test_a_file_to_which_no_name_can_be_added_is_left_alone(places: Places, body: bytes, said: str) -> None:
    write(places, body)
    with pytest.raises(StorageError, match=said):
        set_who(places, "Ada", ["root"])
    assert places.settings.read_bytes() == body


@pytest.mark.parametrize(("who", "formerly"), [("agreed", []), ("", []), ("x" * 81, []), ("Ada", ["Agreed"])])
def test_a_name_that_can_not_be_is_never_written(places: Places, who: str, formerly: list[str]) -> None:
    with pytest.raises(StorageError, match=r"^The name can't be .*: write"):
        set_who(places, who, formerly)
    assert not places.settings.exists()


def test_what_is_no_file_is_told(places: Places) -> None:
    places.settings.mkdir(parents=True)
    with pytest.raises(StorageError, match="is a folder"):
        set_who(places, "Ada")


def test_a_file_behind_a_link_is_changed_and_keeps_its_permissions(places: Places, tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    mine = tmp_path / "dotfiles" / "config.toml"
    mine.write_text("mouse = false\n")
    mine.chmod(0o640)
    places.config.mkdir(parents=True)
    places.settings.symlink_to(mine)
    set_who(places, "Ada")
    assert places.settings.is_symlink()
    assert mine.read_text() == 'who = "Ada"\nmouse = false\n'
    assert mine.stat().st_mode & 0o777 == 0o640


def test_two_who_write_at_once_are_kept_apart(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coder, "locked", lambda path, timeout: locked(path, timeout=min(timeout, 0)))
    with locked(places.settings), pytest.raises(StorageError, match="is being written by"):
        set_who(places, "Ada")
    assert not places.settings.exists()


def test_nobody_signs_by_a_name_that_reads_as_another_and_an_old_one_stays() -> None:
    assert "mixes letters of several alphabets" in who_of("\u0430da")[1][0]
    assert formerly_of(["\u0430da"]) == (("\u0430da",), ())
