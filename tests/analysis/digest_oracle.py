#!/usr/bin/python3
"""Digest v1 of result files, from the description in sim/io/digest.h alone.

Usage: digest_oracle.py FILE...   prints `DIGEST  CHECKSUM  FILE`, and fails where they differ from those stored.
"""

import hashlib
import struct
import sys

import h5py
import numpy as np

BOOKKEEPING = {"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST", "DIMENSION_LABELS", "_Netcdf4Dimid",
               "_Netcdf4Coordinates", "_NCProperties"}
TYPES = {"i1": "int8", "i4": "int32", "i8": "int64", "f4": "float32", "f8": "float64"}


def is_scale(dataset):
    """Whether a dataset carries a dimension."""
    return h5py.h5ds.is_scale(dataset.id)


def u64(number):
    """Eight little-endian bytes."""
    return struct.pack("<Q", number)


def text(value):
    """Length and UTF-8 bytes."""
    raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")
    return u64(len(raw)) + raw


def attribute(name, value):
    """Entry of one attribute: name, type, value."""
    if isinstance(value, str):
        kind, raw = "text", text(value)
    elif isinstance(value, bytes):
        kind, raw = "text", text(value.rstrip(b"\0"))
    elif isinstance(value, np.ndarray) and value.dtype == object:
        kind, raw = "text[]", u64(len(value)) + b"".join(text(item) for item in value)
    elif isinstance(value, np.ndarray) and value.dtype == np.int8:
        kind, raw = "int8[]", u64(len(value)) + value.tobytes()
    elif isinstance(value, np.integer):
        kind, raw = "int64", struct.pack("<q", int(value))
    elif isinstance(value, np.floating):
        kind, raw = "float64", struct.pack("<d", float(value))
    else:
        raise TypeError(f"attribute {name}: {value!r}")
    return text(name) + text(kind) + raw


def attributes(owner, skip):
    """All attributes but bookkeeping and the one to skip, as a sorted list of entries."""
    names = sorted((n for n in owner.attrs if n not in BOOKKEEPING and n != skip), key=lambda n: n.encode())
    return [attribute(name, owner.attrs[name]) for name in names]


def listed(entries):
    return u64(len(entries)) + b"".join(entries)


def is_bare_dimension(dataset):
    name = dataset.attrs.get("NAME", b"")
    return is_scale(dataset) and bytes(name).startswith(b"This is a netCDF dimension but not a netCDF variable.")


def group_entry(path, group):
    """Entry of a group, or nothing where it has neither dimensions nor attributes."""
    scales = [d for d in group.values() if isinstance(d, h5py.Dataset) and is_scale(d)]
    scales.sort(key=lambda d: d.name.encode())
    found = attributes(group, {"/": "content_digest", "/provenance": "checksum"}.get(path))
    if not scales and not found:
        return b""
    dimensions = [text(d.name.rsplit("/", 1)[1]) + u64(d.shape[0]) + u64(d.maxshape[0] is None) for d in scales]
    return text("group") + text(path) + listed(dimensions) + listed(found)


def variable_entry(path, dataset):
    """Entry of a variable: type, shape, attributes, values."""
    names = [path] if is_scale(dataset) else [dimension[0].name for dimension in dataset.dims]
    shape = [text(name.rsplit("/", 1)[1]) + u64(length) for name, length in zip(names, dataset.shape)]
    values = dataset[()]
    if h5py.check_string_dtype(dataset.dtype):
        kind = "text"
        raw = b"".join(text(value) for value in np.asarray(values, dtype=object).ravel())
    else:
        kind = TYPES[dataset.dtype.str[1:]]
        raw = np.ascontiguousarray(values).astype(dataset.dtype.newbyteorder("<"), copy=False).tobytes()
    return text("variable") + text(path) + text(kind) + listed(shape) + listed(attributes(dataset, None)) + u64(
        dataset.size) + raw


def digests(path):
    """Digest v1 of a file, and the checksum of its provenance."""
    with h5py.File(path, "r") as file:
        objects = {"/": file["/"]}
        file.visititems(lambda name, item: objects.__setitem__("/" + name, item))
        content, provenance = hashlib.sha256(text("beachhead-digest-1")), hashlib.sha256(text("beachhead-provenance-1"))
        for name in sorted(objects, key=lambda n: n.encode()):
            item = objects[name]
            is_variable = isinstance(item, h5py.Dataset)
            if is_variable and is_bare_dimension(item):
                continue
            volatile = (name + "/").startswith("/provenance/") or (is_variable and name.endswith("/run_id"))
            entry = variable_entry(name, item) if is_variable else group_entry(name, item)
            (provenance if volatile else content).update(entry)
        stored = file.attrs.get("content_digest"), file.get("provenance", file).attrs.get("checksum")
    return content.hexdigest(), provenance.hexdigest(), stored


def main(paths):
    for path in paths:
        content, provenance, stored = digests(path)
        print(f"{content}  {provenance}  {path}")
        if stored[0] is not None:
            assert stored[0].decode() == content, f"{path}: stored digest is {stored[0]}"
        if stored[1] is not None:
            assert stored[1].decode() == provenance, f"{path}: stored checksum of provenance is {stored[1]}"


if __name__ == "__main__":
    main(sys.argv[1:])
