"""The proxy: decrypts covered hosts only, holds a tap, asks, releases or refuses. Writes nothing down."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("jari-netral")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0"
