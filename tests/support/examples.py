"""Which of Hypothesis's checks of the drawing itself do not count here."""

from __future__ import annotations

from hypothesis import HealthCheck

TIMED = (HealthCheck.too_slow,)
"""No test asserts a duration: drawing examples may take its time."""

ONE_FOR_ALL = (*TIMED, HealthCheck.function_scoped_fixture)
"""For properties whose fixtures may serve all examples: no example changes them."""
