"""Measure what a night costs, on invented pages or on data from elsewhere; `python -m tests.bench`."""
