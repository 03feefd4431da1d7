"""One running site for all tests of the demo, and a client that speaks to any of its hosts."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from demo.server import DemoSite


class Caller:
    """Sends requests to the site's hosts, over HTTP/2 unless told otherwise."""

    def __init__(self, site: DemoSite, http2: bool = True) -> None:
        """Trust the site's own authority and nothing else."""
        context = ssl.create_default_context(cafile=str(site.ca_path))
        self.client = httpx.Client(verify=context, http2=http2, trust_env=False)
        self.port, self.hosts = site.port, site.hosts

    def send(
        self, method: str, url: str, body: bytes | str = b"", **headers: str
    ) -> tuple[httpx.Response, bytes]:
        """The answer and its body as sent; the keyword ``accept_encoding`` becomes ``accept-encoding``."""
        host, _, path = url.removeprefix("https://").partition("/")
        name = host if host in self.hosts else "x.com"
        wanted = {name.replace("_", "-"): value for name, value in headers.items()}
        request = self.client.build_request(
            method,
            f"https://127.0.0.1:{self.port}/{path}",
            content=body,
            headers={"host": host, "accept-encoding": "identity"} | wanted,
            extensions={"sni_hostname": name},
        )
        response = self.client.send(request, stream=True)
        try:
            return response, b"".join(response.iter_raw())
        finally:
            response.close()


@pytest.fixture(scope="session")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """The site, started once."""
    with DemoSite(Path(tmp_path_factory.mktemp("site"))) as site:
        yield site


@pytest.fixture
def site(running_site: DemoSite) -> DemoSite:
    """The running site without memory of earlier tests."""
    running_site.clear()
    return running_site


@pytest.fixture
def caller(site: DemoSite) -> Iterator[Caller]:
    """A client over HTTP/2."""
    caller = Caller(site)
    yield caller
    caller.client.close()


@pytest.fixture
def old_caller(site: DemoSite) -> Iterator[Caller]:
    """A client over HTTP/1.1."""
    caller = Caller(site, http2=False)
    yield caller
    caller.client.close()
