"""How the numbers of `civic/analysis` are made from labelled data. Not part of the wheel; needs scikit-learn."""

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    # the matrices are small: threads that wait for each other cost ten times what they save where others use the cores
    os.environ.setdefault(_threads, "1")
