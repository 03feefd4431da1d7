"""However a page writes an address: what the browser makes of it is what is held."""

from __future__ import annotations

import pytest

from tests.support.extended import Dialog, Extended, Tabs, settled, shown, waiting
from tests.support.stack import INSTAGRAM, X
from tests.support.tap_table import X_POST
from tests.support.taps import until

pytestmark = pytest.mark.browser

PATH = "/i/api/1.1/favorites/create.json"
WRITTEN = [
    f"https://x.com{PATH}",
    f"HTTPS://X.COM{PATH}",
    f"https:\\\\x.com{PATH}",
    f"//x.com{PATH}",
    f"\\\\x.com{PATH}".replace("/", "\\"),
    f"  https://x.com{PATH}",
    f"ht\ttps://x.\ncom{PATH}",
    f"/\t/x.com{PATH}",
    f"https://x.com.{PATH}",
    f"https://x.com:443{PATH}",
    f"https://api.x.com/./a/..{PATH.removeprefix('/i/api')}",
    "https://\uff58.com/i/api/1.1/favorites/create.json",
    "https://x.com/i/api/%2e/1.1/favorites/create.json",
]
OWN = [PATH, f"a/../{PATH[1:]}", f"\\{PATH[1:]}", f"/.{PATH}", f"\n{PATH}", f"https:{PATH}"]
SEND = """([all, id]) => all.forEach((url, at) => {
  const given = { method: "POST", mode: "no-cors", body: new URLSearchParams({ id }) };
  fetch(`${url}?n=${at}`, given).catch(() => {});
})"""


@pytest.mark.parametrize(
    ("place", "addresses"),
    [(X, [*WRITTEN, *OWN]), (INSTAGRAM, WRITTEN)],
    ids=["of-the-site", "of-another-site"],
)
def test_no_way_of_writing_an_address_goes_around(
    person: Extended, tabs: Tabs, place: str, addresses: list[str]
) -> None:
    """Every one of them is asked about, and none arrives."""
    tabs.at(f"{X}?csp=none")
    person.knows("x", X_POST)
    page = tabs.at(f"{place}?csp=none")
    person.site.log.clear()
    page.evaluate(SEND, [addresses, X_POST])
    shown(page)
    until(lambda: waiting(page) == len(addresses) - 1)
    settled(page, person.site)
    while Dialog.of(page):
        page.keyboard.press("Escape")
    settled(page, person.site)
    assert not person.site.log.of("create.json")
