"""How a number of a result file is written for people: as a percentage where it is a share, else in its unit."""

import dataclasses
import re

import numpy as np

SHARE = re.compile(r"share|_rate|_to_gdp|_ratio|inflation|retention|autonomy|_members|_receivers|below_|without_")
UNITS_IN_WORDS = {"1": "", "1/year": "a year", "1/month": "a month"}


@dataclasses.dataclass(frozen=True)
class Quantity:
    """Unit and scale of one observable.

    Attributes
    ----------
    label : str
        What is measured, in words.
    unit : str
        Unit as shown, "" for pure numbers.
    percent : bool
        Whether values are shown times 100.
    """

    label: str
    unit: str
    percent: bool

    @property
    def scale(self):
        """Factor from the file's value to the shown one."""
        return 100.0 if self.percent else 1.0

    def number(self, value, sign=False):
        """The bare number, to about three digits; a dash where it is not known."""
        if not np.isfinite(value):
            return "–"
        shown = value * self.scale
        size = abs(shown)
        digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 or self.percent else 3
        written = f"{shown:{'+' if sign else ''},.{digits}f}"
        return written.replace("-", "−") if float(written.replace(",", "")) else f"{0:.{digits}f}"

    def text(self, value):
        """The number with its unit."""
        return f"{self.number(value)} {self.unit}".strip()

    def change(self, value):
        """A difference with its sign: of percentages in percentage points."""
        unit = self.unit.replace("%", "points", 1) if self.percent else self.unit
        return f"{self.number(value, sign=True)} {unit}".strip()

    def range(self, least, most):
        """Two differences with their signs and one unit."""
        return f"{self.number(least, sign=True)} to {self.change(most)}"


def quantity_of(variable):
    """The quantity of a variable (xarray.DataArray), from its name and its attributes units and long_name."""
    unit = variable.attrs.get("units", "")
    percent = unit in UNITS_IN_WORDS and bool(SHARE.search(variable.name))
    words = UNITS_IN_WORDS.get(unit, unit)
    label = variable.attrs.get("long_name", variable.name).replace("_", " ")
    return Quantity(label, f"% {words}".strip() if percent else (unit if unit != "1" else ""), percent)
