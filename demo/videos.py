"""The videos of the demo's two video faces, and what stands around them. Everyone and everything is made up.

The people are those of ``demo.data``; here are their ids on the video faces.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from demo.data import (
    ACCOUNTS,
    BUDI,
    BURST,
    CUACA,
    FILLER,
    JERUK,
    JOKO,
    MELATI,
    RATNA,
    RELAWAN,
    SEPEDA,
    WARUNG,
    Account,
    post_by_number,
)

STEP = 1_000_003

# Face -> how it writes the number of an account, a video, a comment, a live room, a post of a channel.
IDS: dict[str, dict[str, Callable[[int], str]]] = {
    "tiktok": {
        "account": lambda number: str(7_400_000_000_000_000_000 + number),
        "video": lambda number: str(7_500_000_000_000_000_000 + number * STEP),
        "comment": lambda number: str(7_460_000_000_000_000_000 + number * STEP),
        "room": lambda number: str(7_447_000_000_000_000_000 + number * STEP),
    },
    "youtube": {
        "account": lambda number: f"UCcontoh{number:015d}A",
        "video": lambda number: f"conto{number:06d}",
        "comment": lambda number: f"UgwContoh{number:013d}4AaABAg",
        "post": lambda number: f"UgkxContoh{number:026d}",
    },
}

# Face -> what every video's id begins with, and by how much one number's id is above the one before.
_FIRST, _STEPS = {"tiktok": "75", "youtube": "conto"}, {"tiktok": STEP, "youtube": 1}


@dataclass(frozen=True, slots=True)
class Video:
    """One video. ``listed`` ones are in the home feed; a ``live`` one is a stream that goes on."""

    number: int
    author: Account
    text: str
    short: bool = False
    live: bool = False
    listed: bool = True
    together: tuple[Account, ...] = ()
    mentions: tuple[Account, ...] = ()
    likes: int = 12


@dataclass(frozen=True, slots=True)
class VideoComment:
    """A comment below a video."""

    number: int
    video: int
    author: Account
    text: str


@dataclass(frozen=True, slots=True)
class ChannelPost:
    """A post of a channel in words, perhaps with a poll."""

    number: int
    author: Account
    text: str
    poll: tuple[str, ...] = ()


VIDEOS = (
    Video(1, RATNA, "Keliling Pasar Lama pagi ini, mendengar cerita para pedagang.", likes=128),
    Video(2, WARUNG, "Begini cara kami menyiapkan pecel sejak subuh.", likes=45),
    Video(3, JERUK, "Sepuluh janji untuk kota yang ramah pejalan kaki.", likes=64),
    Video(4, SEPEDA, "Rute Minggu lalu: tepi sungai sampai bukit kecil.", likes=33),
    Video(5, BUDI, "Dialog di balai warga, rekaman lengkap.", likes=97),
    Video(6, CUACA, "Prakiraan cuaca pekan ini untuk Kota Contoh.", likes=210),
    Video(7, MELATI, "Bazar buku, direkam bersama tetangga kami.", together=(JERUK,), likes=21),
    Video(8, RELAWAN, "Di balik layar: relawan menyiapkan panggung. #PilihRatnaContoh", likes=71),
    Video(9, JOKO, "Terima kasih @walikota_contoh sudah mampir ke RT 05.", mentions=(RATNA,), likes=5),
    Video(20, RATNA, "Senam pagi di alun-alun, satu menit saja.", short=True, likes=52),
    Video(21, WARUNG, "Peyek baru matang, dengar bunyinya!", short=True, likes=39),
    Video(22, JERUK, "Satu janji dalam tiga puluh detik.", short=True, likes=18),
    Video(30, BUDI, "Catatan kecil dari kunjungan ke terminal lama.", listed=False, likes=11),
    Video(31, CUACA, "Arsip: curah hujan bulan lalu.", listed=False, likes=3),
    Video(32, RATNA, "Arsip: pidato pertama di Pasar Lama.", listed=False, likes=8),
    Video(33, JERUK, "Arsip: rapat terbuka pengurus ranting.", listed=False, likes=6),
    Video(40, RATNA, "Siaran langsung: tanya jawab dengan warga.", live=True, listed=False, likes=77),
    Video(41, WARUNG, "Siaran langsung dari dapur.", live=True, listed=False, likes=9),
)

COMMENTS = (
    VideoComment(1, 1, JERUK, "Semangat, Bu Ratna!"),
    VideoComment(2, 1, JOKO, "Sampai ketemu di pasar."),
    VideoComment(3, 2, BUDI, "Besok saya mampir sarapan, Bu."),
    VideoComment(4, 2, SEPEDA, "Peyeknya juara."),
)

CHANNEL_POSTS = (
    ChannelPost(1, JERUK, "Apa yang paling perlu dibenahi di Kota Contoh?", ("Trotoar", "Taman kota")),
    ChannelPost(2, WARUNG, "Besok kami buka jam enam, ya."),
    ChannelPost(3, SEPEDA, "Minggu ini lewat mana?", ("Tepi sungai", "Bukit kecil")),
)

_VIDEOS = {video.number: video for video in VIDEOS}


def id_on(face: str, thing: Account | Video | VideoComment | ChannelPost) -> str:
    """The id of a person or thing on a face."""
    kinds = {Account: "account", Video: "video", VideoComment: "comment", ChannelPost: "post"}
    return IDS[face][kinds[type(thing)]](thing.number)


def room_on(face: str, video: Video) -> str:
    """The id of the room in which a stream is shown."""
    return IDS[face]["room"](video.number)


def account_by_id(face: str, identity: str) -> Account | None:
    """The account with an id on a face."""
    return next((account for account in ACCOUNTS if id_on(face, account) == identity), None)


def video_by_id(face: str, identity: str) -> Video | None:
    """The video with an id on a face; also one of a burst or of the neighbours' chatter."""
    known = next((video for video in VIDEOS if id_on(face, video) == identity), None)
    digits = identity.removeprefix(_FIRST[face])
    if known or not digits.isdecimal():
        return known
    number = int(digits) // _STEPS[face]
    return by_number(number) if IDS[face]["video"](number) == identity else None


def by_number(number: int) -> Video | None:
    """The video with a number; beyond the known ones those of ``demo.data``'s chatter and burst."""
    post = post_by_number(number) if number >= min(FILLER, BURST) else None
    return Video(number, post.author, post.text, likes=1) if post else _VIDEOS.get(number)


def home(burst: int = 0, *, short: bool | None = None) -> list[Video]:
    """The home feed, or only its shorts or only its long videos; ``burst`` adds more of the candidate."""
    feed = [video for video in VIDEOS if video.listed and short in (None, video.short)]
    return feed + [video for n in range(burst) if (video := by_number(BURST + n))]


def by_author(author: Account) -> list[Video]:
    """The videos on an account's own page."""
    return [video for video in VIDEOS if author == video.author and not video.live]


def comments_on(video: Video) -> list[VideoComment]:
    """The comments below a video."""
    return [comment for comment in COMMENTS if comment.video == video.number]


def stream_of(author: Account) -> Video | None:
    """The stream that an account shows now."""
    return next((video for video in VIDEOS if video.live and video.author == author), None)
