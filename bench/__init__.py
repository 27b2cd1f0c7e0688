"""Figures that are quoted elsewhere, each by one command: `python -m bench.NAME`."""
