"""The one door of the analysis: a text in, all suggestions out."""

from civic.analysis.by_cues import by_cues
from civic.analysis.by_lexicon import LANGUAGES
from civic.analysis.concerns import suggest
from civic.analysis.reading import Reading
from civic.analysis.stakeholders import stakeholders
from civic.analysis.summary import summarise
from civic.codebook import DEFAULT, Codebook
from civic.suggestions import Analysis


def analyse(text: str, title: str = "", lang: str = "", codebook: Codebook = DEFAULT) -> Analysis:
    """Summary, stakeholders and concerns of a text, in milliseconds; the same input always gives the same answer.

    `lang` is the language that the story's feed names (BCP 47), if any. Spans are code points into `text` exactly
    as it was given, and `text[span.start:span.end] == span.text`. Any string will do; one without words gives an
    empty summary, no stakeholders, and all sixteen concerns with the score 0. Concerns are those of `codebook`.
    """
    reading = Reading.of(text, title, lang)
    parties = by_cues(reading) if reading.language in LANGUAGES else stakeholders(reading)
    return Analysis(summarise(reading), parties, suggest(reading, codebook), reading.language)
