"""The network and the formats: addresses in, stories out. Knows no screen and no files of the library."""
