"""The filter language by examples, as help shows it."""

from typing import Final

from civic.anchoring import State
from civic.concern_status import STATES
from civic.query.parse import MARKS

GUIDE: Final[tuple[tuple[str, str], ...]] = (
    ("palantir police", "both words, as beginnings of words, in title, text or your note"),
    ('"face recognition"', "these words one after the other"),
    ("-football", "not this"),
    ("met OR council", "one of the two"),
    ("(met OR council) cameras", "brackets hold together"),
    ("title:scanner", "in the title"),
    ("text:scanner", "in the text"),
    ("source:bbc", "from this source"),
    ("author:smith", "by this author"),
    ("feed:example.org", "of the feed at this address, or a part of it"),
    ("tag:privacy", "tagged by you with this, or with what begins so"),
    ('tag:"c"', "tagged by you with this alone, not with c++; so in rejected: and concern:, too"),
    ("rejected:privacy", "turned down by you"),
    ("concern:privacy", "tagged by you, or suggested and not decided"),
    ("concerns:3", "at least three concerns, tagged or suggested"),
    ("severity:high", "with a concern of which you said so; also medium, low, none (nothing said)"),
    ("certainty:alleged", "with a concern of which you said so; also confirmed, none (nothing said)"),
    ("evidence:gone", f"tagged by words that are no longer in the text; also {', '.join(STATES[:1] + STATES[2:])}"),
    ("stakeholder:palantir", "with this stakeholder"),
    ('stakeholder:"amazon"', "with the stakeholder of just this name, not with Amazon Web Services"),
    ("stakeholder:palantir/supplier", "with this stakeholder in this role"),
    ("role:supplier", "with a stakeholder in this role"),
    ("type:company", "with a stakeholder of this type"),
    ("is:unread", f"unread; also {', '.join(mark for mark in MARKS if mark != 'unread')}"),
    ("is:updated", "judged, with other words than when you last decided on it or read it"),
    ("is:conflict", "on which coders differ and nobody has settled it"),
    ("who:ben", "on which this coder decided anything"),
    ("sample:pilot", "of this random sample, which civicdesk sample draws"),
    ("since:7d", "of the last seven days; also w, m, y, or a date"),
    ("before:2026-01-31", 'of the time before; also 2026, 2026-01 or "31 Jan"'),
    ("note:call", "in your note"),
)
"""An example of each way to ask, and what it finds."""

MARK_MEANINGS: Final[dict[str, str]] = {
    "starred": "with a star of yours",
    "unread": "that you have not read",
    "read": "that you have read",
    "hidden": "that you have hidden; nothing else finds them",
    "coded": "that you are done with",
    "todo": "that you are not done with; of copies, by the one that the list shows",
    "tagged": "with a tag of yours",
    "untagged": "without a tag of yours",
    "noted": "with a note of yours",
    "new": "that came since you last left the desk",
    "updated": "judged, with other words than when you last decided on it or read it",
    "conflict": "on which coders differ and nobody has settled it",
}
"""What each word after `is:` finds."""
STATE_MEANINGS: Final[dict[str, str]] = {
    State.CHANGED: "tagged by words that have changed a little since",
    State.GONE: "tagged by words that are no longer in the text",
    State.UNCERTAIN: "tagged by words of which it is not certain where they are now",
    State.MOVED: "tagged by words that stand elsewhere in the text now",
}
"""What each word after `evidence:` finds."""
