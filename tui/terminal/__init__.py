"""The terminal beneath Textual: keys, pastes, signals, colours, crashes."""
