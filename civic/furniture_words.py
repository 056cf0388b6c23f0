"""The words of what feeds put behind a text and is none of it, in the languages in which they do: patterns and sets.

Those that are texts here are large, and made ready by `civic.furniture` when they are first needed.
"""

import re
from typing import Final


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


APPEARED: Final = (
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

FIRST: Final = (
    "first", "originally", "zuerst", "zunächst", "premier", "abord", "primer", "proviene", "sembra", "per la prima",
    "eerst", "geplaatst", "först", "først", "ensi", "pochodzi", "poczynając", "najpierw", "pochází", "nejdříve",
    "сначала", "впервые", "взят", "спершу", "вперше",
)  # fmt: skip
"""Of these words such a line has one, in whatever language."""
OPENING: Final = (
    r"(?<![^\s.!?…\]”\"'»)。！？])(?=(?:The|This) (?:post|article|story|entry|piece|content)\b"
    r"|(?:Der|Dieser) (?:Beitrag|Artikel)\b"
    r"|L['’](?:article|articolo|entrada)\b|Cet article\b|Le post\b|(?:La|Esta|A) entrada\b|El (?:post|artículo)\b"
    r"|O (?:post|artigo|conteúdo)\b|Il post\b|Het (?:bericht|artikel)\b|(?:Inlägg|Indlægg|Innlegg)et\b"
    r"|Artikkeli\b|Julkaisu\b|Wpis\b|Artykuł\b|Příspěvek\b|Сообщение\b|Запись\b|Статья\b|Запис\b|Допис\b|Стаття\b)"
)
"""How such a line begins where it stands behind the text in one paragraph."""
FOREWORD: Final = re.compile(
    r"this |dieser |cet article|esta entrada|.* (?:appeared first on|on medium\b)", re.IGNORECASE
)
"""How such a line begins, or what it says, where it need not name the title to be one."""
POSTED: Final = re.compile(
    r"(?:L['’]\w+|(?:Inlägg|Indlægg|Innlegg)et|Artikkeli|Julkaisu|Wpis|Artykuł|Příspěvek|\w+ \w+)"
    r" [\"“„«‘'(]?[^\Wa-z_].* \w+ [\"“„«‘']?(?:[^\Wa-z_]\S*|\w[\w-]*(?:\.\w+)+)(?: .*)?",
    re.DOTALL,
)
"""Such a line with a title and the name of a site in it, whatever the title is: both begin as names do."""
THIS: Final = re.compile(r"this |dieser |cet article|esta entrada", re.IGNORECASE)
SENTENCE_END: Final = re.compile(r"[.!?…。！？][\]”\"'»)]*\s*$")
_ABOUT: Final = r"(?:\s*(?:[:»“\"'‘]|(?:about|on|at|in|of|from|here|this|the|how|why|what|when|where|with)\b).{0,160})?"
MORE: Final = (
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
FIRST_OF_MORE: Final = _listed(
    "click tap continue keep read see view find learn more full whole permalink source hier mehr den ganzen kompletten"
    " zum lire voir en continuer leer ver seguir continua continuar sigue ler leia saiba llegeix leggi lees"
    " verder meer les lue jatka czytaj olvass devami devamini preberi baca xem"
)
"""The words in plain letters that such a line begins with, but for those that begin with `GROWS`."""
GROWS: Final = "weiterlesen"
GOES_ON: Final = (
    r"(?is)"
    r"(?:click here to |tap to |hier |… ?)?"
    r"(?:(?:continue|keep) (?:reading|on reading)|(?:read|see|view|find out|learn) more|weiterlesen"
    r"|continuer (?:la lecture|à lire)|(?:seguir|continuar|sigue|continúa) leyendo"
    r"|continu(?:e|ar) (?:a ler|lendo|a leitura)|continua (?:a leggere|la lettura))\b[\s:]*(.+)"
)
"""Those words that a sentence may begin with, too, and what follows them."""
PLACE: Final = re.compile(
    r"(?:hier|here|(?:about|at|on|in|from|auf|bei|sur|en|em|su) (?:(?:our|the|this|my) )?(?:site|website|page|blog|this"
    r"|it|\w[\w-]*(?:\.[\w/-]+)+|[^\Wa-z_]\S*(?: [^\Wa-z_]\S*){0,4}))"
)
"""Where to read on, and no more than that."""
LEADS: Final = re.compile(
    r"(?:about|on|at|in|of|from|here|this|the|how|why|what|when|where|with|auf|bei|hier|über|sur|de|en|sobre|em|su)\b"
)
STOP: Final = re.compile(r"(?<!\.)[.!?。！？][\]”\"'»)]*\s*$")
"""The end of a sentence, and no dots that say that it goes on."""
COMMENTS: Final = (
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
TO_SHARE: Final = _listed(
    "share sharing tweet retweet teilen partager compartir compartilhar condividi delen dela del"
    " jaa udostępnij поделиться"
)
NETWORKS: Final = _listed(
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

SHARED: Final = TO_SHARE | NETWORKS | _BESIDE
