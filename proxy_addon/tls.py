"""Which connections are decrypted, with which certificate: covered hosts while a window is open, no others.

Everything else passes as it came, byte for byte; the client sees the origin's own certificate.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography.x509 import DNSName
from mitmproxy.addons.next_layer import NextLayer
from mitmproxy.addons.tlsconfig import TlsConfig
from mitmproxy.certs import CertStore, CertStoreEntry
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import NextLayer as NextLayerData
from mitmproxy.proxy.layers import TCPLayer
from mitmproxy.tls import ClientHelloData

from proxy_addon import ca

type Covers = Callable[[str, datetime], bool]
"""``Engine.covers``: does the host belong to a platform, and is a window open?"""

RENEWED: Final = timedelta(days=30)
"""A leaf is made anew this long before it expires, for a proxy may run for a year."""

KEY_SIZE_UNUSED: Final = 2048
"""CertStore asks for it, but never makes a CA here: ``ca.ensure`` has."""


class CoveredOnly(NextLayer):
    """Chooses the layers of a connection: it stays closed to us unless its name is covered right now.

    The name of the tunnel decides first; what it rules out is never parsed. For a tunnel to a bare address,
    and for a covered one, the name in the TLS greeting decides. ``failed`` hears of errors; they let pass.
    """

    name = "nextlayer"

    def __init__(
        self,
        covers: Covers,
        failed: Callable[[Exception], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._covers = covers
        self._failed = failed
        self._clock = clock

    def next_layer(self, nextlayer: NextLayerData) -> None:
        """Choose as mitmproxy would, but what is not for us is handed on and not kept in memory."""
        context = nextlayer.context
        tunnel = context.server.address[0] if context.server.address else None
        if tunnel and not context.client.tls and not _is_address(tunnel) and not self._wanted(tunnel):
            nextlayer.layer = TCPLayer(context, ignore=True)
            return
        super().next_layer(nextlayer)
        if isinstance(nextlayer.layer, TCPLayer):
            nextlayer.layer = TCPLayer(context, ignore=True)

    def tls_clienthello(self, data: ClientHelloData) -> None:
        """Decrypt only if the client asks for a covered name."""
        data.ignore_connection = not self._wanted(data.client_hello.sni)

    def _wanted(self, name: str | None) -> bool:
        try:
            return name is not None and self._covers(name.lower().rstrip("."), self._clock())
        except Exception as error:
            self._failed(error)
            return False


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class ConstrainedTls(TlsConfig):
    """mitmproxy's TLS settings with our CA: a leaf carries the asked name and no other.

    mitmproxy would add the upstream's names and addresses, which the name constraints of the CA forbid.
    """

    name = "tlsconfig"

    def __init__(self, folder: Path) -> None:
        self.certstore = CertStore.from_store(folder, ca.NAME, KEY_SIZE_UNUSED)

    def configure(self, _: object) -> None:
        """Keep our CA; mitmproxy would load or make its own here."""

    def get_cert(self, conn_context: Context) -> CertStoreEntry:
        """The leaf for the name the client asked for."""
        name = (conn_context.client.sni or "").lower()
        sans = [DNSName(name)]
        entry = self.certstore.get_cert(name, sans)
        if entry.cert.notafter - datetime.now(UTC) < RENEWED:
            self.certstore.certs = {k: v for k, v in self.certstore.certs.items() if v is not entry}
            entry = self.certstore.get_cert(name, sans)
        return entry
