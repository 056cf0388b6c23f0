"""What feeds put behind a text that is none of it: the way back to the page, buttons to share, counts of comments."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final
from urllib.parse import urlsplit

from civic.story import Link

_LONGEST: Final = 400
"""Code points of a line that may be furniture; a longer one is a text."""
_MOST_LINES: Final = 12
"""Lines at the end that are looked at."""
_FEW: Final = 8
"""So many words at most stand between the links of a line that only leads back."""
_FAR: Final = 20_000
"""Code points of a text in which a summary may begin that repeats it."""
_LONGEST_LINK: Final = 80
_LONGEST_WORD: Final = 40
_WORD: Final = re.compile(r"[^\W_]+")
_EDGES: Final = " \t\n\u00a0.,:;|·•…→»›>«‹<-–—[](){}\"'“”‘’*"
_UNSPACED: Final = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
"""Scripts that write sentences without spaces."""
_PICTURE: Final = re.compile(r"^(?:> )*\[(?:Picture: .*|Caption: (.*))\]$", re.MULTILINE)
_LOOSE_ENTITY: Final = re.compile(r"&(\w+);")


@cache
def _ready(pattern: str) -> re.Pattern[str]:
    """Return a pattern ready for use. The large ones take some milliseconds each, and most programs need none."""
    return re.compile(pattern)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_APPEARED: Final = (
    r"(?is)the (?:post|article|story|entry)\b.* appeared first on .+"
    r"|(?:the|this) (?:post|article|story|entry|piece|content)\b.*"
    r" (?:(?:first|originally) (?:appeared|published|posted)|(?:appeared|published|posted) (?:first|originally))"
    r" (?:on|at|in|by) .+"
    r"|.+ (?:was|were) (?:originally|first) published (?:in|on|at) .+ on medium\b.*"
    r"|(?:der|dieser) (?:beitrag|artikel)\b.* (?:erschien zuerst|ist zuerst erschienen|erschien zunächst)"
    r" (?:auf|bei|in) .+"
    r"|(?:l['’]article|cet article|le post)\b.* (?:est apparu en premier|est apparu d['’]abord|a été publié en"
    r" premier) sur .+"
    r"|(?:la entrada|el post|el artículo|esta entrada)\b.*"
    r" (?:se publicó primero|aparece primero|apareció primero|se publicó por primera vez) en .+"
    r"|(?:o post|o artigo|o conteúdo|a entrada)\b.* (?:apareceu|aparece) primeiro em .+"
    r"|(?:l['’]articolo|il post)\b.* (?:proviene da|sembra essere il primo su|è apparso per primo su|è stato"
    r" pubblicato per"
    r" la prima volta su) .+"
    r"|(?:l['’]entrada|l['’]article)\b.* (?:ha aparegut primer|va aparèixer primer) a .+"
    r"|het (?:bericht|artikel)\b.* (?:verscheen eerst op|is geplaatst op|verscheen als eerste op) .+"
    r"|inlägget\b.* dök först upp på .+"
    r"|indlægget\b.* (?:blev først udgivet på|blev vist først på|dukkede først op på|vises først den) .+"
    r"|innlegget\b.* (?:dukket først opp på|ble først publisert på|kom først på) .+"
    r"|(?:artikkeli|julkaisu)\b.* (?:julkaistiin ensimmäisenä|ilmestyi ensin|ilmestyi ensimmäisenä)\b.*"
    r"|(?:wpis|artykuł|post)\b.* (?:pochodzi z serwisu|pojawił się poczynając od|pojawił się najpierw na) .+"
    r"|příspěvek\b.* (?:pochází z|se nejdříve objevil na) .+"
    r"|(?:сообщение|запись|статья)\b.* (?:появил\w+ сначала на|впервые появил\w+ на|взят\w+ с) .+"
    r"|(?:запис|допис|стаття)\b.* (?:спершу|вперше) з['’]явив?\w* на .+"
    r"|.+ yazısı ilk önce .+ üzerinde ortaya çıktı"
    r"|az? .+ bejegyzés először .+ jelent meg"
    r"|articolul\b.* apare prima dată în .+"
    r"|(?:投稿|the post).+に最初に表示されました"
    r"|.+(?:最先出现在|首先出现在|最早出現於|最先出現在|首先出現於).+"
)
"""What WordPress and Medium write below each entry, in the languages that they are translated into."""

_FIRST: Final = (
    "first", "originally", "zuerst", "zunächst", "premier", "abord", "primer", "proviene", "sembra", "per la prima",
    "eerst", "geplaatst", "först", "først", "ensi", "pochodzi", "poczynając", "najpierw", "pochází", "nejdříve",
    "сначала", "впервые", "взят", "спершу", "вперше",
)  # fmt: skip
"""Of these words such a line has one, in whatever language."""
_OPENING: Final = (
    r"(?<![^\s.!?…\]”\"'»)。！？])(?=(?:The|This) (?:post|article|story|entry|piece|content)\b"
    r"|(?:Der|Dieser) (?:Beitrag|Artikel)\b"
    r"|L['’](?:article|articolo|entrada)\b|Cet article\b|Le post\b|(?:La|Esta|A) entrada\b|El (?:post|artículo)\b"
    r"|O (?:post|artigo|conteúdo)\b|Il post\b|Het (?:bericht|artikel)\b|(?:Inlägg|Indlægg|Innlegg)et\b"
    r"|Artikkeli\b|Julkaisu\b|Wpis\b|Artykuł\b|Příspěvek\b|Сообщение\b|Запись\b|Статья\b|Запис\b|Допис\b|Стаття\b)"
)
"""How such a line begins where it stands behind the text in one paragraph."""
_FOREWORD: Final = re.compile(
    r"this |dieser |cet article|esta entrada|.* (?:appeared first on|on medium\b)", re.IGNORECASE
)
"""How such a line begins, or what it says, where it need not name the title to be one."""
_POSTED: Final = re.compile(
    r"(?:L['’]\w+|(?:Inlägg|Indlægg|Innlegg)et|Artikkeli|Julkaisu|Wpis|Artykuł|Příspěvek|\w+ \w+)"
    r" [\"“„«‘'(]?[^\Wa-z_].* \w+ [\"“„«‘']?(?:[^\Wa-z_]\S*|\w[\w-]*(?:\.\w+)+)(?: .*)?",
    re.DOTALL,
)
"""Such a line with a title and the name of a site in it, whatever the title is: both begin as names do."""
_THIS: Final = re.compile(r"this |dieser |cet article|esta entrada", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.!?…。！？][\]”\"'»)]*\s*$")
_ABOUT: Final = r"(?:\s*(?:[:»“\"'‘]|(?:about|on|at|in|of|from|here|this|the|how|why|what|when|where|with)\b).{0,160})?"
_MORE: Final = (
    rf"(?is)(?:click here to |tap to )?(?:continue|keep) (?:reading|on reading){_ABOUT}"
    r"|continue reading .{1,160}"
    rf"|(?:click here to |… ?)?(?:read|see|view|find out|learn) more{_ABOUT}"
    r"|(?:click here to )?(?:read|see|view) (?:the )?(?:full|rest|whole|entire|complete|original)(?: of)?"
    r"(?: (?:the|this|an?))?(?: (?:story|article|post|entry|text|report|piece|version|here))?(?: here)?"
    r"(?: (?:on|at|in) .{0,80})?"
    r"|more\.{0,3}|(?:full|whole) (?:story|article|text|post)|permalink|source"
    r"|(?:hier )?weiterlesen.{0,80}|mehr lesen|mehr (?:dazu|erfahren)|(?:den )?(?:ganzen|vollständigen|kompletten) "
    r"(?:artikel|beitrag|text)(?: hier)? lesen|zum (?:artikel|beitrag)"
    r"|(?:lire|voir) (?:la suite|plus|l['’]article(?: complet)?)(?: (?:de|sur|du) .{0,80})?|en savoir plus"
    r"|continuer (?:la lecture|à lire)(?: (?:de|sur|du) .{0,80})?"
    r"|(?:leer|ver) más|(?:seguir|continuar|sigue|continúa) leyendo.{0,80}|leer (?:el artículo|la noticia)(?:"
    r" complet[oa])?"
    r"|(?:ler|leia|saiba|ver) mais|continu(?:e|ar) (?:a ler|lendo|a leitura).{0,80}|llegeix(?:-ne)? més"
    r"|leggi (?:tutto|di più|ancora|l['’]articolo(?: completo)?)|continua (?:a leggere|la lettura).{0,80}"
    r"|lees (?:meer|verder)|verder lezen|meer lezen|läs (?:mer|vidare|hela artikeln)|les (?:mer|videre|hele saken)"
    r"|læs (?:mere|videre|hele artiklen)|lue (?:lisää|koko juttu)|jatka lukemista"
    r"|czytaj (?:dalej|więcej)|(?:číst|čtěte) (?:dále|více|dál)|celý článek|čítať ďalej|tovább(?:olvasás|…)?"
    r"|olvass tovább"
    r"|citește (?:mai (?:mult|departe)|în continuare)|devamını oku|devamı|opširnije|pročitaj više|preberi več"
    r"|читать (?:далее|дальше|полностью)|подробнее|читати (?:далі|більше)|прочети още|διαβάστε περισσότερα"
    r"|続きを(?:読む|見る)|もっと(?:読む|見る)|(?:阅读|閱讀)(?:更多|全文|原文)|(?:继续阅读|繼續閱讀)"
    r"|더 보기|계속 읽기|اقرأ المزيد|קרא(?:ו)? עוד"
    r"|baca selengkapnya|xem thêm|đọc (?:thêm|tiếp)"
)
_FIRST_OF_MORE: Final = _listed(
    "click tap continue keep read see view find learn more full whole permalink source hier mehr den ganzen kompletten"
    " zum lire voir en continuer leer ver seguir continua continuar sigue ler leia saiba llegeix leggi continua lees verder meer"
    " les lue jatka czytaj olvass preberi baca xem"
)
"""The words in plain letters that such a line begins with, but for those that begin with `_GROWS`."""
_GROWS: Final = "weiterlesen"
_GOES_ON: Final = (
    r"(?is)"
    r"(?:click here to |tap to |hier |… ?)?"
    r"(?:(?:continue|keep) (?:reading|on reading)|(?:read|see|view|find out|learn) more|weiterlesen"
    r"|continuer (?:la lecture|à lire)|(?:seguir|continuar|sigue|continúa) leyendo"
    r"|continu(?:e|ar) (?:a ler|lendo|a leitura)|continua (?:a leggere|la lettura))\b[\s:]*(.+)"
)
"""Those words that a sentence may begin with, too, and what follows them."""
_PLACE: Final = re.compile(
    r"(?:hier|here|(?:about|at|on|in|from|auf|bei|sur|en|em|su) (?:(?:our|the|this|my) )?(?:site|website|page|blog|this"
    r"|it|\w[\w-]*(?:\.[\w/-]+)+|[^\Wa-z_]\S*(?: [^\Wa-z_]\S*){0,4}))"
)
"""Where to read on, and no more than that."""
_LEADS: Final = re.compile(
    r"(?:about|on|at|in|of|from|here|this|the|how|why|what|when|where|with|auf|bei|hier|über|sur|de|en|sobre|em|su)\b"
)
_STOP: Final = re.compile(r"(?<!\.)[.!?。！？][\]”\"'»)]*\s*$")
"""The end of a sentence, and no dots that say that it goes on."""
_FEW_MORE: Final = 3
"""So many words at most stand beside the title or the link in a line that leads there."""
_COMMENTS: Final = (
    r"(?i)"
    r"(?:\d+ )?(?:comments?|replies|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|kommentarer"
    r"|komentarze|комментари[ия])(?: ?[:(] ?\d+ ?\)?)?"
    r"|(?:view|read|see|show|add|post|leave|write)(?: (?:a|all|the|your))?(?: \d+)? (?:comments?|reply)"
    r"|(?:no|0) comments?(?: yet)?|(?:einen )?kommentar (?:schreiben|hinterlassen)|laisser un commentaire"
    r"|deja(?:r)? un comentario|lascia un commento|discuss(?:ion)?(?: this)?(?: on .{1,40})?"
    r"|(?:article|comments?) url: ?\S+|points: ?\d+|# ?comments: ?\d+"
    r"|(?:\[?link\]? *[|·]? *)?\[(?:link|comments?)\]|link\] *\[comments?"
    r"|submitted by\s+/?u/\S+(?:\s+(?:to|in)\s+/?r/\S+)?"
)
_TO_SHARE: Final = _listed(
    "share sharing tweet retweet teilen partager compartir compartilhar condividi delen dela del"
    " jaa udostępnij поделиться"
)
_NETWORKS: Final = _listed(
    "facebook twitter x linkedin whatsapp reddit pinterest telegram mastodon bluesky tumblr pocket"
    " threads xing instagram "
    "flipboard messenger hackernews email mail e print youtube"
)
_BESIDE: Final = _listed(
    "this it on via with by to the a in of and or us friends link copy save like loading follow"
    " post article story page "
    "news opens new window click auf per mit diesen beitrag artikel sur par cet article en esta entrada su met op more "
    "options sms your"
)

_SHARED: Final = _TO_SHARE | _NETWORKS | _BESIDE


def without_furniture(text: str, *, title: str = "", url: str = "", links: Sequence[Link] = ()) -> str:
    """Return a text without the lines at its end that are none of it: a way back to its page, "Comments", buttons to
    share. `title`, `url` and `links` are those of its story: a line that only links
    back is known by them in any language. Where there is no title to show instead, something of the text stays."""
    kept, back, home = text, _back(url, links), _home(url, links)
    for _ in range(_MOST_LINES):
        shorter = _shortened(kept, title, back, home)
        if shorter == kept:
            break
        kept = shorter
    return kept if kept or title else text


def repeats(summary: str, text: str) -> bool:
    """Return whether a summary says no word that does not stand in the text, in that order: cut somewhere, it may end
    within a word."""
    if text.startswith(summary.rstrip("….[] ")):
        return True
    words, near = _words(summary), text[: _FAR + 4 * len(summary)].casefold()
    if any(word not in near for word in sorted(words, key=len, reverse=True)):
        return False  # as nearly always: the rarest words are the longest ones
    return " ".join(words) in " ".join(_WORD.findall(near))


def same_words(one: str, other: str) -> bool:
    """Return whether two texts are one, read in two ways: they differ in spaces and texts of pictures at most, or in a
    semicolon that a reader of markup put behind an "&"."""
    return one == other or _as_read(one) == _as_read(other)


def pictures_in(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the lines of a text are that say what pictures show, captions among them: `((start, end), …)`."""
    there = "[Picture: " in text or "[Caption: " in text
    return tuple(found.span() for found in _PICTURE.finditer(text)) if there else ()


def without_pictures(text: str) -> str:
    """Return a text without the lines that say what pictures show, and with captions like any other line."""
    if "[Picture: " not in text and "[Caption: " not in text:
        return text
    return "\n".join(_without_picture(line) for line in text.split("\n"))


def says_something(text: str) -> bool:
    """Return whether there is anything in a text but lines that say what pictures show."""
    if "[Picture: " not in text and "[Caption: " not in text:
        return bool(text.strip())
    return any(_without_picture(line).strip() for line in text.split("\n"))


def _without_picture(line: str) -> str:
    # Line by line, since to look for the beginnings of lines in a text takes ten times as long.
    found = _PICTURE.fullmatch(line) if line.endswith("]") else None
    return (found[1] or "") if found else line


def _as_read(text: str) -> str:
    return _LOOSE_ENTITY.sub(r"&\1", "".join(without_pictures(text).split()))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _shortened(text: str, title: str, back: Sequence[str], home: Sequence[str]) -> str:
    """Return the text without its last paragraph, its last line or its last words, whichever is furniture. `back` and
    `home` are the words that lead to the story's own page and to its site."""
    text = text.rstrip()
    tried = ""
    for edge in ("\n\n", "\n"):
        before, _, last = text.rpartition(edge)
        if last == tried:
            break
        tried = last
        if last and len(last) <= _LONGEST and _is_furniture(" ".join(last.split()), title, back, home):
            return before.rstrip()
    return _without_tail(text, title, back)


def _is_furniture(line: str, title: str, back: Sequence[str], home: Sequence[str]) -> bool:
    bare = line.strip(_EDGES)
    if not bare:
        return not any(mark.isalnum() for mark in line) and len(line) <= 3
    if any(_ready(_COMMENTS).fullmatch(one) for one in (bare, line)) or _is_more(line, title, back):
        return True
    if _ready(_APPEARED).fullmatch(bare) and (_FOREWORD.match(bare) or _names(bare, title)):
        return not _where_it_appeared(line, title)
    return _is_to_share(bare) or _leads_back(bare, title, back, home)


def _is_more(line: str, title: str, back: Sequence[str]) -> bool:
    """Return whether a line says to read on, and nothing else but where, or the story's title or link: a sentence that
    only begins with such words is text."""
    if not _may_be_more(line):
        return False  # as nearly always: to try all that is said in all languages costs ten times as much
    bare = line.strip(_EDGES)
    if not any(_ready(_MORE).fullmatch(each) for each in dict.fromkeys((bare, line))):
        return False
    found = _ready(_GOES_ON).fullmatch(bare)
    behind = found[1].strip(_EDGES) if found else ""
    if found is None or not behind or _PLACE.fullmatch(behind):
        return True
    words = _words(behind)
    for known in (title, *back):
        there = _words(known)
        if there and " ".join(there) in " ".join(words) and len(words) <= len(there) + _FEW_MORE:
            return True
    return not _STOP.search(line) and (not behind[0].islower() or _LEADS.match(behind) is not None)


def _may_be_more(line: str) -> bool:
    """Return whether a line begins with a word that `_MORE` may begin with."""
    found = _WORD.search(line)
    first = found[0].lower() if found else ""
    return first in _FIRST_OF_MORE or not first.isascii() or first.startswith(_GROWS)


def _names(line: str, title: str) -> bool:
    return not title or " ".join(_words(title)) in " ".join(_words(line))


def _is_to_share(line: str) -> bool:
    """Return whether a line is made of words to share by, and of nothing else."""
    first = _WORD.search(line.casefold())
    if first is None or first[0] not in _SHARED:
        return False
    words = _words(line)
    if len(words) > 3 * _FEW or not _SHARED.issuperset(words):
        return False
    networks = len(_NETWORKS.intersection(words))
    return (
        bool(_TO_SHARE.intersection(words) and len(words) > 1)
        or networks > 1
        or words in (["like", "this"], ["like", "loading"])
    )


def _leads_back(line: str, title: str, back: Sequence[str], home: Sequence[str]) -> bool:
    """Return whether a line is but a link to the story's own page, or one and another to its site."""
    if any(words.strip(_EDGES) == line for words in back if len(words) <= _LONGEST_LINK or words == title):
        return True
    for words in back:
        rest = line.replace(words, "", 1)
        for site in home if rest != line else ():
            if site in rest and len(_words(rest.replace(site, "", 1))) <= _FEW:
                return True
    return False


def _where_it_appeared(line: str, title: str) -> int:
    """Return where the sentence begins that says behind a text where it appeared first, 0 where there is none."""
    end = line[-_LONGEST:]
    if not any(word in end for word in _FIRST):
        return 0  # as nearly always: to look for openings costs fifty times as much
    for opening in reversed(list(_ready(_OPENING).finditer(line, max(len(line) - _LONGEST, 0)))):
        start = opening.start()
        tail = " ".join(line[start:].split()).strip(_EDGES)
        is_alone = _SENTENCE_END.search(line[:start]) and (_THIS.match(tail) or _POSTED.fullmatch(tail))
        if start and _ready(_APPEARED).fullmatch(tail) and (is_alone or _names(tail, title)):
            return start
    return 0


def _without_tail(text: str, title: str, back: Sequence[str]) -> str:
    """Return a text without the link to its own page that its last line ends with, where it was cut or ends before, or
    the sentence that says where it appeared first."""
    start = max(text.rfind("\n") + 1, len(text) - 2 * _LONGEST)
    line = text[start:]
    for words in back:
        if line.endswith(words):
            rest = line.removesuffix(words).rstrip()
            if rest.endswith(("…", "...", "[…]", "[...]")) or _ready(_MORE).fullmatch(words.strip(_EDGES)):
                return text[:start] + rest
    if there := _where_it_appeared(line, title):
        return text[:start] + line[:there].rstrip()
    bare = line.rstrip(_EDGES)  # "Read more…" has such marks behind it, too
    for mark in ("]", "…", "...", ". "):
        rest, found, tail = bare.rpartition(mark)
        if rest and len(tail.split()) > 1 and _is_more(line[len(rest + found) :].strip(), title, back):
            return text[:start] + (rest + found).rstrip()
    return text


def _back(url: str, links: Sequence[Link]) -> list[str]:
    """Return the words that lead to the page of this address."""
    page = _page(url)
    path = page.partition("/")[2].partition("?")[0]
    near = [link for link in links if link.text and path in link.url] if url else ()
    return [link.text for link in near if _page(link.url) == page]


def _home(url: str, links: Sequence[Link]) -> list[str]:
    """Return the words that lead to the site of this address."""
    near = [link for link in links if link.text and link.url.count("/") <= 3] if url else ()
    return [link.text for link in near if _is_home(link.url) and _host(link.url) == _host(url)]


def is_one_word(text: str) -> bool:
    """Return whether a text is but one word, which says nothing that a title does not; an address is none."""
    word = text.strip()
    plain = "://" not in word and len(word) <= _LONGEST_WORD and not _ready(_UNSPACED).search(word)
    return bool(word) and len(word.split()) == 1 and plain


@lru_cache(64)
def _page(url: str) -> str:
    """Return the page that an address means, however it is written."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = parts.path.rstrip("/")
    return f"{_bare_host(parts.netloc)}{path}" + ("" if path else f"?{parts.query}")


def _host(url: str) -> str:
    try:
        return _bare_host(urlsplit(url).netloc)
    except ValueError:
        return url


def _bare_host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def _is_home(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.path.strip("/") and not parts.query
