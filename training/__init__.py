"""How the numbers of `civic/analysis` are made from labelled data. Not part of the wheel; needs scikit-learn."""
