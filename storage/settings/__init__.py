"""Files that are written by hand: configuration, codebook, views, rules, feeds."""
