"""One self-contained page about a result file.

    python -m analysis.report FILE.h5 [-o report.html] [--force]

Exit codes: 0 done, 2 usage, 4 file system (input missing or no result file; output exists or cannot be written).
"""

import argparse
import html
import io
import os
import pathlib
import re
import sys
import urllib.parse

import matplotlib
import numpy as np

from analysis import figures, outcomes
from analysis.quantities import quantity_of
from analysis.results import ResultError, open_results

SAFE_IN_ADDRESS = " '()*+,-./;=_"  # [characters of a drawing that need no escape inside the page]
KEY_OUTCOMES = ["capture_ratio", "livelihood_autonomy", "commoner_share"]  # what the laboratory asks about
FILE_SYSTEM = 4


def escape(text):
    """Text as HTML."""
    return html.escape(str(text))


def listing(words):
    """Words with commas and an "and"."""
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1]


def count(number, noun):
    """A number with its noun: "one run", "8 runs"."""
    return f"one {noun}" if number == 1 else f"{number} {noun}s"


def in_words(quantity):
    """The label as part of a sentence, without its abbreviation."""
    return f"“{re.sub(r'^[A-Z]+: ', '', quantity.label)}”"


# The answer


def answer(results):
    """Two or three sentences from the numbers, which claim no more than these; text, not HTML."""
    paired = outcomes.paired_outcomes(results)
    if len(paired):
        arms = [arm for arm in results.arms[1:] if arm in paired.index]
        return " ".join(sentence for arm in arms for sentence in paired_sentences(results, paired.loc[arm], arm))
    sentences = [course_sentence(results, arm) for arm in results.arms]
    if figures.is_closed_economy(results):
        sentences += [captor_sentence(results, results.arms[0])]
    return " ".join(sentences + [caution(results)])


def key_outcomes(results):
    """Headlines that the answer names."""
    return [name for name in KEY_OUTCOMES if name in results.headlines] or results.headlines[:3]


def course_sentence(results, arm):
    """From start to end."""
    table, series = outcomes.outcomes(results).loc[arm], results.series()
    runs, parts = int((results.done["arm"] == arm).sum()), []
    for name in key_outcomes(results):
        row, quantity = table.loc[name], quantity_of(series[name])
        spread = f" (change in single runs: {quantity.range(row['least'], row['most'])})" if runs > 1 else ""
        parts.append(f"{in_words(quantity)} went from {quantity.text(row['start'])} to {quantity.text(row['end'])}{spread}")
    start, end = outcomes.years(results)
    return f"In {count(runs, 'run')} of {arm}, between {start} and {end}{burn_in_words(series)}, {'; '.join(parts)}."


def burn_in_words(series):
    """What the start has to do with the burn-in."""
    if bool(series["burn_in"].all()):
        return " (all of it burn-in: the economy has not settled)"
    return " (the first and the last months after the burn-in)" if bool(series["burn_in"].any()) else ""


def captor_sentence(results, arm):
    """Who first received the value of the last year."""
    shares = outcomes.captors(results, arm)
    total, end = shares.sum(), outcomes.years(results)[1]
    if not total > 0:
        return f"In {end} the commons created no value on balance."
    shown = [f"{figures.plain(name)} {100 * share / total:.0f} %".replace("-", "−")
             for name, share in shares.items() if abs(share / total) >= 0.005]
    less = " (below zero: less than without the commons)" if shares.min() < -0.005 * total else ""
    return f"The commons-derived value of {end}, {100 * total:.2f} % of GDP, went first to {listing(shown)}{less}."


def caution(results):
    """What the file cannot tell."""
    if results.factors:
        return f"The runs differ in {listing(results.factors)}: ranges cover these differences."
    if len(results.done) == 1:
        return "One run shows one possible course: how much of it is chance, this file cannot tell."
    return "The runs differ in their random draws only: their range says nothing about other parameters."


def paired_sentences(results, table, arm):
    """What the policy changed, how surely, and what remains open."""
    series, pairs, end = results.series(), int(table["pairs"].max()), outcomes.years(results)[1]
    yield f"In {end}, {arm} against {results.arms[0]} in {count(pairs, 'pair')} of runs under the same random draws: " + "; ".join(
        difference_text(quantity_of(series[name]), table.loc[name], pairs) for name in key_outcomes(results)) + "."
    zero = (table["least"] == 0) & (table["most"] == 0)
    clear = ~zero & (table["least"] * table["most"] > 0)
    if pairs == 1:
        yield "One pair shows one possible course: how much of the difference is chance, this file cannot tell."
        return
    others = [name for name in table.index[clear] if name not in key_outcomes(results)]
    if others:
        yield f"The sign is also the same in all {pairs} pairs for " + "; ".join(
            difference_text(quantity_of(series[name]), table.loc[name], pairs) for name in others) + "."
    yield (f"Of {len(table)} outcomes, {clear.sum()} have the same sign in all pairs and {zero.sum()} the same value to "
           f"the last bit; a sign that is a matter of chance would be the same in {pairs} pairs with probability "
           f"{200 * 0.5**pairs:.3g} %.")


def difference_text(quantity, row, pairs):
    """One difference with its range."""
    spread = f" ({quantity.range(row['least'], row['most'])})" if pairs > 1 else ""
    return f"{in_words(quantity)} {quantity.change(row['difference'])}{spread}"


# Tables


def sparkline(values, points=80):
    """The course of a series as a small inline drawing; the numbers stand beside it."""
    parts = np.array_split(values, min(points, len(values)))
    means = np.array([part[np.isfinite(part)].mean() if np.isfinite(part).any() else np.nan for part in parts])
    known = np.isfinite(means)
    if not known.any():
        return ""
    low, high = means[known].min(), means[known].max()
    across = np.linspace(1, 99, len(means))[known]
    down = 22 - 20 * (means[known] - low) / (high - low) if high > low else np.full(known.sum(), 12.0)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down))
    return ('<svg class="course" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">'
            f'<polyline points="{line}" fill="none" stroke="#0072B2" stroke-width="1.5" vector-effect="non-scaling-stroke"/></svg>')


def number_cell(quantity, value, sign=False):
    """A cell with the number as shown, and the file's own as an attribute."""
    return f'<td class="number" data-value="{value!r}">{quantity.number(value, sign)}</td>'


def outcome_row(results, arm, name, row, keys, ranged):
    """One line of a table of outcomes: two levels, their difference, its range, the unit, the course."""
    quantity = quantity_of(results.series()[name])
    changes = [keys[2]] + (["least", "most"] if ranged else [])
    cells = [number_cell(quantity, float(row[key]), sign=key in changes) for key in [*keys[:2], *changes]]
    course = outcomes.mean_course(results, name, arm, against_first="difference" in keys)
    return (f'<tr data-arm="{escape(arm)}" data-name="{escape(name)}">'
            f'<th scope="row">{escape(quantity.label)} <code>{escape(name)}</code></th>'
            f'{"".join(cells)}<td>{escape(quantity.unit or "1")}</td><td>{sparkline(course)}</td></tr>')


def outcome_table(results, arm, table, keys, headings, caption, ranged):
    """A table of outcomes of one arm."""
    headings = headings + (["least", "most"] if ranged else [])
    head = "".join(f'<th scope="col" class="number">{escape(word)}</th>' for word in headings)
    rows = "\n".join(outcome_row(results, arm, name, row, keys, ranged) for name, row in table.loc[arm].iterrows())
    return (f'<div class="scroll"><table><caption>{escape(caption)}</caption><thead><tr><th scope="col">outcome</th>{head}'
            f'<th scope="col">unit</th><th scope="col">course</th></tr></thead><tbody>\n{rows}\n</tbody></table></div>')


def tables(results):
    """Differences between arms, then start and end of every arm."""
    parts, paired, courses = [], outcomes.paired_outcomes(results), outcomes.outcomes(results)
    start, end = outcomes.years(results)
    for arm in results.arms[1:]:
        if arm in paired.index:
            pairs = int(paired.loc[arm]["pairs"].max())
            caption = f"{arm} against {results.arms[0]}, {end}: mean of {count(pairs, 'pair')} of runs"
            parts.append(outcome_table(results, arm, paired, ("base", "other", "difference"),
                                       [results.arms[0], arm, "difference"], caption, pairs > 1))
    for arm in results.arms:
        runs = int((results.done["arm"] == arm).sum())
        parts.append(outcome_table(results, arm, courses, ("start", "end", "change"), [start, end, "change"],
                                   f"{arm}: mean of {count(runs, 'run')}", runs > 1))
    return "\n".join(parts)


# Figures


def picture(figure, alternative):
    """A figure as an image inside the page: vector graphics, coordinates to a hundredth of a point."""
    stream = io.StringIO()
    with matplotlib.rc_context(figures.STYLE):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawing = stream.getvalue()
    drawing = drawing[drawing.index("<svg"):]
    drawing = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), drawing)
    drawing = re.sub(r"<!--.*?-->|\s+", " ", drawing).replace('"', "'")
    width, height = (round(96 * inches) for inches in figure.get_size_inches())
    return (f'<img alt="{escape(alternative)}" width="{width}" height="{height}" '
            f'src="data:image/svg+xml;charset=utf-8,{urllib.parse.quote(drawing, safe=SAFE_IN_ADDRESS)}">')


def panels(results, draw, names, words):
    """One image per observable, which the page arranges by the width of the screen."""
    series = results.series()
    images = [picture(draw(results, [name]), f"{words}: {quantity_of(series[name]).label}") for name in names]
    return f'<div class="panels">{"".join(images)}</div>'


def section(heading, caption, body):
    """A figure with its heading and caption."""
    return f"<h2>{escape(heading)}</h2>\n<figure><figcaption>{escape(caption)}</figcaption>\n{body}</figure>"


def band_words(results):
    """What lines and bands are."""
    runs = results.done.groupby("arm").size().max()
    calm = "Means of the past 12 months. " if figures.is_closed_economy(results) else ""
    grey = " Grey: burn-in." if bool(results.series()["burn_in"].any()) else ""
    return calm + ("One run." if runs == 1 else f"Median of {runs} runs; the band holds nine tenths of them.") + grey


def all_figures(results):
    """Sections with figures: outcomes for every model, the rest for a closed economy."""
    yield section("Outcomes through time", band_words(results),
                  panels(results, figures.headlines, results.headlines, "Course through time"))
    if len(outcomes.paired_outcomes(results)):
        yield section("Differences between pairs of runs", f"Less {results.arms[0]}, under the same draws: where the band "
                      "lies on one side of zero, nine tenths of the pairs agree on the sign.",
                      panels(results, figures.paired_differences, results.headlines, "Difference through time"))
    if figures.is_closed_economy(results):
        yield from economy_figures(results)


def economy_figures(results):
    """Value, hours, income and money."""
    arm, (start, end) = results.arms[0], outcomes.years(results)
    seen = f"{arm}: {captor_sentence(results, arm)}"
    yield section("Who captures what the commons create", "Above zero: who first receives the value; below zero: who has less "
                  f"than without the commons; dashed: the sum, mean over runs. {seen}",
                  picture(figures.who_captures(results), f"Commons-derived value by first captor, in percent of GDP. {seen}"))
    yield section("What people do with their hours",
                  f"Each use has its own scale: compare the direction, then read the axis. {band_words(results)}",
                  panels(results, figures.headlines, figures.hours_names(results), "Hours through time"))
    yield section("Income from the poorest to the richest tenth",
                  f"Hollow marks {start}, filled marks {end}; prices of the opening. {richest_to_poorest(results, arm)}",
                  picture(figures.income_by_decile(results), f"Mean income after tax by tenth of people, {start} and {end}"))
    sector, before, after = outcomes.fastest_stock(results, arm)
    seen = (f"In {arm}, {figures.plain(sector)} multiplied most, from {before:.2f} to {after:.2f} months of GDP between {start} "
            f"and {end}.")
    yield section("Where the money lies",
                  f"A level line grows with GDP, a rising one faster. {seen} Sectors without deposits are left out.",
                  picture(figures.money(results), f"Deposits by sector and public debt in months of GDP. {seen}"))


def richest_to_poorest(results, arm):
    """How many times the income of the poorest tenth the richest have, at start and end."""
    before, after = outcomes.income_ratio(results, arm)
    return f"In {arm}, the richest tenth had {before:.1f} times the income of the poorest at the start, {after:.1f} times at the end."


# The page


def books(results):
    """Whether the accounts close."""
    checks = [f"{name} {size:.2g} {unit}" for name, (size, unit) in outcomes.residuals(results).items()]
    failed = len(results.runs) - len(results.done)
    missing = f" {count(failed, 'run')} of {len(results.runs)} failed and left out here." if failed else ""
    return f"Largest residual in any month of {count(len(results.done), 'run')}: {', '.join(checks)}.{missing}"


def reproduction(results, facts):
    """How to get the same numbers again."""
    scenarios = "\n".join(f"<details><summary>Scenario of {escape(arm)}, as far as it differs from the defaults</summary>"
                          f"<pre>{escape(text)}</pre></details>" for arm, text in results.scenario().items())
    return (f"<p>The command that wrote the file; the scenarios below, saved as files, run to the same content digest:</p>\n"
            f"<pre>{escape(facts.get('command_line', 'not recorded'))}</pre>\n{scenarios}")


def provenance(results, facts):
    """Which program wrote the file."""
    rows = {"Model": results.model, "Program": facts.get("program_version"), "Git revision": facts.get("git_revision"),
            "Written": facts.get("created"), "Content digest": results.digest}
    terms = [f"<dt>{name}</dt><dd>{escape(value or 'not recorded')}</dd>" for name, value in rows.items()]
    return f"<dl>{''.join(terms)}</dl>"


def page(results):
    """The whole page as HTML."""
    style = pathlib.Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    facts, question = results.provenance(), results.question or results.title
    question = question[:1].upper() + question[1:]
    arms = f", arms {listing(results.arms)}" if len(results.arms) > 1 else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(results.title)}: {escape(question)}</title>
<style>
{style}</style>
</head>
<body>
<p class="faint">Beachhead · {escape(results.title)} · {count(len(results.done), "run")}{escape(arms)}</p>
<h1>{escape(question)}</h1>
<p class="answer">{escape(answer(results))}</p>
<h2>Outcomes</h2>
{tables(results)}
{chr(10).join(all_figures(results))}
<h2>Books</h2>
<p>{escape(books(results))}</p>
<h2>How to reproduce</h2>
{reproduction(results, facts)}
<h2>Provenance</h2>
{provenance(results, facts)}
</body>
</html>
"""


def write_whole(path, text):
    """Write a file that is complete under its name or not there: temporary name beside it, then rename."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_report(source, target, force):
    """Read a result file and write its page.

    Raises
    ------
    ResultError
        Where the source is no result file.
    OSError
        Where it cannot be read, or the target exists (without `force`) or cannot be written.
    """
    if target.exists() and (not force or target.samefile(source)):
        raise FileExistsError(17, "exists; --force replaces it" if not force else "is the result file itself", str(target))
    results = open_results(source)
    if results.is_comparison:
        from analysis import comparison, comparison_page  # they build on this module, and scipy takes a second to load
        write_whole(target, comparison_page.page(results, comparison.compare(results)))
    else:
        write_whole(target, page(results))


def main(arguments=None):
    """Command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="beachhead report", description="One self-contained page about a result file.")
    parser.add_argument("file", metavar="FILE.h5", type=pathlib.Path)
    parser.add_argument("-o", metavar="report.html", dest="output", type=pathlib.Path,
                        help="default: the result's name with .html, in this folder")
    parser.add_argument("--force", action="store_true", help="replace an existing page")
    options = parser.parse_args(arguments)
    target = options.output or pathlib.Path(options.file.with_suffix(".html").name)
    try:
        write_report(options.file, target, options.force)
    except ResultError as error:
        print(f"beachhead report: {error}", file=sys.stderr)
        return FILE_SYSTEM
    except OSError as error:
        print(f"beachhead report: {error.filename}: {error.strerror}", file=sys.stderr)
        return FILE_SYSTEM
    print(f"written to {target}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
