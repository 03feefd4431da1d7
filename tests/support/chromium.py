"""Finds the Chromium that browser tests drive, and what it does without in tests."""

from __future__ import annotations

import os
import shutil

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Pages of its own, drawn ahead for the address bar of each new profile: half a second of work.
_UNSEEN = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
# What Playwright turns off by itself; of two such flags the last one counts.
_PLAYWRIGHTS = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
LEAN = ("--no-sandbox", f"--disable-features={','.join((*_PLAYWRIGHTS, *_UNSEEN))}")
"""Flags for every launch: nothing that a page could tell."""


def trusting(*spki: str) -> str:
    """The flag by which leaves with these public keys are trusted, as on a device with their authority.

    Where all errors are ignored instead nothing is kept in the cache, and no service worker registered.
    """
    return f"--ignore-certificate-errors-spki-list={','.join(spki)}"


def chromium_path() -> str:
    """The path of an installed Chromium. Without one the test is skipped, and fails where ``CI=true``."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        reason = "no Chromium found: apt-get install chromium"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
