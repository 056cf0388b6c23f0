"""What is new in stories that were read: they are unread again, and say what it is."""

from civic.judgement import READ
from civic.news import new_sentences, unread_again
from civic.operation import Operation
from civic.shared_flags import DUPLICATE
from workspace.clock import utc_now
from workspace.ports import Changes, Library


def bring_back(library: Library, changes: Changes) -> list[Operation]:
    """Mark those of the stories that changed as unread again which were read and say something really new since; return
    the operations. What a rule marked as read stays so: nobody has read it. Raises a Fault, and then nothing has
    changed."""
    found = []
    for story, before in changes.replaced.items():
        held = library.view.own(library.history(story)).get(READ)
        if held is None or held.rule not in ("", DUPLICATE):
            continue
        after = library.story(story)
        if after and (said := new_sentences(before, after)):
            at, n = library.view.next_moment(library.history(story), READ, utc_now())
            found.append(unread_again(held, said, at, n))
    return list(library.adopt(found).new) if found else []
