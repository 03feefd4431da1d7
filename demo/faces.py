"""The faces that the site shows. A new platform is a module like ``x_face`` and a line here."""

from __future__ import annotations

from demo.answer import Face
from demo.fb_face import FacebookFace
from demo.ig_face import InstagramFace
from demo.plain_face import PlainFace
from demo.th_face import ThreadsFace
from demo.tt_face import TiktokFace
from demo.x_face import XFace
from demo.yt_face import YoutubeFace

FACES: tuple[Face, ...] = (
    XFace(),
    InstagramFace(),
    FacebookFace(),
    ThreadsFace(),
    TiktokFace(),
    YoutubeFace(),
    PlainFace(),
)


def by_host() -> dict[str, Face]:
    """Each host of the site with its face."""
    return {host: face for face in FACES for host in face.hosts}
