#!/usr/bin/python3
"""Opens a comparison with xarray alone and draws one figure of its page again.

    python3 docs/redraw.py FILE.h5 [OUTCOME] [PICTURE.png]

Needs xarray, h5netcdf, scipy and matplotlib; nothing of this project.
"""

import sys

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from scipy import stats

path, outcome, picture = (sys.argv[1:] + ["real_gdp", "redrawn.png"][len(sys.argv) - 2:])[:3]

# A file is a set of labelled tables. /runs says which arm and replicate each run is; /series holds what was observed.
runs = xr.open_dataset(path, group="runs", engine="h5netcdf")
series = xr.open_dataset(path, group="series", engine="h5netcdf")[outcome]
names = [str(name) for name in runs["arm_name"].values]

# Runs of the same replicate share every draw: give them two axes in place of one, and subtract.
series = series.assign_coords(arm=("run", runs["arm"].values), replicate=("run", runs["replicate"].values))
series = series.set_index(run=["arm", "replicate"]).unstack("run")
calm = series.rolling(time=12, min_periods=1).mean()
difference = calm - calm.sel(arm=0)

n = difference.sizes["replicate"]
mean = difference.mean("replicate")
half = stats.t.ppf(0.975, n - 1) * difference.std("replicate", ddof=1) / np.sqrt(n)

figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
for arm, name in enumerate(names[1:], start=1):
    line, = axes.plot(mean["time"], mean.sel(arm=arm), label=name)
    axes.fill_between(mean["time"].values, (mean - half).sel(arm=arm), (mean + half).sel(arm=arm), alpha=0.2, color=line.get_color())
axes.axhline(0.0, color="black", linewidth=0.8)
axes.set_title(f"{series.attrs['long_name']}: difference from {names[0]}, {n} pairs")
axes.set_ylabel(series.attrs["units"])
axes.legend(frameon=False)
figure.savefig(picture, dpi=120)
print(f"{picture}: at the end " + "; ".join(f"{name} {float(mean.sel(arm=arm)[-1]):+.4g} (+-{float(half.sel(arm=arm)[-1]):.2g})"
                                            for arm, name in enumerate(names[1:], start=1)))
