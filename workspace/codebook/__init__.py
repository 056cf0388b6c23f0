"""Work on the codebook: renaming, merging, splitting and deleting tags, memos, import, and earlier versions.

`tables.py` changes `codebook.toml` without touching what it is not asked to; `work.py` has the use cases; `listing.py`
says what there is; `importing.py` takes over the codebooks of others.
"""
