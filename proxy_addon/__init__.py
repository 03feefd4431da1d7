"""The proxy: decrypts covered hosts only, holds a tap, asks, releases or refuses. Writes nothing down."""

__version__: str


def __getattr__(name: str) -> str:
    """``__version__``, looked up when it is asked for: the processes that a proxy starts never do."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # a tenth of a second

    try:
        return version("jari-netral")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
