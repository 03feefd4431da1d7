"""Settings that every test shares."""

from __future__ import annotations

import os

from hypothesis import settings

# No test asserts a duration, so no example has a deadline. CI must say the same of the same commit.
settings.register_profile("jari", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("jari")
