"""The people and posts of the demo site. Everyone and everything here is made up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

ACCOUNT_BASE = {
    "x": 1_500_000_000_000_000_000,
    "instagram": 50_000_000_000,
    "threads": 50_000_000_000,
    "facebook": 100_090_000_000_000,
}
POST_BASE = {
    "x": 1_990_000_000_000_000_000,
    "instagram": 3_700_000_000_000_000_000,
    "threads": 3_800_000_000_000_000_000,
    "facebook": 122_100_000_000_000_000,
}
COMMENT_BASE = {"instagram": 17_900_000_000_000_000, "facebook": 1_220_000_000_000_000}
COMMUNITY_BASE = {"x": 1_700_000_000_000_000_000}
STEP = 1_000_003
FILLER = 10_000
BURST = 500_000

TEXTS = frozenset({"x", "instagram", "threads", "facebook"})
X = frozenset({"x"})
TALK = frozenset({"x", "threads"})
POLLS = frozenset({"x", "facebook"})
SHARES = TALK | POLLS
INSTAGRAM = frozenset({"instagram"})
FACEBOOK = frozenset({"facebook"})


@dataclass(frozen=True, slots=True)
class Account:
    """A person or group with one account on each platform; ``registered`` ones are in the demo registry."""

    number: int
    handle: str
    name: str
    about: str
    registered: bool = False

    def id_on(self, platform: str) -> str:
        """The account's id on a platform."""
        return str(ACCOUNT_BASE[platform] + self.number)


@dataclass(frozen=True, slots=True)
class Post:
    """One post. ``listed`` ones are in the home feed, the others only on their own pages."""

    number: int
    author: Account
    text: str
    on: frozenset[str] = TEXTS
    repost_of: int = 0
    quote_of: int = 0
    reply_to: int = 0
    mentions: tuple[Account, ...] = ()
    tagged: tuple[Account, ...] = ()
    coauthors: tuple[Account, ...] = ()
    poll: tuple[str, ...] = ()
    pictures: int = 0
    limited: bool = False
    listed: bool = True
    story: bool = False
    likes: int = 12

    def id_on(self, platform: str) -> str:
        """The post's id on a platform."""
        return str(POST_BASE[platform] + self.number * STEP)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment below a post."""

    number: int
    post: int
    author: Account
    text: str

    def id_on(self, platform: str) -> str:
        """The comment's id on a platform."""
        return str(COMMENT_BASE[platform] + self.number * STEP)


@dataclass(frozen=True, slots=True)
class Community:
    """A group that people can join, with the account that founded it."""

    number: int
    name: str
    about: str
    founder: Account

    def id_on(self, platform: str) -> str:
        """The community's id on a platform."""
        return str(COMMUNITY_BASE[platform] + self.number * STEP)


RATNA = Account(1, "walikota_contoh", "Ratna Contoh", "Calon Wali Kota Contoh nomor 1", True)
JERUK = Account(2, "partaijeruk", "Partai Jeruk", "Akun resmi Partai Jeruk (rekaan)", True)
BUDI = Account(3, "budi_contoh", "Budi Contoh", "Calon Wali Kota Contoh nomor 2", True)
RELAWAN = Account(4, "relawan_contoh", "Relawan Ratna Contoh", "Relawan pemenangan (rekaan)", True)
WARUNG = Account(101, "warungbusri", "Warung Bu Sri", "Nasi pecel, buka jam 6 pagi")
SEPEDA = Account(102, "klubsepedacontoh", "Klub Sepeda Kota Contoh", "Gowes tiap Minggu pagi")
CUACA = Account(103, "dinascuacacontoh", "Dinas Cuaca Kota Contoh", "Prakiraan cuaca harian (rekaan)")
JOKO = Account(104, "pakjoko_rt05", "Pak Joko RT 05", "Tetangga Anda")
MELATI = Account(105, "taman_baca_melati", "Taman Baca Melati", "Buku untuk semua anak")
VIEWER = Account(900, "warga_contoh", "Warga Contoh", "Ini Anda")

NEIGHBOURS = (WARUNG, SEPEDA, CUACA, JOKO, MELATI)
ACCOUNTS = (RATNA, JERUK, BUDI, RELAWAN, *NEIGHBOURS, VIEWER)

POSTS = (
    Post(
        1,
        RATNA,
        "Selamat pagi, Kota Contoh! Hari ini saya berkeliling Pasar Lama, mendengar cerita para "
        "pedagang. Sampai jumpa di sana.",
        pictures=1,
        likes=128,
    ),
    Post(
        2,
        WARUNG,
        "Pecel dan peyek sudah siap. Hari ini ada bonus teh hangat untuk yang datang naik sepeda.",
        pictures=1,
        likes=45,
    ),
    Post(
        3,
        JERUK,
        "Menurut Anda, apa yang paling perlu dibenahi di Kota Contoh?",
        on=POLLS,
        poll=("Trotoar", "Taman kota"),
        likes=64,
    ),
    Post(4, SEPEDA, "", on=SHARES, repost_of=20),
    Post(5, JOKO, "Baru baca ini. Bagaimana pendapat tetangga?", on=SHARES, quote_of=21, likes=5),
    Post(
        6,
        BUDI,
        "Kota Contoh milik kita semua. Mari berdialog di balai warga Sabtu ini.",
        limited=True,
        likes=97,
    ),
    Post(
        7,
        CUACA,
        "Siang ini cerah berawan, sore hujan ringan di bagian utara. Jangan lupa payung.",
        pictures=1,
        likes=210,
    ),
    Post(
        8,
        MELATI,
        "Terima kasih @walikota_contoh sudah mampir ke taman baca kami kemarin.",
        mentions=(RATNA,),
        likes=18,
    ),
    Post(9, SEPEDA, "Rute Minggu ini lewat mana?", on=POLLS, poll=("Tepi sungai", "Bukit kecil"), likes=33),
    Post(
        10,
        RELAWAN,
        "Terima kasih untuk semua relawan yang turun hari ini! #PilihRatnaContoh",
        on=TEXTS - FACEBOOK,
        likes=71,
    ),
    Post(11, JOKO, "Betul, Bu. Pasarnya sekarang lebih rapi.", on=TALK, reply_to=1, likes=2),
    Post(
        12,
        MELATI,
        "Sabtu bercerita bersama Kak Wulan, pukul 09.00. Gratis untuk anak-anak.",
        pictures=1,
        likes=56,
    ),
    Post(
        13, JERUK, "Rapat terbuka pengurus ranting malam ini.", on=INSTAGRAM, pictures=1, coauthors=(RELAWAN,)
    ),
    Post(
        14,
        WARUNG,
        "Rombongan dari pasar makan siang di warung kami. Ramai sekali!",
        on=INSTAGRAM,
        pictures=1,
        tagged=(RATNA,),
        likes=39,
    ),
    Post(15, SEPEDA, "Foto-foto gowes Minggu lalu. Geser untuk melihat semuanya.", on=INSTAGRAM, pictures=3),
    Post(16, RATNA, "Tiga sudut kota yang saya kunjungi pekan ini.", on=INSTAGRAM, pictures=3, likes=88),
    Post(
        17, MELATI, "Bazar buku bareng Klub Sepeda.", on=INSTAGRAM, pictures=1, coauthors=(JERUK,), likes=21
    ),
    Post(18, JOKO, "Spanduk di ujung gang sudah dipasang lagi. #JerukUntukSemua", likes=4),
    Post(20, RATNA, "Besok pagi kita senam bersama di alun-alun. Bawa botol minum sendiri, ya.", likes=52),
    Post(
        21,
        JERUK,
        "Kami sudah menyusun sepuluh janji untuk kota yang ramah pejalan kaki.",
        listed=False,
        likes=34,
    ),
    Post(22, BUDI, "Catatan kecil dari kunjungan ke terminal lama.", listed=False, likes=11),
    Post(23, CUACA, "Arsip: curah hujan bulan lalu.", listed=False, likes=3),
    Post(24, JOKO, "Besok kumpul di posko pukul tujuh, bawa topi.", on=FACEBOOK, likes=9),
    Post(25, SEPEDA, "Biji kopi dari lereng utara sudah datang.", on=FACEBOOK, likes=16),
    Post(30, RATNA, "Cerita hari ini dari Pasar Lama", on=INSTAGRAM, pictures=1, story=True, listed=False),
    Post(31, WARUNG, "Peyek baru matang!", on=INSTAGRAM, pictures=1, story=True, listed=False),
)

COMMENTS = (
    Comment(1, 1, JERUK, "Semangat, Bu Ratna!"),
    Comment(2, 1, JOKO, "Sampai ketemu di pasar."),
    Comment(3, 2, BUDI, "Besok saya mampir sarapan, Bu."),
    Comment(4, 2, SEPEDA, "Peyeknya juara."),
)

COMMUNITIES = (
    Community(1, "Sahabat Partai Jeruk", "Kelompok pendukung Partai Jeruk (rekaan)", JERUK),
    Community(2, "Pencinta Kopi Kota Contoh", "Tempat bertukar resep kopi", SEPEDA),
)

_POSTS = {post.number: post for post in POSTS}
_ACCOUNTS = {account.handle: account for account in ACCOUNTS}


def account_by_handle(handle: str) -> Account | None:
    """The account with a handle, in any case."""
    return _ACCOUNTS.get(handle.lower())


def account_by_id(platform: str, identity: str) -> Account | None:
    """The account with an id on a platform."""
    return next((account for account in ACCOUNTS if account.id_on(platform) == identity), None)


def post_by_id(platform: str, identity: str) -> Post | None:
    """The post with an id on a platform."""
    if not identity.isdecimal():
        return None
    number, rest = divmod(int(identity) - POST_BASE[platform], STEP)
    return None if rest else post_by_number(number)


@cache
def post_by_number(number: int) -> Post | None:
    """The post with a number; from ``FILLER`` on neighbours chat, from ``BURST`` on a candidate."""
    if number >= BURST:
        return Post(number, RATNA, f"Rentetan nomor {number - BURST + 1}: salam dari Pasar Lama.", likes=1)
    if number >= FILLER:
        return Post(
            number, NEIGHBOURS[number % len(NEIGHBOURS)], f"Obrolan warga nomor {number}. " + _CHAT, likes=1
        )
    return _POSTS.get(number)


def home(platform: str, burst: int = 0) -> list[Post]:
    """The home feed of a platform; with ``burst`` that many more posts of the candidate."""
    feed = [post for post in POSTS if platform in post.on and post.listed]
    return feed + [post for n in range(burst) if (post := post_by_number(BURST + n))]


def by_author(platform: str, author: Account) -> list[Post]:
    """The posts on an account's own page."""
    return [post for post in POSTS if platform in post.on and author == post.author and not post.story]


def replies_to(platform: str, post: Post) -> list[Post]:
    """The posts that reply to a post."""
    return [reply for reply in POSTS if platform in reply.on and reply.reply_to == post.number]


def comments_on(post: Post) -> list[Comment]:
    """The comments below a post."""
    return [comment for comment in COMMENTS if comment.post == post.number]


def stories() -> list[Post]:
    """The posts that are stories."""
    return [post for post in POSTS if post.story]


_CHAT = (
    "Ada yang melihat kucing oranye di gang belakang? Lampu jalan sudah menyala lagi. Arisan pindah ke hari "
    "Kamis, konsumsi oleh blok C. Kerja bakti dimulai pukul enam, bawa sapu dan topi. "
) * 6
