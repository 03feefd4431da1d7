"""However a page writes an address: what the browser makes of it is what is held."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.support.extended import Dialog, Extended, extended, settled, shown
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
WAITING = "function () { return this.querySelector('.waiting').innerText; }"


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extended]:
    """Somebody with the extension, who has seen the post."""
    with extended(tmp_path_factory.mktemp("addresses")) as person:
        page = person.open(X)
        person.knows("x", X_POST)
        page.close()
        yield person


@pytest.mark.parametrize(
    ("place", "addresses"),
    [(X, [*WRITTEN, *OWN]), (INSTAGRAM, WRITTEN)],
    ids=["of-the-site", "of-another-site"],
)
def test_no_way_of_writing_an_address_goes_around(person: Extended, place: str, addresses: list[str]) -> None:
    """Every one of them is asked about, and none arrives."""
    page = person.open(f"{place}?csp=none")
    person.site.log.clear()
    page.evaluate(SEND, [addresses, X_POST])
    shown(page)

    def waiting() -> int:
        asked = Dialog.of(page)
        return int(re.sub(r"\D", "", asked.call(WAITING) or "") or 0) if asked else 0

    until(lambda: waiting() == len(addresses) - 1)
    settled(page, person.site)
    while Dialog.of(page):
        page.keyboard.press("Escape")
    settled(page, person.site)
    assert not person.site.log.of("create.json")
    page.close()
