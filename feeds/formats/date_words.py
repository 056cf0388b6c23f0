"""What the words in dates mean: months and days of the week in the languages that feeds are written in, zones."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

_MONTHS: Final = """
january february march april may june july august september october november december
januar februar märz april mai juni juli august september oktober november dezember
jänner feber mrz april mai juni juli august september oktober november dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
januari februari maart april mei juni juli augustus september oktober november december
januari februari mrt april mei juni juli agustus september oktober november desember
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december
januar februar mars april mai juni juli august september oktober november desember
styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
leden únor březen duben květen červen červenec srpen září říjen listopad prosinec
ledna února března dubna května června července srpna září října listopadu prosince
január február marec apríl máj jún júl august september október november december
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
január február március április május június július augusztus szeptember október november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
януари февруари март април май юни юли август септември октомври ноември декември
ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
""".strip()  # noqa: E501  # a language a line
"""The first of two that disagree on a beginning has it, so English stands first."""
_OTHER_MONTHS: Final = {"νοε": 11, "ιουν": 6, "ιουλ": 7}
_DAYS: Final = """
monday tuesday wednesday thursday friday saturday sunday
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo
segunda terça quarta quinta sexta feira
lunedì martedì mercoledì giovedì venerdì sabato domenica
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
måndag tisdag onsdag torsdag fredag lördag söndag
mandag tirsdag lørdag søndag
poniedziałek wtorek środa czwartek piątek sobota niedziela
понедельник вторник среда четверг пятница суббота воскресенье
понеділок вівторок середа четвер субота неділя
κυριακή δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο
pazartesi salı çarşamba perşembe cuma cumartesi pazar
月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日
星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天
월요일 화요일 수요일 목요일 금요일 토요일 일요일
"""
_BETWEEN: Final = """
a alle am as at de del den der die di dia do el en h hs hrs hours klo kl le o of om on ore os the t uhr um ur von г год
года в о r roku року рік ч στις το επι st nd rd th er ten vid
"""
"""Words that stand between the parts of a date and say nothing."""
_HOURS: Final = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "zulu": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "mez": 1,
    "mesz": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "trt": 3, "sast": 2, "cat": 2, "wat": 1,
    "eat": 3, "ist": 5.5, "pkt": 5, "npt": 5.75, "ict": 7, "wib": 7, "wita": 8, "wit": 9, "hkt": 8, "sgt": 8, "myt": 8,
    "pht": 8,
    "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "nst": -3.5, "ndt": -2.5, "ast": -4, "adt": -3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "hast": -10, "brt": -3, "art": -3, "clt": -4, "clst": -3,
    "hne": -5, "hae": -4,
}  # fmt: skip
"""Names of zones, in hours east of UTC: those of RFC 822, and what feeds write besides. Where two places use one name,
it is that of the more people."""


def folded(text: str) -> str:
    """Return a text as its words are compared: width and case folded, without accents."""
    apart = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("İ", "i")).casefold()
    bare = "".join(char for char in apart if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def month_named(word: str) -> int | None:
    """Return the number of a month by its folded name or its beginning, None for another word."""
    return _months().get(word)


def is_day(word: str) -> bool:
    """Return whether a folded word is a day of the week, or the beginning of one."""
    return word in _days()


def says_nothing(word: str) -> bool:
    """Return whether a folded word only joins the parts of a date."""
    return word in _between()


def hours_east(word: str) -> float | None:
    """Return how many hours east of UTC the zone of a folded name is, None for a name that is not known."""
    return _HOURS.get(word)


@cache
def _between() -> frozenset[str]:
    return frozenset(_BETWEEN.split())


@cache
def _months() -> dict[str, int]:
    rows = [[(folded(name), number) for number, name in enumerate(row.split(), 1)] for row in _MONTHS.split("\n")]
    found: dict[str, int] = {folded(name): number for name, number in _OTHER_MONTHS.items()}
    for row in rows:
        for name, number in row:
            found.setdefault(name, number)
    for row in rows:
        begins: dict[str, set[int]] = {}
        for name, number in row:
            for part in _beginnings(name, 3):
                begins.setdefault(part, set()).add(number)
        for part, numbers in begins.items():
            if len(numbers) == 1:  # "jui" is June and July
                found.setdefault(part, *numbers)
    return found


@cache
def _days() -> frozenset[str]:
    names = [folded(name) for name in _DAYS.split()]
    return frozenset(part for name in names for part in _beginnings(name, 1 if name[-1] in "日일" else 2))


def _beginnings(name: str, least: int) -> Iterable[str]:
    return (name[:length] for length in range(least, len(name) + 1))
