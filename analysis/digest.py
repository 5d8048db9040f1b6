"""Digest v1 of result files, from its description in sim/io/digest.h alone, and whether a file may be trusted.

`check(path)` looks at a file as a stranger's: its seal, then, in a process of its own since HDF5 crashes on some damaged
bytes, its structure and both digests. Nothing of ours reads a file that has not passed.
"""

import hashlib
import os
import resource
import struct

import h5py
import numpy as np

SEAL = b"beachhead-sha256 "
BOOKKEEPING = {"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST", "DIMENSION_LABELS", "_Netcdf4Dimid",
               "_Netcdf4Coordinates", "_NCProperties"}
TYPES = {"i1": "int8", "i4": "int32", "i8": "int64", "f4": "float32", "f8": "float64"}
FORMAT, VERSION = "beachhead-results", 1
FILTERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32}
DEEPEST = 8  # groups inside each other


class DamagedFile(ValueError):
    """A file that is damaged, or holds what no result file holds."""

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


def refuse(name, reason):
    raise DamagedFile(f"{name}: {reason}")


def objects_in(file):
    """Every group and dataset by path. Refuses links that lead elsewhere, cycles, foreign storage and unknown filters."""
    found, addresses = {}, set()

    def visit(name, item, depth):
        address = h5py.h5o.get_info(item.id).addr
        if address in addresses:
            refuse(name, "the same object has two names")
        addresses.add(address)
        found[name] = item
        if isinstance(item, h5py.Dataset):
            look_at_storage(name, item)
        elif not isinstance(item, h5py.Group):
            refuse(name, "neither group nor dataset")
        elif depth > DEEPEST:
            refuse(name, "groups nested too deep")
        else:
            for key in item:
                if not isinstance(item.get(key, getlink=True), h5py.HardLink):
                    refuse(f"{name.rstrip('/')}/{key}", "a soft or external link")
                visit(f"{name.rstrip('/')}/{key}", item[key], depth + 1)

    visit("/", file["/"], 0)
    return found


def look_at_storage(name, dataset):
    """Refuses values that lie in other files, filters we do not write, and more values than the file can hold."""
    stored = dataset.id.get_create_plist()
    if stored.get_layout() == h5py.h5d.VIRTUAL:
        refuse(name, "a virtual dataset, whose values lie in other files")
    if stored.get_external_count() > 0:
        refuse(name, "its values lie in other files")
    if dataset.shape is None:
        refuse(name, "it has no extent")
    filters = {stored.get_filter(k)[0] for k in range(stored.get_nfilters())}
    if filters - FILTERS:
        refuse(name, f"filter {min(filters - FILTERS)} is unknown here")
    if not is_bare_dimension(dataset) and dataset.size * dataset.dtype.itemsize > 1100 * dataset.id.get_storage_size():  # deflate cannot do better
        refuse(name, "claims more values than the file stores")


def digests(file):
    """Digest v1 of an open file, and the checksum of its provenance."""
    content, provenance = hashlib.sha256(text("beachhead-digest-1")), hashlib.sha256(text("beachhead-provenance-1"))
    objects = objects_in(file)
    for name in sorted(objects, key=lambda n: n.encode()):
        item = objects[name]
        is_variable = isinstance(item, h5py.Dataset)
        if is_variable and is_bare_dimension(item):
            continue
        volatile = (name + "/").startswith("/provenance/") or (is_variable and name.endswith("/run_id"))
        entry = variable_entry(name, item) if is_variable else group_entry(name, item)
        (provenance if volatile else content).update(entry)
    return content.hexdigest(), provenance.hexdigest()


def stored_digests(file):
    """What the file says its digests are; None where it says nothing."""
    owners = (file, "content_digest"), (file["provenance"] if "provenance" in file else file, "checksum")
    found = [owner.attrs.get(name) for owner, name in owners]
    return [value.decode() if isinstance(value, bytes) else value for value in found]


def check_content(data):
    """Opens bytes as a file; refuses other formats, and content that does not agree with the stored digests."""
    with h5py.File(h5py.h5f.open_file_image(data)) as file:
        found, version = file.attrs.get("format", b"none"), file.attrs.get("version", -1)
        found = found.decode() if isinstance(found, bytes) else str(found)
        if found != FORMAT:
            raise DamagedFile(f"format is '{found}', expected '{FORMAT}'")
        if version != VERSION:
            raise DamagedFile(f"version {version} of the format, expected {VERSION}")
        computed, stored = digests(file), stored_digests(file)
    for name, ours, theirs in zip(("content_digest", "checksum"), computed, stored):
        if ours != theirs:
            raise DamagedFile(f"the file is damaged: its content does not agree with '{name}'" if theirs else f"no attribute '{name}'")


def check(path):
    """Refuse a file that is damaged or strange.

    Raises
    ------
    OSError
        Where it cannot be read.
    DamagedFile
        With the reason.
    """
    with open(path, "rb") as file:
        data = file.read()
    if not data.startswith(b"\x89HDF\r\n\x1a\n"):
        raise DamagedFile("not an HDF5 file")
    end = len(data) - len(SEAL) - 65
    if end > 0 and data[end:].startswith(SEAL) and data[end:] != SEAL + hashlib.sha256(data[:end]).hexdigest().encode() + b"\n":
        raise DamagedFile("the file is damaged: its bytes do not agree with its seal")
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.close(reading)
            used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
            resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 5 + len(data) // 500_000, -1))  # [s] far more than a sound file takes
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.write(writing, verdict(data).encode(errors="replace"))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode(errors="replace")
    os.waitpid(process, 0)
    if said != "sound":
        raise DamagedFile(said or "the file is damaged: HDF5 crashes on it")


def verdict(data):
    """"sound", or what is wrong."""
    try:
        check_content(data)
    except Exception as error:  # whatever h5py makes of damaged bytes
        return f"{error}"[:1000] or type(error).__name__
    return "sound"
