"""Result files, opened with labels, dates and units.

    results = open_results("baseline.h5")
    results.series()["capture_ratio"].mean("run").plot()
    results.frame().groupby("arm")["gini_income"].mean()

Source of the layout: docs, "Result file (format beachhead-results, version 1)".
"""

import h5py
import numpy as np
import pandas as pd
import xarray as xr

from analysis.digest import DamagedFile, check

MONEY_UNIT = "0.0001 "  # [accounts are whole numbers of 1/10,000 EUR]
RUN_FACTS = {"arm", "replicate", "seed", "status", "failure", "run_id"}


class ResultError(ValueError):
    """A file that is no result file, or holds nothing to look at."""


def text_of(value):
    """Text of an attribute, whether stored as bytes or as text."""
    return value.decode() if isinstance(value, bytes) else str(value)


def read_root(path):
    """Attributes of the root and names of the groups.

    Raises
    ------
    FileNotFoundError, PermissionError, IsADirectoryError
        Where the file cannot be opened.
    ResultError
        Where it is damaged, no HDF5 file, or of another format or version.
    """
    try:
        check(path)
    except DamagedFile as error:
        raise ResultError(f"{path}: {error}") from error
    with h5py.File(path, "r") as file:
        attributes, groups = dict(file.attrs), set(file)
    missing = {"runs", "series", "scenario", "provenance"} - groups
    if missing:
        raise ResultError(f"{path}: group /{sorted(missing)[0]} is missing")
    return attributes, groups


class Results:
    """One result file. Everything but `runs` leaves out the runs that failed.

    Attributes
    ----------
    title, question, model, digest : str
    attributes : dict
        Of the root, as they are; lists of text as lists.
    missing_runs : int
        Planned and not there, failed or not.
    headlines : list of str
        The series that tell the story first.
    arms : list of str
        Those with a completed run; the first is the one that others are compared with.
    runs : pandas.DataFrame
        One row per run, failed ones too: arm (name), replicate, seed, status, failure, run_id, factors.
    """

    def __init__(self, path):
        self.path, self._groups = str(path), {}
        attributes, self.groups = read_root(path)
        self.title = text_of(attributes.get("title", ""))
        self.question = text_of(attributes.get("question", ""))
        self.model = text_of(attributes.get("model", ""))
        self.digest = text_of(attributes.get("content_digest", "not recorded"))
        self.attributes = {name: [text_of(text) for text in value] if isinstance(value, np.ndarray) else text_of(value) if isinstance(value, bytes) else value
                           for name, value in attributes.items()}
        self.headlines = [text_of(name) for name in np.atleast_1d(attributes.get("headlines", []))]
        facts = self._load("runs")
        self.missing_runs = int(facts.attrs.get("missing_runs", 0))
        names = [str(name) for name in facts["arm_name"].values]
        self.runs = facts.drop_vars("arm_name").to_dataframe()
        if not self.runs["arm"].between(0, len(names) - 1).all():
            raise ResultError(f"{path}: a run belongs to no arm")
        self.runs["arm"] = [names[row] for row in self.runs["arm"]]
        self.arms = [name for name in names if name in set(self.done["arm"])]
        if not (self.runs["status"] == 0).any():
            raise ResultError(f"{path}: no run in it was completed")
        missing = [name for name in self.headlines if name not in self.group("series")]
        if missing or not self.headlines:
            raise ResultError(f"{path}: {f'/series/{missing[0]} is missing' if missing else 'no headlines are named'}")

    @property
    def is_comparison(self):
        """Whether a comparison wrote the file."""
        return "comparison_confidence" in self.attributes

    @property
    def done(self):
        """The runs that were completed, a part of `runs`."""
        return self.runs[self.runs["status"] == 0]

    @property
    def factors(self):
        """Names of what a study varied between runs."""
        return [name for name in self.runs.columns if name not in RUN_FACTS]

    def _load(self, name):
        """A group as it is stored."""
        with xr.open_dataset(self.path, group=name, engine="h5netcdf") as data:
            return data.load()

    def group(self, name):
        """A group as a labelled data set, read once; runs carry their arm and replicate.

        Raises
        ------
        ResultError
            Where the file has no such group.
        """
        if name not in self.groups:
            raise ResultError(f"{self.path}: no group /{name}; it has {', '.join(sorted(self.groups))}")
        if name not in self._groups:
            data = self._load(name)
            if "run" in data.indexes:
                data = data.sel(run=self.done.index.values)
                data = data.assign_coords({key: ("run", self.done[key].values) for key in ("arm", "replicate", "seed")})
            self._groups[name] = data
        return self._groups[name]

    def series(self):
        """All observables (run, time), with their units, and the coordinate burn_in (time) [bool]."""
        data = self.group("series")
        return data.assign_coords(burn_in=data["burn_in"].astype(bool))

    def frame(self):
        """Tidy table: arm, replicate, date, one column per observable; one row per run and month."""
        table = self.series().reset_coords("burn_in", drop=True).to_dataframe().reset_index()
        table = table.drop(columns=["run", "seed"]).rename(columns={"time": "date"}).set_index(["arm", "replicate", "date"])
        return table.reset_index()

    def provenance(self):
        """Version, command line, machine and times of the program that wrote the file, as a dict of str."""
        return {name: text_of(value) for name, value in self._load("provenance").attrs.items()}

    def scenario(self):
        """What differs from the defaults, as a scenario file, per arm: dict of str."""
        minimal = self._load("scenario")["minimal"]
        return {str(arm): str(minimal.sel(arm=arm).values) for arm in minimal["arm"].values}

    def people(self):
        """Number of people per completed run (run) [person], or None where the model counts none."""
        values = self._load("parameters")["value"]
        if "people.count" not in values["parameter"].values:
            return None
        per_arm = values.sel(parameter="people.count").to_series().astype(float)
        return xr.DataArray(per_arm.loc[self.done["arm"]].values, coords={"run": self.done.index.values}, dims="run")


def open_results(path):
    """Open a result file. Raises OSError or `ResultError`, whose text names the path."""
    return Results(path)


def in_euro(counts):
    """Money of /accounts as real numbers, with the unit to match.

    Raises
    ------
    ValueError
        Where the values are not counts of 1/10,000 of a currency unit.
    """
    unit = counts.attrs["units"]
    if not unit.startswith(MONEY_UNIT):
        raise ValueError(f"{counts.name}: unit is '{unit}', expected one that starts with '{MONEY_UNIT}'")
    return (counts * 1e-4).assign_attrs(counts.attrs, units=unit[len(MONEY_UNIT):])


def opening_and_closing(series):
    """The two years that are compared: the first after the burn-in and the last.

    Parameters
    ----------
    series : xarray.Dataset
        With the coordinate burn_in (time).

    Returns
    -------
    opening, closing : slice
        Of months; shorter than 12 months where less than two years are left, and of the
        whole run where the burn-in never ends.
    """
    settled = np.flatnonzero(~series["burn_in"].values)
    first, end = (settled[0], series.sizes["time"]) if settled.size else (0, series.sizes["time"])
    length = max(1, min(12, (end - first) // 2))
    return slice(first, first + length), slice(end - length, end)


def pairs(results, arm):
    """Numbers of the runs of the first arm and of another that share seed, replicate and factors.

    Returns
    -------
    numpy.ndarray
        Of shape (pair, 2).
    """
    keys = ["seed", "replicate"] + results.factors
    done = results.done.reset_index()
    base, other = done[done["arm"] == results.arms[0]], done[done["arm"] == arm]
    return pd.merge(base, other, on=keys)[["run_x", "run_y"]].to_numpy()


def paired_difference(results, values, arm):
    """Values of an arm less those of the first arm under the same draws (pair, ...), attributes kept."""
    matched = pairs(results, arm)
    base, other = (values.sel(run=matched[:, k]).drop_vars(["run", "arm", "replicate", "seed"]) for k in (0, 1))
    return (other - base).rename(run="pair").assign_attrs(values.attrs)
