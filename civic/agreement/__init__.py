"""How far coders agree on what is at stake, counted as the literature on content analysis does."""

from civic.agreement.coding import Coding, Ratings, ratings_of
from civic.agreement.coefficients import alpha, kappa, percent
from civic.agreement.comparison import Comparison, Difference, Pair, compared
from civic.agreement.measures import FEWEST, RESAMPLES, Agreement, Estimate, Why
from civic.agreement.passages import Overlap, overlap_of
from civic.agreement.rows import ROWS_HEAD, rating_rows

__all__ = [
    "FEWEST",
    "RESAMPLES",
    "ROWS_HEAD",
    "Agreement",
    "Coding",
    "Comparison",
    "Difference",
    "Estimate",
    "Overlap",
    "Pair",
    "Ratings",
    "Why",
    "alpha",
    "compared",
    "kappa",
    "overlap_of",
    "percent",
    "rating_rows",
    "ratings_of",
]
