#!/usr/bin/python3
"""Digest v1 as Python computes it, sharing no code with the program.

Usage: digest_oracle.py FILE...   prints `DIGEST  CHECKSUM  FILE`, and fails where they differ from those stored.
"""

import pathlib
import sys

import h5py

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from analysis.digest import digests, stored_digests  # noqa: E402

for path in sys.argv[1:]:
    with h5py.File(path, "r") as file:
        content, provenance = digests(file)
        stored = stored_digests(file)
    print(f"{content}  {provenance}  {path}")
    assert stored[0] in (None, content), f"{path}: stored digest is {stored[0]}"
    assert stored[1] in (None, provenance), f"{path}: stored checksum of provenance is {stored[1]}"
