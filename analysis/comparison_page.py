"""The page of a comparison: answer, table, figures and doubt, self-contained and interactive where that helps.

Numbers stand in the page twice: as people read them, and as `data-value` in the file's own unit. Courses through time are
data that a small vendored library (uPlot, vendor/) draws.
"""

import json
import pathlib

import numpy as np

from analysis import comparison, inference, report
from analysis.figures import colour, plain
from analysis.outcomes import years
from analysis.quantities import Quantity, quantity_of
from analysis.report import count, escape, listing

HERE = pathlib.Path(__file__).parent
EURO = Quantity("", "EUR", False)
DIGITS = 6  # [significant, of courses]
STRONG = 3.0  # [standard deviations at which a cell of the heat map has its full colour]


def source(name):
    """A file that goes into the page as it is."""
    return (HERE / name).read_text(encoding="utf-8")


def embedded(value):
    """Data inside a script element: JSON, with nothing that could end the element."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def short(values):
    """Numbers of a course to a few digits; what is not known as null."""
    return [float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None for value in values]


# The answer


def answer(found, results):
    """Two sentences from the numbers, which claim no more than these; text, not HTML."""
    series, name, end = results.group("series"), found.outcomes[0], years(results)[1]
    quantity = quantity_of(series[name])
    parts = [f"{quantity.change(row['change'])} under “{arm}” ({quantity.range(row['low'], row['high'])})"
             for arm in found.arms if (arm, name) in found.effects.index for row in [found.effects.loc[(arm, name)]]]
    asked = found.effects[found.effects.index.get_level_values("name").isin(found.outcomes)]
    sure, same = asked["verdict"].isin(["higher", "lower"]).sum(), (asked["verdict"] == comparison.SAME).sum()
    null, rest = (asked["verdict"] == comparison.NULL).sum(), f"with {listing(sorted({str(n) for n in found.pairs.values()}))} pairs of runs"
    return (f"In {end}, {report.in_words(quantity)} changes by {listing(parts)}. Of {len(asked)} differences, {sure} surely have the sign "
            f"they show (also when all {len(found.effects)} of the page are tested at once), {same} are surely smaller than 1 % of the baseline, "
            f"{null} are nothing to the last bit, and {len(asked) - sure - same - null} cannot be decided {rest}.")


def alerts(found):
    """What a reader must know before believing the numbers."""
    return "".join(f'<li>{escape(warning)}</li>' for warning in found.warnings)


# Tables


def cell(quantity, value, key, sign=False):
    """A number as shown, with the file's own and its name."""
    return f'<td class="number" data-key="{key}" data-value="{value!r}">{quantity.number(value, sign)}</td>'


def plain_cell(text, value, key):
    """A number that is no quantity of the file, as a text."""
    return f'<td class="number" data-key="{key}" data-value="{value!r}">{text}</td>'


def change_cells(quantity, row):
    """Baseline, reform, change and its interval."""
    span = f'<td class="number"><span data-key="low" data-value="{float(row["low"])!r}">{quantity.number(row["low"], True)}</span> to ' \
           f'<span data-key="high" data-value="{float(row["high"])!r}">{quantity.number(row["high"], True)}</span></td>'
    return "".join(cell(quantity, float(row[key]), key, key == "change") for key in ("baseline_mean", "reform_mean", "change")) + span


def table(caption, headings, rows, numbers):
    """A table whose columns from the `numbers`-th on are numbers."""
    head = "".join(f'<th scope="col"{" class=number" if k >= numbers else ""}>{escape(word)}</th>' for k, word in enumerate(headings))
    return (f'<div class="scroll"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
            f'<tbody>{"".join(rows)}</tbody></table></div>')


def row_start(kind, arm, name, label):
    """The beginning of a row that a test can find."""
    return f'<tr data-table="{kind}" data-arm="{escape(arm)}" data-row="{escape(name)}"><th scope="row">{label}</th>'


CHANGE_HEADS = ["baseline", "reform", "change", "interval"]


def effect_rows(found, results, arm, names):
    """The table of outcomes of an arm."""
    for name in names:
        if (arm, name) in found.effects.index:
            row, quantity = found.effects.loc[(arm, name)], quantity_of(results.group("series")[name])
            relative, size = f"{100 * row['relative']:+.1f} %".replace("-", "−"), row["effect_size"]
            cost = row["cost_per_unit"] / quantity.scale
            yield (row_start("effects", arm, name, f"{escape(quantity.label)} <code>{escape(name)}</code>") + change_cells(quantity, row)
                   + plain_cell(relative if np.isfinite(row["relative"]) else "–", float(row["relative"]), "relative")
                   + plain_cell(str(int(row["n_pairs"])), int(row["n_pairs"]), "n_pairs")
                   + f'<td>{escape(quantity.unit or "1")}</td><td class="{row["verdict"].split()[0]}">{escape(row["verdict"])}</td>'
                   + plain_cell(EURO.number(cost, True), float(row["cost_per_unit"]), "cost_per_unit") + "</tr>")


def doubt_rows(found, results, arm):
    """How sure each difference is, and what it would take."""
    for name in found.names:
        if (arm, name) in found.effects.index:
            row, quantity = found.effects.loc[(arm, name)], quantity_of(results.group("series")[name])
            texts = {"t_low": quantity.number(row["t_low"], True), "t_high": quantity.number(row["t_high"], True),
                     "relative_low": f"{100 * row['relative_low']:+.2f}", "relative_high": f"{100 * row['relative_high']:+.2f}",
                     "effect_size": f"{row['effect_size']:+.2f}", "improved": f"{100 * row['improved']:.0f} %",
                     "p": f"{row['p']:.2g}", "p_holm": f"{row['p_holm']:.2g}", "equivalence_p": f"{row['equivalence_p']:.2g}",
                     "variance_reduction": f"{row['variance_reduction']:.3g}",
                     "needed": f"{row['needed']:.0f}"}
            cells = "".join(plain_cell(text.replace("nan", "–").replace("-", "−"), float(row[key]), key) for key, text in texts.items())
            yield row_start("effects", arm, name, f"<code>{escape(name)}</code>") + cells + f"<td>{'yes' if row['moving'] else 'no'}</td></tr>"


def bar(row):
    """Winners, unaffected and losers as one bar; the numbers stand beside it."""
    win, lose = 100 * row["winners"], 100 * row["losers"]
    return (f'<td class="bar"><span class="win" style="width:{win:.1f}%"></span><span class="even" style="width:{100 - win - lose:.1f}%"></span>'
            f'<span class="lose" style="width:{lose:.1f}%"></span></td>')


def people_rows(found, arm, kind):
    """Winners and losers of an arm by tenths, by classes or all together."""
    rows = found.people[(found.people["arm"] == arm) & (found.people["kind"] == kind)]
    for row in rows.to_dict("records"):
        shares = "".join(plain_cell(f"{100 * row[key]:.0f} %", row[key], key) for key in ("winners", "losers"))
        yield (row_start("people", arm, f"{kind}: {row['group']}", escape(row["group"])) + plain_cell(str(row["people"]), row["people"], "people")
               + change_cells(EURO, row) + shares + bar(row) + "</tr>")


def line_rows(frame, kind, arm):
    """Lines of the budget or of created and captured value."""
    for row in frame[frame["arm"] == arm].to_dict("records"):
        label = f"{escape(row['side'])}: {escape(plain(row['line']))}" if row["side"] != row["line"] else escape(row["line"])
        yield row_start(kind, arm, f"{row['side']}: {row['line']}", label) + change_cells(EURO, row) + "</tr>"


def arm_section(found, results, arm):
    """All tables of one arm."""
    end, series = years(results)[1], results.group("series")
    against = f"{arm} against {found.baseline}, {end}"
    level = f"{100 * found.confidence:g} %"
    parts = [table(f"{against}: {count(found.pairs[arm], 'pair')} of runs, {level} intervals",
                   ["outcome", *CHANGE_HEADS, "relative", "pairs", "unit", "verdict", "cost per unit"],
                   effect_rows(found, results, arm, found.outcomes), 1),
             "<p class=faint>Cost per unit: change of the state's outlays (EUR per person and month, opening prices) for one unit, or one point of a "
             "percentage, of the outcome's change; only where both are sure.</p>"]
    if not found.people.empty:
        heads = ["people", "seen", *CHANGE_HEADS, "win", "lose", "winners · losers"]
        parts += ["<h3>Winners and losers: the same person under both policies</h3>",
                  f"<p>Real income after tax (mean of a year, EUR a month, opening prices) of the people of the panel at its last visit. A change of "
                  f"less than {100 * comparison.NOTICED:g} % is neither. Tenths and classes are those of the last visit before the policy began to matter, when both lives were one; a person may belong to several classes.</p>",
                  table("By tenth of income before the policy (1 = poorest)", heads, [*people_rows(found, arm, "decile"), *people_rows(found, arm, "all")], 1),
                  table("By what they lived on before the policy", heads, people_rows(found, arm, "class"), 1)]
    hours = [name for name in found.names if name.startswith("hours_") and name not in found.outcomes]
    spread = [name for name in comparison.ALWAYS if name in found.names and name not in found.outcomes]
    for caption, names in (("Poverty and inequality", spread), ("Hours by use", hours)):
        if names:
            parts.append(table(caption, ["outcome", *CHANGE_HEADS, "relative", "pairs", "unit", "verdict", "cost per unit"],
                               effect_rows(found, results, arm, names), 1))
    if not found.budget.empty:
        rate = solved_rate(series, results, arm)
        parts += ["<h3>The public budget</h3>", f"<p>EUR per person and month at opening prices; outlays are negative.{escape(rate)}</p>",
                  table("By line", ["line", *CHANGE_HEADS], line_rows(found.budget, "budget", arm), 1)]
    if not found.captured.empty:
        parts.append(table("Commons-derived value by creator and first captor, EUR per person and month", ["line", *CHANGE_HEADS],
                           line_rows(found.captured, "captured", arm), 1))
    heads = ["outcome", "t: low", "t: high", "low, %", "high, %", "effect size", "higher in", "p", "p (Holm)", "p (equivalence)", "pairing", "pairs needed", "moving"]
    parts.append(f"<details><summary>How sure is each difference?</summary>{table(against, heads, doubt_rows(found, results, arm), 1)}</details>")
    return f'<section class="arm" data-arm="{escape(arm)}"><h2>{escape(arm)}</h2>{"".join(parts)}</section>'


def solved_rate(series, results, arm):
    """The tax rate that pays for a basic income, as a sentence."""
    if "basic_income_rate" not in series or "wage_tax_rate" not in series:
        return ""
    closing = slice(-12, None)
    added, wage = (float(series[name].sel(run=series["arm"] == arm).isel(time=closing).mean()) for name in ("basic_income_rate", "wage_tax_rate"))
    return f" A rate of {100 * added:.1f} % is added to the tax that funds the basic income; the tax on pay is {100 * wage:.1f} % in all." if added else ""


# Figures


def heat_map(found, results):
    """Policies x outcomes: colour is the effect size, the number the relative change, a star what Holm's test confirms."""
    series, rows = results.group("series"), []
    for name in found.names:
        cells = ""
        for k, arm in enumerate(found.arms):
            if (arm, name) not in found.effects.index:
                cells += "<td></td>"
                continue
            row = found.effects.loc[(arm, name)]
            size = row["effect_size"] if np.isfinite(row["effect_size"]) else np.sign(row["change"]) * STRONG
            tint = "0,114,178" if size > 0 else "213,94,0"
            star = "★" if row["verdict"] in ("higher", "lower") else ""
            text = f"{100 * row['relative']:+.1f} %{star}".replace("-", "−") if np.isfinite(row["relative"]) else quantity_of(series[name]).number(row["change"], True) + star
            cells += (f'<td class="heat number" style="background:rgba({tint},{0.5 * min(abs(size) / STRONG, 1):.2f})">'
                      f'<button data-pick-arm="{k}" data-pick-name="{escape(name)}" data-value="{float(row["relative"])!r}">{text}</button></td>')
        rows.append(f'<tr data-table="heat" data-row="{escape(name)}"><th scope="row">{escape(quantity_of(series[name]).label)}</th>{cells}</tr>')
    return table("Relative change; blue: higher, orange: lower, the stronger the more standard deviations of the pairs; "
                 "★ sure when all differences of the page are tested at once", ["outcome", *found.arms], rows, 1)


def path_data(found, results):
    """What the script draws."""
    series, names = results.group("series"), [name for name in found.names if any((arm, name) in found.paths for arm in found.arms)]
    outcomes = []
    for name in names:
        quantity = quantity_of(series[name])
        courses = [{key: short(found.paths[arm, name][key] * quantity.scale) for key in ("mean", "low", "high")} for arm in found.arms]
        outcomes.append({"name": name, "label": quantity.label, "unit": quantity.unit.replace("%", "points", 1), "arms": courses})
    dates = next(iter(found.paths.values()))["date"]
    return {"dates": [int(date.timestamp()) for date in dates], "arms": found.arms, "baseline": found.baseline,
            "colours": [colour(k) for k in range(len(found.arms))], "outcomes": outcomes}


def figure(found):
    """The interactive figure and its controls."""
    level = f"{100 * found.confidence:g} %"
    firsts = [f"{arm}: {date:%Y-%m}" if date is not None else f"{arm}: never" for arm, date in found.first_change.items()]
    return f"""<div class="controls"><label>Outcome <select id="outcome"></select></label> <label>Policy <select id="arm"></select></label></div>
<figure><figcaption>Difference from {escape(found.baseline)} through time, means of the past 12 months: mean over pairs of runs, the band is its {level}
interval month by month. Until the policies begin to differ the lines are zero exactly ({escape('; '.join(firsts))}).</figcaption>
<div id="paths" role="img" aria-label="Difference of each policy from the baseline through time; the tables below hold the numbers of the last year"></div>
<p id="reading" class="faint" aria-live="polite"></p></figure>"""


def pairing(found):
    """What common draws are worth, in a sentence."""
    asked = found.effects[found.effects.index.get_level_values("name").isin(found.outcomes)]
    factors = asked["variance_reduction"].replace(np.inf, np.nan).dropna()
    if factors.empty:
        return ""
    return (f"Pairing under the same draws is worth {factors.median():.3g} times as many independent runs (median over outcomes and policies; "
            f"{factors.min():.2g} to {factors.max():.3g}).")


def page(results, found):
    """The whole page about a file and what was found in it, as HTML."""
    facts = results.provenance()
    question = results.question or results.title
    question = question[:1].upper() + question[1:]
    runs = f"{count(len(found.arms), 'policy').replace('policys', 'policies')}, {len(results.done)} of {found.planned} runs"
    sections = "\n".join(arm_section(found, results, arm) for arm in found.arms)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{escape(results.title)}: {escape(question)}</title>
<style>
{source("page.css")}{source("comparison.css")}{source("vendor/uPlot.min.css")}</style>
</head>
<body>
<p class="faint">Beachhead · {escape(results.title)} · {escape(runs)}</p>
<h1>{escape(question)}</h1>
<p class="answer">{escape(answer(found, results))}</p>
<ul class="warnings">{alerts(found)}</ul>
{figure(found)}
<h2>All policies, all outcomes</h2>
{heat_map(found, results)}
{sections}
<h2>How to read this</h2>
<p>Every policy runs under the same draws as the baseline: the same people have the same luck, so a difference of a pair is the policy's doing in
that life of the economy, and intervals over pairs say how much it varies between lives. {escape(pairing(found))} Intervals are bootstrap-t
(2,000 resamples; Student's t below {inference.LEAST_FOR_BOOTSTRAP} pairs). “higher” and “lower” are claimed where the interval leaves out zero and p,
adjusted by Holm for all {len(found.effects)} differences of the page, is below {1 - found.confidence:.2g}; “{comparison.SAME}” where two one-sided tests
find the difference smaller than 1 % of the baseline. “Pairs needed” would find the effect at its estimated size with power {inference.POWER} at
level {inference.LEVEL}. Intervals cover the luck of the draws, not doubt about parameters or about the model.</p>
<h2>Books</h2>
<p>{escape(report.books(results) if "accounts" in results.groups else "The model keeps no accounts.")}</p>
<h2>How to reproduce</h2>
{report.reproduction(results, facts)}
<h2>Provenance</h2>
{report.provenance(results, facts)}
<script type="application/json" id="data">{embedded(path_data(found, results))}</script>
<script>{source("vendor/uPlot.iife.min.js")}</script>
<script>{source("comparison.js")}</script>
</body>
</html>
"""
