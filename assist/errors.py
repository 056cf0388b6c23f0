"""What can go wrong with a provider. Each message is one plain sentence for the user."""

from civic.fault import Fault
from civic.text import clean_line


class AssistError(Fault):
    """A provider that can't be asked, or gives no answer of use; `str(error)` says why, and what to do.

    The constructor cleans the sentence. It names hosts and models, never keys, and nothing that a server wrote.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(clean_line(sentence, 400))
