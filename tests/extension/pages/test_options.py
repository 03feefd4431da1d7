"""The settings page: fields are kept as they change, mistakes told at their place, files taken whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.extension_pages import TEXTS, kept, opened, state

pytestmark = pytest.mark.browser

ID = TEXTS["id"]
ROOT_HASH = "00112233445566778899aabbccddeeff" * 2


def filled(page: Page, id: str, text: str) -> None:
    """Write into a field and leave it."""
    page.locator(f"#{id}").fill(text)
    page.locator(f"#{id}").blur()


def wrong(page: Page, id: str) -> Any:
    """What is told to be wrong at a field."""
    return expect(page.locator(f"#{id}-wrong"))


def stored(page: Page, name: str, value: Any) -> None:
    """Wait until a setting is kept."""
    page.wait_for_function(
        "([name, value]) => JSON.stringify(window.given.local.settings[name]) === value",
        arg=[name, json.dumps(value, separators=(",", ":"))],
    )


def test_every_field_is_kept(tab: Page) -> None:
    """Each setting has its field, and what is written there is kept at once."""
    page = opened(tab, "options")
    page.get_by_label(ID["audience_ppnpn"]).check()
    filled(page, "agency", " Kota Contoh ")
    filled(page, "contact", "0800")
    filled(page, "hold_seconds", "60")
    filled(page, "delay_seconds", "0")
    filled(page, "grant_minutes", "0")
    for name in ("follow", "advice", "reminders"):
        page.locator(f"#{name}").click()
    page.get_by_role("switch", name="TikTok").click()
    stored(page, "platforms_off", ["tiktok"])
    wanted = {
        "audience": "ppnpn",
        "agency": "Kota Contoh",
        "contact": "0800",
        "hold_seconds": 60,
        "delay_seconds": 0,
        "grant_minutes": 0,
        "follow": False,
        "advice": False,
        "reminders": False,
        "platforms_off": ["tiktok"],
    }
    for name, value in wanted.items():
        stored(page, name, value)
    assert kept(page) == wanted


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("hold_seconds", "500", "bilangan bulat dari 5 sampai 120"),
        ("hold_seconds", "", "bilangan bulat"),
        ("grant_minutes", "1.5", "bilangan bulat dari 0 sampai 60"),
        ("delay_seconds", "30", "kurang dari hold_seconds, yaitu 30"),
    ],
)
def test_mistakes_are_told_at_their_field(tab: Page, field: str, text: str, words: str) -> None:
    """What is wrong is said beside the field and read out, is not kept, and goes when it is right."""
    page = opened(tab, "options")
    filled(page, field, text)
    wrong(page, field).to_contain_text(words)
    expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{field}")).to_have_accessible_description(
        page.locator(f"#{field}-help").inner_text() + " " + page.locator(f"#{field}-wrong").inner_text()
    )
    expect(page.locator("#note")).to_have_text(ID["not_saved"])
    assert kept(page) == {}
    filled(page, field, "20")
    wrong(page, field).to_be_hidden()
    stored(page, field, 20)


def test_circulars_are_kept_once_they_are_whole(tab: Page) -> None:
    """Add, write, mend and remove: by keyboard, with the focus where one goes on."""
    page = opened(tab, "options")
    page.locator("#circular-add").press("Enter")
    expect(page.locator("#circular-0-number")).to_be_focused()
    page.keyboard.type("800/1")
    page.keyboard.press("Tab")
    assert kept(page) == {}
    page.keyboard.type("2 Mei 2026")
    page.keyboard.press("Tab")
    stored(page, "circulars", [{"number": "800/1", "date": "2 Mei 2026"}])
    page.keyboard.type("contoh.go.id")
    page.keyboard.press("Tab")
    wrong(page, "circular-0-link").to_contain_text("https://")
    filled(page, "circular-0-link", "https://contoh.go.id")
    wrong(page, "circular-0-link").to_be_hidden()
    stored(page, "circulars", [{"number": "800/1", "date": "2 Mei 2026", "link": "https://contoh.go.id"}])
    page.locator("#circular-0-remove").press("Enter")
    stored(page, "circulars", [])
    expect(page.locator("#circular-add")).to_be_focused()


def test_a_publisher_is_kept_as_a_whole(tab: Page) -> None:
    """Address, fingerprint and lists are one setting; each mistake stands at its own field."""
    page = opened(tab, "options")
    page.locator("#publisher").click()
    filled(page, "url", "pembaruan.contoh.go.id")
    wrong(page, "url").to_contain_text("https://")
    filled(page, "url", "https://pembaruan.contoh.go.id")
    stored(page, "updates", {"url": "https://pembaruan.contoh.go.id", "parts": ["id"]})
    filled(page, "root_sha256", "abc")
    wrong(page, "root_sha256").to_contain_text("64")
    wrong(page, "root").to_be_hidden()
    filled(page, "root_sha256", ROOT_HASH)
    filled(page, "root", '{"signed": {}}')
    wrong(page, "root").to_have_text(ID["wrong_two_roots"])
    filled(page, "root", "")
    filled(page, "parts", "id, id/Jatim")
    wrong(page, "parts").to_contain_text("id/Jatim")
    filled(page, "parts", "id, id/jatim,")
    stored(
        page,
        "updates",
        {"url": "https://pembaruan.contoh.go.id", "root_sha256": ROOT_HASH, "parts": ["id", "id/jatim"]},
    )


def take(page: Page, text: str, name: str = "kota.json") -> None:
    """Choose a file."""
    page.locator("#file").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    )


def test_an_agency_s_file_is_taken(tab: Page) -> None:
    """What it says holds at once, and is shown in the fields."""
    page = opened(tab, "options", settings={"language": "en"})
    take(page, '{"language": "id", "agency": "Kota Contoh", "hold_seconds": 20, "proxy": {"port": 1}}')
    expect(page.locator("#file-told")).to_have_text("3 pengaturan dari kota.json dipakai.")
    expect(page.locator("#agency")).to_have_value("Kota Contoh")
    assert kept(page) == {"language": "id", "agency": "Kota Contoh", "hold_seconds": 20}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            '{"agency": "B", "hold_seconds": 1, "circulars": [{"number": "1"}]}',
            [
                "hold_seconds: harus bilangan bulat dari 5 sampai 120; tertulis 1",
                "circulars[0].date: belum diisi",
            ],
        ),
        ("agency: B", ["bukan JSON: baris 1, kolom 1"]),
        ('{"delay_seconds": 30}', ["delay_seconds: harus kurang dari hold_seconds, yaitu 30"]),
    ],
)
def test_a_wrong_file_changes_nothing(tab: Page, text: str, lines: list[str]) -> None:
    """Every mistake is listed with its field, and nothing of the file is kept."""
    page = opened(tab, "options", settings={"agency": "A"})
    take(page, text)
    expect(page.locator("#file-told p")).to_have_text("kota.json tidak dipakai:")
    assert page.locator("#file-told li").all_inner_texts() == lines
    assert kept(page) == {"agency": "A"}


def test_a_file_doesn_t_move_what_is_locked(tab: Page) -> None:
    """Locked fields of a file are passed over, by name; the others are taken."""
    page = opened(tab, "options", policy={"audience": "tni"})
    take(page, '{"audience": "asn", "contact": "0800"}')
    expect(page.locator("#file-told")).to_contain_text("1 pengaturan dari kota.json dipakai.")
    expect(page.locator("#file-told")).to_contain_text("audience")
    assert kept(page) == {"contact": "0800"}


def test_a_huge_file_is_not_read(tab: Page) -> None:
    """A file that can't be settings is refused by its size."""
    page = opened(tab, "options")
    take(page, " " * 1_000_001)
    expect(page.locator("#file-told")).to_have_text(ID["file_large"])


def test_settings_are_written_out(tab: Page) -> None:
    """The file that is saved brings the same settings elsewhere."""
    page = opened(tab, "options", settings={"agency": "Kota Contoh", "follow": False, "welcomed": True})
    with page.expect_download() as waited:
        page.locator("#export").click()
    path = waited.value.path()
    assert json.loads(path.read_text("utf-8")) == {"agency": "Kota Contoh", "follow": False}


def test_the_policy_is_shown(tab: Page) -> None:
    """Locked fields can't be changed and say who fixed them; a policy's mistakes are listed."""
    policy = {"agency": "Kota Contoh", "hold_seconds": 20, "audience": "pns", "locked": ["follow"]}
    page = opened(tab, "options", settings={"hold_seconds": 60, "follow": False}, policy=policy)
    expect(page.locator("#hold_seconds")).to_have_value("20")
    expect(page.locator("#follow")).to_be_checked()
    for name in ("agency", "hold_seconds", "follow"):
        expect(page.locator(f"#{name}")).to_be_disabled()
        expect(page.locator(f"#{name}-lock")).to_have_text("Diatur oleh Kota Contoh")
    expect(page.locator("#delay_seconds")).to_be_enabled()
    expect(page.locator("section li").first).to_contain_text("audience: harus salah satu dari asn")


def test_updates_are_looked_for_when_asked(tab: Page) -> None:
    """The button asks the worker, and shows what is in use afterwards."""
    after = state(ruleset={"version": "newer", "taken": None})
    page = opened(tab, "options", after=after)
    page.locator("#update").click()
    expect(page.get_by_text("Aturan versi newer")).to_be_visible()
    expect(page.locator("#note")).to_have_text(ID["update_done"])
    assert page.evaluate("asked.at(-1)") == {"type": "update"}
