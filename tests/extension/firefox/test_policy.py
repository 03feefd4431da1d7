"""The ready policy file, in a Firefox of its own: installs the extension, and its settings hold."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from demo.server import DemoSite
from extension.packing.files import FOLDER, shipped, zipped
from extension.packing.packaged import packaged
from tests.support import firefox
from tests.support.firefox import wait
from tests.support.fox import ID, ORIGIN, Fox
from tests.support.stack import CAMPAIGN

pytestmark = pytest.mark.browser

FILE = FOLDER.parent / "deploy" / "policies" / "firefox" / "policies.json"
INSTALLED = "(id) => WebExtensionPolicy.getByID(id)?.privateBrowsingAllowed ?? null"


@pytest.fixture
def policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The file with the package of this folder in it, beside a copy of the browser's program."""
    package = tmp_path / "jari-netral.xpi"
    package.write_bytes(zipped({**shipped("firefox"), **packaged(0, [CAMPAIGN])}))
    read: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    read["policies"]["ExtensionSettings"][ID]["install_url"] = package.as_uri()
    program = Path(firefox.firefox_path()).resolve()
    copy = tmp_path / "program"
    (copy / "distribution").mkdir(parents=True)
    (copy / "distribution" / "policies.json").write_text(json.dumps(read), "utf-8")
    for one in program.parent.iterdir():
        if one.name == program.name:
            shutil.copy(one, copy / one.name)  # it looks for the rest where it lies itself
        elif one.name != "distribution":
            (copy / one.name).symlink_to(one)
    monkeypatch.setattr(firefox, "firefox_path", lambda: str(copy / program.name))
    made: dict[str, Any] = read["policies"]
    return made


def test_policy_installs_and_its_settings_are_locked(policies: dict[str, Any], tmp_path: Path) -> None:
    """The extension comes, may run in private windows, has the agency's settings, and opens no first page."""
    with (
        DemoSite(tmp_path / "site") as site,
        Fox.running(site, tmp_path / "fox", extension=False) as person,
    ):
        wait(lambda: person.browser.chrome.evaluate(INSTALLED, ID), 20)
        managed = person.desk.evaluate("() => browser.storage.managed.get(null)")
        assert managed == policies["3rdparty"]["Extensions"][ID]
        page = person.browser.page(f"{ORIGIN}/pages/options.html")
        page.wait_for_selector("main > *")
        assert managed["agency"] in page.evaluate("() => document.querySelector('main').innerText")
        assert not [one for one in person.browser.pages() if one.url.endswith("welcome.html")]
