"""What a person is told: by the account's role in the post, by the kind of action, and once about photos."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.support.stack import INSTAGRAM, X, escape, press
from tests.support.taps import HOMES, Tabs, Tap, comment, knows, outcome, post, settled, shown, start

pytestmark = pytest.mark.browser

STOP, CONSIDER, REMEMBER = (
    "Tunggu sebentar, Bapak/Ibu",
    "Mohon dipertimbangkan dulu",
    "Sekadar mengingatkan, Bapak/Ibu",
)
CHECK = "Sebelum diunggah, mohon diperiksa"


@dataclass(frozen=True)
class Told:
    """A tap, and what its dialog says: level, heading, what is about to happen, and who it is about."""

    name: str
    tap: Tap
    level: str
    heading: str
    doing: str
    about: str = ""

    def __str__(self) -> str:
        """Its name among the tests."""
        return f"{self.tap.face}-{self.name}"


def _x(kind: str, identity: str, **options: object) -> Tap:
    return Tap("x", kind, identity, "/i/api/", options)


def _ig(kind: str, identity: str, **options: object) -> Tap:
    return Tap("instagram", kind, identity, "/api/", options)


def _likes(face: str, number: int) -> Tap:
    return Tap(face, "like", post(face, number), "/")


WARNED = (
    Told(
        "author",
        _likes("x", 1),
        "warn",
        STOP,
        "Anda akan menyukai unggahan akun kampanye ini.",
        "@walikota_contoh",
    ),
    Told(
        "reposted",
        _likes("x", 4),
        "warn",
        STOP,
        "Unggahan yang akan Anda sukai berasal dari akun",
        "@walikota_contoh",
    ),
    Told(
        "limited",
        _likes("x", 6),
        "warn",
        STOP,
        "Anda akan menyukai unggahan akun kampanye ini.",
        "@budi_contoh",
    ),
    Told(
        "team",
        _likes("x", 10),
        "warn",
        STOP,
        "Anda akan menyukai unggahan akun kampanye ini.",
        "@relawan_contoh",
    ),
    Told(
        "reply",
        _x("reply", post("x", 1), text="Ya"),
        "warn",
        STOP,
        "Anda akan mengomentari unggahan akun",
        "@walikota",
    ),
    Told(
        "quote",
        _x("quote", post("x", 1), text="Ya", handle="walikota_contoh"),
        "warn",
        STOP,
        "Anda akan membagikan",
    ),
    Told(
        "poll",
        _x("vote", post("x", 3)),
        "warn",
        STOP,
        "Anda akan mengisi jajak pendapat akun",
        "@partaijeruk",
    ),
    Told(
        "group",
        _x("join", "1700000000001000003"),
        "warn",
        STOP,
        "Anda akan bergabung dengan grup",
        "@partaijeruk",
    ),
    Told(
        "link",
        _x("post", "", text=f"https://x.com/budi_contoh/status/{post('x', 6)}"),
        "warn",
        STOP,
        "",
        "@budi_contoh",
    ),
    Told(
        "coauthor",
        _likes("instagram", 17),
        "warn",
        STOP,
        "unggahan yang ikut dibuat akun kampanye",
        "@partaijeruk",
    ),
    Told(
        "story",
        _ig("story-like", post("instagram", 30)),
        "warn",
        STOP,
        "Anda akan menyukai",
        "@walikota_contoh",
    ),
    Told("comment", _ig("comment-like", comment(1)), "warn", STOP, "Anda akan menyukai", "@partaijeruk"),
)
ADVISED = (
    Told("quoted", _likes("x", 5), "advise", CONSIDER, "mengutip akun kampanye ini", "@partaijeruk"),
    Told("mentioned", _likes("x", 8), "advise", CONSIDER, "menyebut akun kampanye ini", "@walikota_contoh"),
    Told("hashtag", _likes("x", 18), "advise", CONSIDER, "memuat tagar kampanye #jerukuntuksemua"),
    Told(
        "own-mention",
        _x("post", "", text="Hidup @budi_contoh!"),
        "advise",
        CONSIDER,
        "menyebut akun",
        "@budi_contoh",
    ),
    Told(
        "own-hashtag",
        _x("post", "", text="#PilihRatnaContoh"),
        "advise",
        CONSIDER,
        "tagar kampanye #pilihratnacontoh",
    ),
    Told(
        "own-tag",
        _x("post", "", text="Kami", tagged=["1500000000000000002"]),
        "advise",
        CONSIDER,
        "menandai akun",
    ),
    Told(
        "tagged",
        _likes("instagram", 14),
        "advise",
        CONSIDER,
        "menandai akun kampanye ini",
        "@walikota_contoh",
    ),
    Told(
        "mentioned",
        _likes("instagram", 8),
        "advise",
        CONSIDER,
        "menyebut akun kampanye ini",
        "@walikota_contoh",
    ),
    Told("hashtag", _likes("instagram", 18), "advise", CONSIDER, "memuat tagar kampanye #jerukuntuksemua"),
    Told(
        "comment-mention",
        _ig("comment", post("instagram", 2), text="@budi_contoh"),
        "advise",
        CONSIDER,
        "menyebut",
    ),
)
FOLLOWED = (
    Told(
        "follow",
        _x("follow", "1500000000000000001"),
        "warn",
        REMEMBER,
        "Anda akan mengikuti akun",
        "@walikota_contoh",
    ),
    Told(
        "follow",
        _ig("follow", "50000000004"),
        "warn",
        REMEMBER,
        "Anda akan mengikuti akun",
        "@relawan_contoh",
    ),
)
SOFTER = "pendapat pengawas berbeda"


@pytest.fixture(scope="module")
def all_shown(tabs: Tabs) -> Tabs:
    """Posts of every role have been learned from."""
    for face, numbers in (("x", (4, 5, 6, 8, 10, 18)), ("instagram", (8, 14, 17, 18))):
        for number in numbers:
            knows(tabs.person.stack, face, post(face, number))
    return tabs


@pytest.mark.parametrize("told", [*WARNED, *ADVISED, *FOLLOWED], ids=str)
def test_dialog_says_what_the_role_and_the_kind_call_for(all_shown: Tabs, told: Told) -> None:
    """Authors, co-authors and owners bring a warning; quotes, tags, mentions and hashtags bring advice."""
    page = all_shown.at(HOMES[told.tap.face])
    start(page, told.tap)
    level, text = shown(page)
    escape(page)
    assert not outcome(page)["ok"]
    assert level == told.level
    assert told.heading in text
    assert told.doing in text
    assert told.about in text
    assert (SOFTER in text) == (told in FOLLOWED)
    assert "Belum ada yang terkirim. Tidak ada yang dicatat." in text


def test_photo_reminder_comes_once_per_browser(tabs: Tabs) -> None:
    """The first photo brings advice about poses, later ones go at once; another browser is told again."""
    stack = tabs.person.stack
    browser = tabs.person.context.browser
    assert browser
    photo = _ig("post", "1795", caption="Selamat pagi")
    for person in (tabs.person, stack.person(browser)):
        page = Tabs(person).at(INSTAGRAM) if person is not tabs.person else tabs.at(INSTAGRAM)
        start(page, photo)
        level, text = shown(page)
        assert (level, CHECK in text, "isyarat tangan" in text) == ("advise", True, True)
        press(page, "proceed")
        assert outcome(page)["ok"]
        stack.site.log.clear()
        start(page, photo)
        assert outcome(page)["ok"]
        assert len(stack.site.log.of("/media/configure/", method="POST")) == 1


def test_post_without_a_photo_brings_no_reminder(tabs: Tabs) -> None:
    """Words alone pass."""
    page = tabs.at(X)
    tabs.person.stack.site.log.clear()
    start(page, _x("post", "", text="Selamat pagi"))
    assert outcome(page)["ok"]
    settled(page, tabs.person.stack.site)
    assert len(tabs.person.stack.site.log.of("/CreateTweet")) == 1
