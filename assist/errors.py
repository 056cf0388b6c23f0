"""What can go wrong when an extra is asked. Each message is one plain sentence for the person."""

from civic.fault import Fault
from civic.text import clean_line


class AssistError(Fault):
    """An extra can't be asked, or gives no answer of use; `str(error)` says why, and what to do.

    The sentence is cleaned on the way in. It names hosts and models, never keys, and nothing that a server wrote.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(clean_line(sentence, 400))
