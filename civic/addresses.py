"""What in the address of a page only counts its readers."""

import re
from typing import Final
from urllib.parse import unquote_plus

# The codes of the large tools (Google, Meta, Microsoft, TikTok, Mailchimp, HubSpot, Matomo, AT Internet, Adobe, Oracle)
# and of a few publishers: none of them ever chooses a page.
_COUNTER: Final = re.compile(
    r"utm_\w+|at_(?:medium|campaign|custom\d*|link_\w+|ptr_\w+|bbc_\w+|format|creation|variant|platform|network|owner|"
    r"type|source|term|content)|fbclid|fb_(?:action_\w+|ref|source)|gclid|gclsrc|[dwy]clid|[gw]braid|srsltid|_ga|_gl|"
    r"msclkid|igshid|igsh|twclid|ttclid|li_fat_id|epik|mc_[ce]id|mkt_tok|_hs(?:enc|mi|fp)|__hs\w+|hsctatracking|"
    r"hsa_\w+|vero_(?:id|conv)|oly_(?:enc|anon)_id|wickedid|(?:pk|mtm|piwik|matomo)_\w+|wt[._](?:mc|zmc)\w*|"
    r"wt\.mc_id|xtor|xtcr|ns_(?:source|mchannel|campaign|linkname|fee)|s_cid|icid|intcid|cmpid|ocid|ncid|cvid|smid|"
    r"ftag|ito|spm|ref_src|ref_url|__twitter_impression|guccounter|guce_referr\w+|traffic_source|feedtype|feedname|"
    r"yptr|taid|sc_cid|rb_clickid|ml_subscriber\w*|ck_subscriber_id|dm_i|mbid|cndid|esrc|bxid|sr_share",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"ref|referr?er|source|src|from|via|partner|cmp|campaign|medium|mod|output|origin|rss|feed|cid", re.IGNORECASE
)
"""Names that count readers where their value says that they come by a feed, and may choose a page otherwise."""
_BY_FEED: Final = re.compile(r"(?:rss|feed|atom)(?:$|[^a-z].*)|feedburner|feedly|newsletter", re.IGNORECASE)


def without_counters(url: str) -> str:
    """Return an address without what only counts its readers ("utm_source=…"), in its query and its fragment; every
    other character stays as it is."""
    if "=" not in url:
        return url
    head, _, fragment = url.partition("#")
    page, _, query = head.partition("?")
    kept_query, kept_fragment = _kept(query), _kept(fragment)
    if (kept_query, kept_fragment) == (query, fragment):
        return url
    return page + (kept_query and f"?{kept_query}") + (kept_fragment and f"#{kept_fragment}")


def is_counter(name: str, value: str = "") -> bool:
    """Return whether a field of a query only counts readers."""
    return bool(_COUNTER.fullmatch(name) or (_PLACE.fullmatch(name) and _BY_FEED.fullmatch(value)))


def _kept(fields: str) -> str:
    """Return the fields of a query or a fragment that choose a page or a place in it, to the letter."""
    if "=" not in fields:
        return fields
    return "&".join(field for field in fields.split("&") if not _is_counting(field))


def _is_counting(field: str) -> bool:
    name, _, value = field.partition("=")
    name = name.removeprefix("amp;").removeprefix("?")
    return is_counter(unquote_plus(name), unquote_plus(value))
