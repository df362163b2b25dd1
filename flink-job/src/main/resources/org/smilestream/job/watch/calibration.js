// Coverage, calibration, scores, and models side by side.
import { axis, colour, draw, labelWidth, line } from "./charts.js";
import { button, byId, marked, table } from "./dom.js";
import { percent, plural, roundPercent, text, whole } from "./format.js";

const MOST_RHAT = 1.2;

/** Whether the chains predict so differently that it is to be marked. */
export const disagree = (rhat) => rhat > MOST_RHAT;

export const DISAGREEMENT = "R̂ compares how far the chains lie apart with how far each moves: 1 where all predict the same. Above " + MOST_RHAT
  + " intervals hold the spread of where chains began, too. More learning.steps-per-row, or fewer and longer chains, bring it down; see Questions in the documentation.";

const percents = { size: labelWidth, values: (u, values) => values.map(roundPercent) };

function coverage(view, ofClasses) {
  const c = view.predictions.coverage;
  const shares = [c.within, ...(c.recalibrated ? [c.recalibrated] : [])];
  const least = Math.min(...shares.flat().filter((v) => v != null), 0.8);
  byId("caption-coverage").textContent = (ofClasses ? "Share of right classes" : "Share of outcomes within the 90 % interval")
    + ", of " + whole(c.window) + " rows each";
  draw("chart-coverage", {
    kind: "coverage " + ofClasses + Boolean(c.recalibrated), columns: [c.rows, ...shares, c.expected], empty: "It needs some more rows with outcomes.",
    words: (i) => (i == null ? "" : "Up to row " + whole(c.rows[i]) + ": " + percent(c.within[i])
      + (c.recalibrated ? ", recalibrated " + percent(c.recalibrated[i]) : "") + (ofClasses ? ", expected " + percent(c.expected[i]) : "")),
    options: () => ({
      scales: { x: { time: false }, y: { range: [ofClasses ? Math.max(0, least - 0.1) : least - 0.02, 1] } },
      axes: [axis("row of the stream", { size: 34 }), axis("", percents)],
      series: [
        { label: "row" }, line(ofClasses ? "right" : "as predicted", colour("accent"), { width: 2 }),
        ...(c.recalibrated ? [line("recalibrated", colour("recalibrated"), { width: 2 })] : []),
        line(ofClasses ? "expected: mean probability of the likeliest class" : "90 %", colour("soft"), { dash: [4, 4] }),
      ],
    }),
  });
}

function pit(density) {
  const edges = density ? density.map((v, i) => i / density.length).concat(1) : [];
  draw("chart-pit", {
    kind: "pit", columns: [edges, density ? [...density, density[density.length - 1]] : [], edges.map(() => 1)], empty: "It needs some more rows with outcomes.",
    words: (i) => (i == null || !density ? "" : percent(edges[Math.min(i, density.length - 1)]) + " and above: density " + text(density[Math.min(i, density.length - 1)])),
    options: () => ({
      scales: { x: { time: false, range: [0, 1] }, y: { range: (u, low, high) => [0, Math.max(1.5, high) * 1.1] } },
      axes: [axis("place in the predicted distribution", { size: 34, values: (u, values) => values.map(roundPercent) }), axis("density", { size: labelWidth })],
      series: [
        { label: "from" },
        line("density", colour("accent"), { fill: colour("inner"), paths: uPlot.paths.stepped({ align: 1 }) }),
        line("calibrated", colour("soft"), { dash: [4, 4] }),
      ],
    }),
  });
  table("table-pit", {
    caption: "Density of the probability integral transform; 1 where calibrated", columns: ["from", "to", "density"],
    rows: (density || []).map((v, i) => [percent(edges[i]), percent(edges[i + 1]), text(v)]),
  });
}

function confidence(bins) {
  draw("chart-pit", {
    kind: "confidence", columns: [bins.map((bin) => bin.confidence), bins.map((bin) => bin.right), bins.map((bin) => bin.confidence)],
    empty: "It needs some more rows with outcomes.",
    words: (i) => (i == null ? "" : "Of " + plural(bins[i].rows, "row", "rows") + " with " + percent(bins[i].confidence) + ", right " + percent(bins[i].right)),
    options: () => ({
      scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
      axes: [axis("probability of the likeliest class", { size: 34, values: percents.values }), axis("share of right ones", percents)],
      series: [
        { label: "probability" },
        line("right", colour("accent"), { width: 2, points: { show: true, size: 7, fill: colour("accent") } }),
        line("calibrated", colour("soft"), { dash: [4, 4] }),
      ],
    }),
  });
  table("table-pit", {
    caption: "Rows by the probability of their likeliest class", columns: ["from", "rows", "mean probability", "right"],
    rows: bins.map((bin) => [percent(bin.from), whole(bin.rows), percent(bin.confidence), percent(bin.right)]),
  });
}

function scores(view, ofClasses) {
  const s = view.predictions.scores;
  const all = view.diagnostics || view.allKeys || {};
  const coverage = s.coverage || {};
  const recalibrated = s.recalibratedCoverage;
  const metric = (name) => view.metrics.values.find((each) => each.name === "predictions.predictions." + name)?.value;
  table("table-scores", {
    caption: "The newest rows, and all since the job began to score" + (view.diagnostics || !view.allKeys ? "" : ", of all keys"),
    columns: ["score", "newest rows", view.diagnostics || !view.allKeys ? "all" : "all keys"],
    rows: [
      ["rows", whole(s.rows), whole(all.scoredRows)],
      ["log predictive density, nats a row", text(s.logPredictiveDensity), text(all.logPredictiveDensity)],
      ...(ofClasses ? [
        ["right classes", percent(s.accuracy), percent(all.accuracy)],
        ["Brier score", text(s.brier), text(all.brierScore)],
        ["expected calibration error", percent(s.ece), percent(all.expectedCalibrationError)],
      ] : [
        ["mean absolute error", text(s.meanAbsoluteError), text(all.meanAbsoluteError)],
        ["CRPS", text(s.crps), text(all.crps)],
        ["root mean squared error", text(s.rootMeanSquaredError), text(all.rootMeanSquaredError)],
        ...(s.unboundedRows ? [["rows left out of these two: not finite", whole(s.unboundedRows), ""]] : []),
        ["within the 50 % interval", percent(coverage["0.5"]), percent(all.coverage50)],
        ["within the 90 % interval", percent(coverage["0.9"]), percent(all.coverage90)],
        ["the same in the worst tenth", percent((s.worstBlockCoverage || {})["0.9"]), ""],
        ...(recalibrated ? [
          ["within the recalibrated 50 %", percent(recalibrated["0.5"]), percent(metric("recalibratedCoverage50"))],
          ["within the recalibrated 90 %", percent(recalibrated["0.9"]), percent(metric("recalibratedCoverage90"))],
          ["the same in the worst tenth", percent((s.worstBlockRecalibratedCoverage || {})["0.9"]), ""],
        ] : []),
      ]),
      ["largest R̂", "", disagree(all.rhat) ? marked(text(all.rhat) + ", high", DISAGREEMENT) : text(all.rhat)],
      ["smallest effective sample size", "", text(all.ess)],
    ],
  });
}

export function calibration(view) {
  const ofClasses = view.classes.length > 0;
  byId("about-calibration").textContent = "Over the newest " + whole(view.predictions.scores.rows) + " rows that count. " + (ofClasses
    ? "Where probabilities mean what they say, both charts lie on their dashed lines."
    : "Calibrated predictions give a flat histogram; one that is high at both ends means intervals that are too narrow, high in the middle too wide.");
  byId("caption-pit").textContent = ofClasses ? "How often the likeliest class was right" : "Where outcomes fall in the predicted distribution (PIT)";
  coverage(view, ofClasses);
  if (ofClasses) confidence(view.predictions.confidence);
  else pit(view.predictions.pit);
  scores(view, ofClasses);
}

/** The models of a job with several, or the worst keys. */
export function standings(view, choose) {
  const list = view.standings;
  byId("models-section").hidden = list.length === 0;
  if (list.length === 0) return;
  const keyed = list.some((each) => each.model.includes("/"));
  const compared = list.some((each) => each.champion != null);
  const ofClasses = view.classes.length > 0;
  byId("about-models").textContent = keyed
    ? (view.models.length + view.hidden > list.length ? "Of " + whole(view.models.length + view.hidden) + " keys the " + list.length + " that are predicted worst now." : "Each key has a model of its own.")
    : "Each model learns the same stream; one answers. Evidence of 1 is enough for a challenger to take its place.";
  table("table-models", {
    caption: "Models side by side",
    columns: [keyed ? "key" : "model", "page", "newest row (UTC)", "newest rows", "log density", ofClasses ? "right" : "within 90 %", "all rows", "log density of all",
      ...(compared ? ["role", "gain, nats a row", "evidence"] : [])],
    rows: list.map((each) => [
      keyed ? each.model.slice(each.model.indexOf("/") + 1) : each.model,
      each.model === view.model ? "shown" : button("Show", each.model, () => choose(each.model)), each.newestTime || "–", whole(each.rows), text(each.logPredictiveDensity), percent(each.coverage90),
      whole(each.allRows), text(each.allLogPredictiveDensity),
      ...(compared ? [each.champion === 1 ? "answers" : "challenger", text(each.meanGain), text(each.evidence)] : []),
    ]),
  });
}
