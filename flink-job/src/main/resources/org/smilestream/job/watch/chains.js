// The chains: step sizes, energy errors, how their groups stand.
import { axis, draw, labelWidth, line, palette } from "./charts.js";
import { table } from "./dom.js";
import { brief, power, text, whole } from "./format.js";

const MOST_IN_LEGEND = 16;
const EMPTY = "No report so far: the first comes with the warm start of the chains.";

function chart(id, series, rows) {
  const positive = rows.map((row) => row.map((v) => (v > 0 ? v : null)));
  const some = positive.some((row) => row.some((v) => v != null));
  draw(id, {
    kind: "chains " + series.chains.join(), columns: some ? [series.steps, ...positive] : [[]], empty: EMPTY,
    words: (i) => (i == null || rows.length > MOST_IN_LEGEND ? "" : whole(series.steps[i]) + " steps: "
      + rows.map((row, k) => (row[i] == null ? null : series.chains[k] + ": " + brief(row[i]))).filter(Boolean).join(", ")),
    options: () => ({
      scales: { x: { time: false }, y: { distr: 3 } },
      legend: { show: rows.length <= MOST_IN_LEGEND },
      axes: [axis("steps of the chain", { size: 34 }), axis("", { size: labelWidth, values: (u, values) => values.map(power) })],
      series: [
        { label: "steps" },
        ...rows.map((row, i) => line("chain " + series.chains[i], palette[i % palette.length], { width: 1.25, spanGaps: true })),
      ],
    }),
  });
}

export function chains({ series, groups }) {
  chart("chart-steps", series, series.stepSizes);
  chart("chart-energy", series, series.energyErrors);
  table("table-groups", {
    caption: "How each group of chains stands", empty: EMPTY,
    columns: ["group", "chains", "phase", "steps", "steps for a row", "left out", "rejected", "rows in the window", "engine"],
    rows: groups.map((group) => [
      String(group.group), group.chains.join(", "), group.phase.toLowerCase().replace("_", " "), whole(group.steps), brief(group.stepsPerRow),
      whole(group.skippedSteps), whole(group.rejections), whole(group.windowRows), group.engine,
    ]),
  });
  const newest = (values) => values.reduce((last, v) => (v == null ? last : v), null);
  table("table-chains", {
    caption: "The newest report of each chain", columns: ["chain", "step size", "mean |ΔE|", "ξ"], empty: EMPTY,
    rows: series.chains.map((chain, i) => [
      String(chain), text(newest(series.stepSizes[i])), text(newest(series.energyErrors[i])), text(newest(series.normalisedEnergyErrors[i])),
    ]),
  });
}
