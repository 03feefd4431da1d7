"""Publishing rules and registry as a TUF repository: keys, publications, delegation, and what may be served.

    repository = Repository(folder)
    ring = KeyRing([keys], passphrase)
    publish(repository, ring, Content.of(ruleset, {"id": registry}))

All that a server or a content network needs is in ``folder/public``.
"""

from ext_api.publishing.draft import Draft, read_parcel, write_parcel
from ext_api.publishing.errors import PublishError
from ext_api.publishing.expiries import Expiries
from ext_api.publishing.keys import KeyRing
from ext_api.publishing.office import OwnOffice
from ext_api.publishing.publish import Content, Publication, consent, parcel, publish
from ext_api.publishing.repository import Repository

__all__ = [
    "Content",
    "Draft",
    "Expiries",
    "KeyRing",
    "OwnOffice",
    "Publication",
    "PublishError",
    "Repository",
    "consent",
    "parcel",
    "publish",
    "read_parcel",
    "write_parcel",
]
