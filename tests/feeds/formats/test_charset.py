"""Which letters the bytes of feeds, pages and documents are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import FormatError
from feeds.formats.charset import declared_by, declared_in, decoded

GERMAN = "Die Behörde prüft die Überwachung – “Pilot” in Köln."
JAPANESE = "市議会、顔認証カメラを停止"
KOREAN = "시의회, 얼굴인식 카메라 중단"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_says_what_it_is_needs_no_remark(encoding: str) -> None:
    assert decoded(GERMAN.encode(encoding)) == (GERMAN, "")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_are_seen_without_a_mark(encoding: str) -> None:
    assert decoded(f"<rss>{JAPANESE}".encode(encoding)) == (f"<rss>{JAPANESE}", "")


@pytest.mark.parametrize("declared", [[], ["utf-8"], ["iso-8859-1"], ["us-ascii", "utf-8"], ["no-such-set"]])
@pytest.mark.parametrize("bad", [b"\xeb", b"\xe2\x80", b"\xff\xfe"])
def test_utf_8_with_a_few_bad_bytes_is_utf_8(declared: list[str], bad: bytes) -> None:
    half = len(GERMAN) // 2
    text, remark = decoded(GERMAN[:half].encode() * 4 + bad + b" " + GERMAN[half:].encode(), declared)
    assert text.replace("\ufffd", "") == GERMAN[:half] * 4 + " " + GERMAN[half:]
    assert 1 <= text.count("\ufffd") <= 2
    assert remark


@pytest.mark.parametrize("count", [30, 60, 150])
@pytest.mark.parametrize("declared", [[], ["utf-8"]])
@pytest.mark.parametrize("bad", [b"\xe9", b"\xe9 ", b"caf\xe9 ", b"\x9d\xa6", b"\xff\xfe\x81"])
def test_many_bad_bytes_stop_no_text(count: int, declared: list[str], bad: bytes) -> None:
    text, remark = decoded(b"<rss><title>A vote</title>" + bad * count + "Zürich – Köln</rss>".encode(), declared)
    assert text.startswith("<rss><title>A vote</title>")
    assert remark


@pytest.mark.parametrize("count", [30, 60, 150])
def test_what_says_that_it_is_utf_8_keeps_the_letters_that_are(count: int) -> None:
    text, remark = decoded(b"caf\xe9 " * count + "Zürich – Köln".encode(), ["utf-8"])
    assert text == "caf\ufffd " * count + "Zürich – Köln"
    assert remark.startswith(f"{count} of its characters")


@pytest.mark.parametrize("count", [30, 60, 150])
def test_what_two_programs_wrote_is_read_by_parts(count: int) -> None:
    french = "Le maire a dit que le vote aura lieu en été, « là\xa0» ou non. "
    text, remark = decoded("Zürich – “Köln” 😀 ".encode() + french.encode("cp1252") * count)
    assert text == "Zürich – “Köln” 😀 " + french * count
    assert "partly in UTF-8 and partly in windows-1252" in remark


def test_capitals_before_quotation_marks_are_no_utf_8() -> None:
    text = "Le maire a dit que la société «\xa0LIBERTÉ» et l’association de la SOCIÉTÉ» ont été vues à Paris. " * 20
    assert decoded(text.encode("cp1252"))[0] == text


def test_lone_letters_are_latin() -> None:
    assert decoded("é à è ".encode("cp1252") * 30)[0] == "é à è " * 30


def test_utf_8_cut_in_a_letter_loses_that_letter_alone() -> None:
    data = f"{GERMAN} {JAPANESE}".encode()
    for end in range(len(data) // 2, len(data)):
        text, _ = decoded(data[:end], ["utf-8"])
        assert f"{GERMAN} {JAPANESE}".startswith(text.rstrip("\ufffd"))
        assert text.count("\ufffd") <= 1


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("Shift_JIS", "cp932", f"{JAPANESE} ① 髙橋"),
        ("x-sjis", "cp932", f"{JAPANESE} ①"),
        ("euc-kr", "cp949", f"{KOREAN} 똠방각하"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("latin-1", "cp1252", "“Café” – naïve"),
        ("ISO-8859-1", "cp1252", "“Café” – naïve"),
        ("us-ascii", "cp1252", "“Café”"),
        ("iso-8859-9", "cp1254", "İstanbul’da ağustos"),
        ("tis-620", "cp874", "กรุงเทพ"),
        ("gb2312", "gb18030", "新闻 镕"),
        ("gbk", "gb18030", "新闻"),
        ("big5", "big5hkscs", "新聞"),
        ("EUC-JP", "euc_jp", JAPANESE),
        ("koi8-r", "koi8-r", "Новости"),
        ("windows-1251", "cp1251", "Новости"),
        ("iso-8859-2", "iso8859-2", "Żółć"),
    ],
)
def test_names_mean_what_browsers_take_them_for(label: str, codec: str, text: str) -> None:
    assert decoded(text.encode(codec), [label]) == (text, "")


def test_letters_that_windows_added_to_japanese_are_read_in_every_form() -> None:
    rows = {"①": b"-!", "髙": b"|b", "市": b";T"}
    for letter, pair in rows.items():
        assert decoded(bytes(byte | 0x80 for byte in pair), ["euc-jp"]) == (letter, "")
        assert decoded(b"<p>\x1b$B;T" + pair + b"\x1b(B.") == (f"<p>市{letter}.", "")
    assert decoded(b"\x80\xc4\xe3\xba\xc3", ["gbk"]) == ("€你好", "")


@pytest.mark.parametrize("encoding", ["iso2022_jp", "iso2022_kr", "hz"])
def test_seven_bits_are_recognised(encoding: str) -> None:
    text = {"iso2022_jp": JAPANESE, "iso2022_kr": KOREAN, "hz": "新闻"}[encoding]
    declared = ["hz-gb-2312"] if encoding == "hz" else []
    assert decoded(text.encode(encoding), declared) == (text, "")


@pytest.mark.parametrize(
    ("codec", "declared", "said"),
    [
        ("utf-8", ["iso-8859-1"], "was read as UTF-8"),
        ("utf-8", ["Shift_JIS"], "was read as UTF-8"),
        ("cp1252", [], "windows-1252"),
        ("cp1252", ["utf-8"], "windows-1252"),
        ("cp1252", ["utf-8", "latin1"], "windows-1252"),
    ],
)
def test_what_was_done_is_said(codec: str, declared: list[str], said: str) -> None:
    text, remark = decoded(GERMAN.encode(codec), declared)
    assert text == GERMAN
    assert said in remark


def test_a_single_letter_does_not_overrule_what_is_declared() -> None:
    assert decoded("CAFÉ»".encode("cp1252"), ["iso-8859-1"]) == ("CAFÉ»", "")


def test_other_scripts_are_guessed() -> None:
    text, remark = decoded(("Новости о городском совете. " * 9).encode("cp1251"))
    assert text.startswith("Новости о городском")
    assert "guessed" in remark


@pytest.mark.parametrize("data", [b"\0" * 100, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, b"abc\0def\0"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        decoded(data)


def test_names_are_found_where_they_are_declared() -> None:
    assert declared_by("text/xml; Charset='Latin-1'; q=1") == "Latin-1"
    assert declared_by("text/xml") == declared_by("\x1b;\r\ncharset") == ""
    assert list(declared_in(b"<?xml version='1.0' encoding='koi8-r'?><meta charset=big5>")) == ["koi8-r", "big5"]


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "euc-jp", "gbk", "iso-2022-jp", "hz-gb-2312", "utf-16"]))
def test_any_bytes_are_text_or_none(data: bytes, label: str) -> None:
    try:
        text, remark = decoded(data, [label])
    except FormatError as error:
        assert not str(error).endswith(".")
    else:
        text.encode()
        assert not remark.endswith(".")


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16"])
def test_bytes_cut_anywhere_keep_what_stands_before(codec: str) -> None:
    data = (JAPANESE * 3).encode(codec)
    for end in range(len(data) // 2, len(data), max(len(data) // 10, 1)):
        text, _ = decoded(data[:end], [codec.replace("cp932", "shift_jis").replace("_", "-")])
        assert JAPANESE in text


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-9", "Shift_JIS", "us-ascii"])
def test_a_remark_names_the_label_that_is_there(label: str) -> None:
    _, remark = decoded((GERMAN * 3).encode(), [label])
    assert remark == f"it says that it is in {label}, and was read as UTF-8"
