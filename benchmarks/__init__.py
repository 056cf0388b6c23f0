"""What is measured and how: `python -m benchmarks --help`. `scenes` are what users wait for, driven as users
do and shown in `docs/figures.md`; `trials` are how often the program is right over thousands of random cases."""
