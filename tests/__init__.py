"""
The tests, as a mirror of `qbitrr`. One hypothesis profile counts for all of them, whoever runs them: a slow or busy machine must not
fail a property, so nothing in it depends on how long an example took.
"""

from hypothesis import HealthCheck, settings

from tests.routing import remember_compiled

settings.register_profile("qbitrr", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("qbitrr")
remember_compiled()
