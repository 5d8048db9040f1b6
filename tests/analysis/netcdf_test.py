#!/usr/bin/python3
"""A result file is readable, with labelled dimensions, by xarray, ncdump and h5py, without a loader of ours.

Usage: netcdf_test.py FILE   or with the file's name in BEACHHEAD_RESULT.
"""

import os
import shutil
import subprocess
import sys
import unittest

import h5py
import numpy as np

try:
    import xarray
except ImportError:
    xarray = None

RESULT = os.environ.get("BEACHHEAD_RESULT", "")
UNITS_EXEMPT = {"runs", "scenario", "parameters", "schedule", "events", "provenance"}


def is_scale(dataset):
    """Whether a dataset carries a dimension."""
    return h5py.h5ds.is_scale(dataset.id)


def visit(file):
    """Paths of all groups, and all datasets."""
    groups, datasets = ["/"], []
    file.visititems(lambda name, item: (groups if isinstance(item, h5py.Group) else datasets).append("/" + name))
    return groups, datasets


@unittest.skipUnless(RESULT, "no result file given")
class ResultFile(unittest.TestCase):
    def setUp(self):
        self.file = h5py.File(RESULT, "r")
        self.addCleanup(self.file.close)
        self.groups, self.datasets = visit(self.file)

    def variables(self):
        """Datasets that are netCDF variables."""
        bare = b"This is a netCDF dimension but not a netCDF variable."
        return [p for p in self.datasets if not bytes(self.file[p].attrs.get("NAME", b"")).startswith(bare)]

    def test_h5py_reads_every_value_and_attribute(self):
        for path in self.groups + self.datasets:
            dict(self.file[path].attrs)
        for path in self.variables():
            self.assertEqual(self.file[path][()].shape if self.file[path].shape else (), self.file[path].shape, path)

    def test_every_dimension_has_one_scale_of_its_group(self):
        for path in self.variables():
            dataset = self.file[path]
            if is_scale(dataset):
                self.assertEqual(len(dataset.shape), 1, path)
                continue
            for dimension, length in zip(dataset.dims, dataset.shape):
                self.assertEqual(len(dimension), 1, path)
                scale = dimension[0]
                self.assertTrue(is_scale(scale), path)
                self.assertEqual(scale.parent, dataset.parent, path)
                self.assertEqual(scale.shape, (length,), path)

    def test_scales_know_their_variables(self):
        for path in self.datasets:
            scale = self.file[path]
            for reference, place in scale.attrs.get("REFERENCE_LIST", []):
                self.assertEqual(self.file[reference].dims[int(place)][0], scale, path)

    def test_dimension_ids_are_unique(self):
        ids = [int(self.file[p].attrs["_Netcdf4Dimid"]) for p in self.datasets if is_scale(self.file[p])]
        self.assertEqual(sorted(ids), list(range(len(ids))))

    def test_numbers_carry_units(self):
        for path in self.variables():
            dataset = self.file[path]
            group = path.split("/")[1] if path.count("/") > 1 else ""
            exempt = group in UNITS_EXEMPT or "flag_values" in dataset.attrs or is_scale(dataset) or dataset.size == 0
            if np.issubdtype(dataset.dtype, np.number) and not exempt:
                self.assertIn("units", dataset.attrs, path)
            if path.endswith("/time") and is_scale(dataset):
                self.assertIn(b"since", dataset.attrs["units"], path)

    def test_integers_carry_no_fill_value(self):
        for path in self.variables():
            self.assertNotIn("_FillValue", self.file[path].attrs, path)

    @unittest.skipUnless(xarray, "xarray is not installed")
    def test_xarray_opens_every_group(self):
        engines = [e for e in ("h5netcdf", "netcdf4") if e in xarray.backends.list_engines()]
        self.assertIn("h5netcdf", engines)
        for engine in engines:
            for group in self.groups:
                with xarray.open_dataset(RESULT, group=group, engine=engine) as dataset:
                    dataset.load()
                    self.compare(group, dataset)

    def compare(self, group, dataset):
        expected = [p.rsplit("/", 1)[1] for p in self.variables() if (p.rsplit("/", 1)[0] or "/") == group]
        self.assertEqual(sorted(dataset.variables), sorted(expected), group)
        for name in expected:
            stored = self.file[group][name]
            self.assertEqual(dataset[name].shape, stored.shape, name)
            self.assertTrue(all(not isinstance(value, bytes) for value in dataset[name].attrs.values()), name)
            names = (name,) if is_scale(stored) else tuple(d[0].name.rsplit("/", 1)[1] for d in stored.dims)
            self.assertEqual(dataset[name].dims, names, name)
            if np.issubdtype(stored.dtype, np.integer) and b"since" not in stored.attrs.get("units", b""):
                self.assertEqual(dataset[name].dtype, stored.dtype, name)
                np.testing.assert_array_equal(dataset[name].values, stored[()])

    @unittest.skipUnless(shutil.which("ncdump"), "ncdump is not installed")
    def test_ncdump_prints_header_and_data(self):
        for options in (["-h"], []):
            run = subprocess.run(["ncdump", *options, RESULT], capture_output=True, check=False)
            self.assertEqual(run.returncode, 0, run.stderr)
        header = subprocess.run(["ncdump", "-h", RESULT], capture_output=True, check=True).stdout.decode()
        for path in self.variables():
            self.assertRegex(header, r"\b" + path.rsplit("/", 1)[1].replace(".", r"\\?\.") + r"\b")


if __name__ == "__main__":
    if len(sys.argv) > 1 and os.path.exists(sys.argv[1]):
        RESULT = sys.argv.pop(1)
        ResultFile.__unittest_skip__ = False
    unittest.main()
