"""What holds for the whole suite."""

from hypothesis import HealthCheck, settings

# The same examples in every run, so that two runs end alike; and on a shared machine the time that an example takes
# says nothing about it.
settings.register_profile(
    "suite", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
