"""Files that a user may write by hand: configuration, codebook, views, rules, feeds; a module each."""
