"""From the folder `extension/` to what browsers install; see `python -m extension.packing --help`."""
