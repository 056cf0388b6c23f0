"""Stories with what was decided on them, for others, piece by piece, so that any number of them fits into memory.

Pure: pieces of text come out, nobody writes here. `describe` says a story in words; `markdown`, `atom` and `page` put
these words into their format; `records` and `table` are for programs and spreadsheets.
"""

from civic.export.atom import atom
from civic.export.entry import COLUMNS, FORMAT, LONG_COLUMNS, Entry, entry_as, is_export
from civic.export.markdown import escape, markdown
from civic.export.page import TemplateFault, page, usual_template
from civic.export.records import RecordError, exchange_lines, json_array, read_record, record
from civic.export.table import long_table, raw_cell, safe_cell, table

__all__ = [
    "COLUMNS",
    "FORMAT",
    "LONG_COLUMNS",
    "Entry",
    "RecordError",
    "TemplateFault",
    "atom",
    "entry_as",
    "escape",
    "exchange_lines",
    "is_export",
    "json_array",
    "long_table",
    "markdown",
    "page",
    "raw_cell",
    "read_record",
    "record",
    "safe_cell",
    "table",
    "usual_template",
]
