"""How Hypothesis runs here: the same examples each time, and no judgement of a busy machine's speed."""

from hypothesis import HealthCheck, settings

STEADY = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
