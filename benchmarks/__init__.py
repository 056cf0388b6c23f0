"""What is measured and how. Run all with `python -m benchmarks`, one with `python -m benchmarks NAME`."""
