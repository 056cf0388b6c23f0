import pytest

from civic.languages.detect import is_english

ENGLISH = "The council has voted to end the contract for the cameras that it had bought from a small firm in May."
OTHERS = [
    "Der Rat hat beschlossen, den Vertrag für die Kameras zu beenden, die er im Mai von einer Firma gekauft hat.",
    "Le conseil a voté la fin du contrat pour les caméras qu'il avait achetées à une petite entreprise au mois de mai.",
    "El consejo votó poner fin al contrato de las cámaras que había comprado a una pequeña empresa en el mes de mayo.",
    "市議会は五月に小さな会社から購入したカメラの契約を終了することを決議した。市民はこれを歓迎している。",
    "Совет проголосовал за прекращение контракта на камеры, которые он купил в мае у небольшой фирмы в городе.",
]


def test_english_is_told_by_its_words_whatever_the_feed_says() -> None:
    assert is_english(ENGLISH)
    assert is_english(ENGLISH, "de")


@pytest.mark.parametrize("text", OTHERS)
def test_other_languages_are_told_by_theirs(text: str) -> None:
    assert not is_english(text)
    assert not is_english(text, "en")


def test_a_text_too_short_to_tell_goes_by_the_feed() -> None:
    assert is_english("Palantir", "en-GB")
    assert is_english("Palantir")
    assert not is_english("Palantir", "fr")
