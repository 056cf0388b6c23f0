"""The disk: stories, judgements, subscriptions, settings, and the index that makes them quick.

The doors: `library.library.Library` (and `library.doctor`), `settings` for the files written by hand, `files.places`
for where all of them are. Nothing is exported here, so that whoever asks for a setting imports no database.
"""
