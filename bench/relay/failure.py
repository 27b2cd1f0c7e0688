"""Why there are no figures."""


class BenchFailed(Exception):
    """The benchmark cannot be run here; the text says why and what would help."""
