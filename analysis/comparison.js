// The interactive part of a comparison's page: draws differences through time, lets the reader choose outcome and policy.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const outcome = document.getElementById("outcome"), arm = document.getElementById("arm");
  const frame = document.getElementById("paths"), reading = document.getElementById("reading");
  const sections = [...document.querySelectorAll("section.arm")];
  let plot = null;

  data.outcomes.forEach((one, k) => outcome.add(new Option(one.label, k)));
  arm.add(new Option("all policies", -1));
  data.arms.forEach((name, k) => arm.add(new Option(name, k)));

  const number = (value) => value == null ? "–" : value.toLocaleString("en", { maximumSignificantDigits: 4, signDisplay: "exceptZero" });

  function draw() {
    const one = data.outcomes[outcome.value], columns = [data.dates], series = [{ label: "month", value: "{YYYY}-{MM}" }], bands = [];
    one.arms.forEach((course, k) => {
      const chosen = arm.value < 0 || Number(arm.value) === k, at = columns.length;
      const edge = { stroke: "transparent", width: 0, points: { show: false }, show: chosen, label: "" };
      columns.push(course.high, course.low, course.mean);
      series.push({ ...edge, class: "edge" }, { ...edge, class: "edge" },
        { label: data.arms[k], stroke: data.colours[k], width: 2, dash: k >= 8 ? [2, 4] : k % 2 ? [8, 4] : [], show: chosen, points: { show: false }, value: (_, v) => number(v) });
      bands.push({ series: [at, at + 1], fill: data.colours[k] + "38" });
    });
    if (plot) plot.destroy();
    plot = new uPlot({
      width: frame.clientWidth, height: 320, series, bands, legend: { live: true }, cursor: { drag: { x: true, y: false } },
      title: one.label + (one.unit ? " [" + one.unit + "]" : ""),
      axes: [{}, { size: 70, values: (_, ticks) => ticks.map(number) }],
    }, columns, frame);
    plot.root.querySelectorAll(".u-series").forEach((row, k) => { if (k % 3 === 1 || k % 3 === 2) row.style.display = "none"; });
    const last = one.arms.map((course, k) => data.arms[k] + " " + number(course.mean.at(-1)) + " (" + number(course.low.at(-1)) + " to " + number(course.high.at(-1)) + ")");
    reading.textContent = "At the end: " + last.filter((_, k) => arm.value < 0 || Number(arm.value) === k).join("; ") + (one.unit ? " " + one.unit : "") + ".";
    sections.forEach((section, k) => section.classList.toggle("hidden", arm.value >= 0 && Number(arm.value) !== k));
    document.querySelectorAll("[data-pick-name]").forEach((cell) => cell.setAttribute("aria-pressed",
      cell.dataset.pickName === one.name && cell.dataset.pickArm === arm.value));
  }

  document.querySelectorAll("[data-pick-name]").forEach((cell) => cell.addEventListener("click", () => {
    outcome.value = data.outcomes.findIndex((one) => one.name === cell.dataset.pickName);
    arm.value = cell.dataset.pickArm;
    draw();
  }));
  outcome.addEventListener("change", draw);
  arm.addEventListener("change", draw);
  addEventListener("resize", () => plot && plot.setSize({ width: frame.clientWidth, height: 320 }));
  addEventListener("beforeprint", () => plot && plot.setSize({ width: Math.min(frame.clientWidth, 680), height: 320 }));
  arm.value = -1;
  draw();
})();
