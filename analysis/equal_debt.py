"""The rate of a tax at which a policy leaves public debt where the baseline has it.

    python3 -m analysis.equal_debt scenarios/baseline.toml --policy scenarios/policies/basic-income-560-money-creation.toml \\
        --rate state.taxes.wage_rate --between 0.2 0.7 -o wage-rate.toml

Debt is public debt by yearly GDP in the last 60 months, mean over replicates that share their draws with the baseline's. The rate is
found by bisection and written down as a patch that goes beside the policy, in `--policy` or in an arm of a comparison:

    policies = ["basic-income-560-money-creation.toml", "wage-rate.toml"]

Exit codes: 0 done, 2 bad input, 3 no rate within the bounds does it, 4 file system; those of `beachhead run` where a run fails.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

from scipy.optimize import bisect

from analysis.results import ResultError, open_results

PROGRAM = os.environ.get("BEACHHEAD_PROGRAM", pathlib.Path(__file__).resolve().parent.parent / "beachhead")
DEBT, LAST = "public_debt_to_gdp", 60  # [month]
BAD_INPUT, INFEASIBLE, FILE_SYSTEM = 2, 3, 4


class Infeasible(Exception):
    """No rate within the bounds leaves debt where the baseline has it."""


def solve(excess, low, high, close):
    """The rate at which the excess of debt over the baseline's is nil, within `close`.

    Parameters
    ----------
    excess : callable
        Of a rate; falls (or rises) with it.

    Raises
    ------
    Infeasible
        Where the excess has the same sign at both ends.
    """
    ends = excess(low), excess(high)
    if ends[0] * ends[1] > 0:
        raise Infeasible(f"debt is {ends[0]:+.3f} years of GDP from the baseline's at {low:g} and {ends[1]:+.3f} at {high:g}: no rate between them does it")
    known = {low: ends[0], high: ends[1]}
    return bisect(lambda rate: known[rate] if rate in known else excess(rate), low, high, xtol=close)


def patch(path, rate, start):
    """A policy file that sets one parameter from a date on."""
    group, name = path.rsplit(".", 1)
    return f'[{group}]\n{name} = [{{ from = "{start}", value = {rate:.6f} }}]\n'


def debt_of(arguments, patches, place):
    """Mean debt of the last months over the runs of one command (`beachhead run` with some patches)."""
    result = place / "run.h5"
    command = [PROGRAM, "run", arguments.scenario, *(part for file in patches for part in ("--policy", file)),
               *(part for change in arguments.set for part in ("--set", change)), *(["--months", arguments.months] if arguments.months else []),
               "--replicates", arguments.replicates, "--force", "-q", "-o", result]
    subprocess.run([str(part) for part in command], check=True)
    return float(open_results(result).series()[DEBT].isel(time=slice(-LAST, None)).mean())


def parse(arguments):
    parser = argparse.ArgumentParser(prog="analysis.equal_debt", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("scenario", metavar="SCENARIO.toml")
    add("--policy", action="append", default=[], metavar="FILE.toml", help="the policy, in one or several files")
    add("--rate", required=True, metavar="PATH", help="the parameter that is solved for")
    add("--between", nargs=2, type=float, required=True, metavar=("LOW", "HIGH"))
    add("--from", dest="start", default="2017-01", metavar="YYYY-MM", help="when the rate changes; default: %(default)s")
    add("--within", type=float, default=1e-3, help="of the rate; default: %(default)s")
    add("--replicates", type=int, default=8, metavar="R")
    add("--months", type=int, metavar="M", help="length of the runs; default: the scenario's")
    add("--set", action="append", default=[], metavar="path=value")
    add("-o", dest="output", type=pathlib.Path, required=True, metavar="PATCH.toml")
    options = parser.parse_args(arguments)
    if "." not in options.rate:
        parser.error(f"--rate: '{options.rate}' is no path of a parameter, such as state.taxes.wage_rate")
    return options


def main(arguments=None):
    options = parse(arguments)
    try:
        with tempfile.TemporaryDirectory() as place:
            place = pathlib.Path(place)
            target = debt_of(options, [], place)
            print(f"{'baseline':>12}   debt {target:.4f} years of GDP", flush=True)

            def excess(rate):
                (place / "rate.toml").write_text(patch(options.rate, rate, options.start))
                debt = debt_of(options, [*options.policy, place / "rate.toml"], place)
                print(f"{rate:12.5f}   debt {debt:.4f} years of GDP", flush=True)
                return debt - target

            rate = solve(excess, *options.between, options.within)
        options.output.write_text(f"# {options.rate} that leaves public debt where it is without {' + '.join(pathlib.Path(file).stem for file in options.policy)}\n"
                                  + patch(options.rate, rate, options.start))
    except Infeasible as error:
        print(error, file=sys.stderr)
        return INFEASIBLE
    except subprocess.CalledProcessError as error:
        return error.returncode
    except (OSError, ResultError) as error:
        print(error, file=sys.stderr)
        return FILE_SYSTEM
    print(f"{options.rate} = {rate:.4f}, written to {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
