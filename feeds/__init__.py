"""The network and the formats: addresses in, stories out. Knows no screen and no disk of ours."""
