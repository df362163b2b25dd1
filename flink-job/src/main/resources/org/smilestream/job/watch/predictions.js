// The newest rows: what was predicted, and what happened.
import { at, axis, clipped, colour, draw, isNarrow, labelWidth, palette, unseen } from "./charts.js";
import { button, byId, key, table } from "./dom.js";
import { brief, percent, plural, roundPercent, text, whole } from "./format.js";

const NARROW_ROWS = 60;
const [LOWEST, LOWER, MEDIAN, UPPER, HIGHEST] = [0, 1, 2, 3, 4];
const TABLE_ROWS = 20;

/** The rows that there is room for. */
function newest(columns) {
  return isNarrow() ? columns.map((column) => column.slice(-NARROW_ROWS)) : columns;
}

function percentile(values, share) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))];
}

// As in the report: one wild outcome or interval must not flatten the others.
function fanRange(u) {
  const low = percentile(u.data[1 + LOWEST], 0.01);
  const high = percentile(u.data[1 + HIGHEST], 0.99);
  const span = high - low || 1;
  const outcomes = u.data[6].filter((v) => v != null);
  const from = Math.max(low - 0.5 * span, Math.min(low, ...outcomes));
  const to = Math.min(high + 0.5 * span, Math.max(high, ...outcomes));
  return [from - 0.04 * span, to + 0.04 * span];
}

/** Where a row begins on the canvas, and how wide it is. */
function column(u, row) {
  const left = at(u, row - 0.5, "x");
  const width = at(u, row + 0.5, "x") - left;
  const gap = width > 4 * devicePixelRatio ? 0.15 * width : 0;
  return [left + gap, Math.max(1, width - 2 * gap)];
}

// Rows have nothing to do with their neighbours, so each has a column of its own and no line joins them.
function fanColumns(u) {
  const [rows, q5, q25, q50, q75, q95, , r5, r95] = u.data;
  const [outer, inner, median, recalibrated] = ["outer", "inner", "accent", "recalibrated"].map(colour);
  const thick = 2 * devicePixelRatio;
  clipped(u, (ctx) => rows.forEach((row, i) => {
    const [left, width] = column(u, row);
    const box = (from, to, fill) => {
      ctx.fillStyle = fill;
      ctx.fillRect(left, at(u, to, "y"), width, at(u, from, "y") - at(u, to, "y"));
    };
    box(q5[i], q95[i], outer);
    box(q25[i], q75[i], inner);
    ctx.fillStyle = median;
    ctx.fillRect(left, at(u, q50[i], "y") - thick / 2, width, thick);
    ctx.fillStyle = recalibrated;
    for (const end of [r5, r95]) {
      if (end && end[i] != null) ctx.fillRect(left, at(u, end[i], "y") - thick / 2, width, thick);
    }
  }));
}

const between = (values, low, high, i) => brief(values[low][i]) + " to " + brief(values[high][i]);

function fanWords(fan, i) {
  const happened = fan.targets[i];
  const inside = happened >= fan.quantiles[LOWEST][i] && happened <= fan.quantiles[HIGHEST][i];
  return "Row " + whole(fan.rows[i]) + ", " + fan.times[i] + ": median " + brief(fan.quantiles[MEDIAN][i])
    + ", half within " + between(fan.quantiles, LOWER, UPPER, i) + ", 90 % within " + between(fan.quantiles, LOWEST, HIGHEST, i)
    + (fan.recalibrated && fan.recalibrated[LOWEST][i] != null ? ", recalibrated " + between(fan.recalibrated, LOWEST, HIGHEST, i) : "")
    + (happened == null ? "; not known yet what happened" : "; it was " + brief(happened) + (inside ? "" : ", outside"));
}

function fan(view, samples) {
  const fan = view.predictions.fan;
  const recalibrated = fan.recalibrated;
  const columns = newest([fan.rows, ...fan.quantiles, fan.targets, ...(recalibrated ? [recalibrated[LOWEST], recalibrated[HIGHEST]] : [])]);
  const left = fan.rows.length - columns[0].length;
  draw("chart-fan", {
    kind: "fan " + Boolean(recalibrated) + (view.target || ""), height: 360, bare: true, columns, empty: "No prediction so far.",
    words: (i) => fanWords(fan, left + (i ?? columns[0].length - 1)),
    options: () => ({
      scales: { x: { time: false, range: (u, from, to) => [from - 0.5, to + 0.5] }, y: { range: fanRange } },
      axes: [axis("row of the stream", { size: 34 }), axis(view.target || "target", { size: labelWidth })],
      series: [
        { label: "row" }, ...["5 %", "25 %", "median", "75 %", "95 %"].map(unseen),
        { label: "what happened", stroke: colour("outcome"), paths: () => null, points: { show: true, size: isNarrow() ? 4 : 5, fill: colour("outcome"), width: 0 } },
        ...(recalibrated ? ["recalibrated 5 %", "recalibrated 95 %"].map(unseen) : []),
      ],
      hooks: {
        drawAxes: [fanColumns],
        ready: [(u) => u.over.addEventListener("click", () => {
          if (u.cursor.idx != null) samples.ofRow(u.data[0][u.cursor.idx]);
        })],
      },
    }),
  });
  key("key-fan", [
    ["median", "median"], ["inner", "50 % interval"], ["outer", "90 % interval"],
    ...(recalibrated ? [["recalibrated", "90 % recalibrated"]] : []), ["outcome", "what happened"],
  ]);
  table("table-fan", {
    caption: "The newest rows",
    columns: ["row", "time (UTC)", "5 %", "25 %", "median", "75 %", "95 %", ...(recalibrated ? ["recalibrated 5 %", "recalibrated 95 %"] : []),
      "what happened", ...(view.described ? ["samples"] : [])],
    rows: last(fan.rows).map((i) => [
      String(fan.rows[i]), fan.times[i], ...fan.quantiles.map((q) => text(q[i])),
      ...(recalibrated ? [text(recalibrated[LOWEST][i]), text(recalibrated[HIGHEST][i])] : []), text(fan.targets[i]), ...samplesOf(view, fan.rows[i], samples),
    ]),
  });
}

/** The places of the newest rows, the newest first. */
const last = (rows) => rows.map((row, i) => i).slice(-TABLE_ROWS).reverse();

const samplesOf = (view, row, samples) => (view.described ? [button("Samples", "row " + row, () => samples.ofRow(row))] : []);

const TOP = 1.16;
const STRIP = [1.03, 1.09];
const WRONG = 1.125;

// A column of probabilities for each row; above it what happened, with a mark where another class was likelier.
function classColumns(u) {
  const { classes, first } = u.extra;
  clipped(u, (ctx) => u.data[0].forEach((row, i) => {
    const [left, width] = column(u, row);
    const box = (from, to, fill) => {
      ctx.fillStyle = fill;
      ctx.fillRect(left, at(u, to, "y"), width, at(u, from, "y") - at(u, to, "y"));
    };
    let sum = 0;
    for (let k = 0; k < classes.labels.length; k++) {
      box(sum, sum + u.data[1 + k][i], palette[k]);
      sum += u.data[1 + k][i];
    }
    const happened = classes.happened[first + i];
    if (happened < 0) return;
    box(...STRIP, palette[happened]);
    if (happened !== classes.predicted[first + i]) {
      ctx.fillStyle = colour("text");
      ctx.beginPath();
      ctx.arc(left + width / 2, at(u, WRONG, "y"), 2.5 * devicePixelRatio, 0, 2 * Math.PI);
      ctx.fill();
    }
  }));
}

function classWords(classes, i) {
  const likeliest = classes.predicted[i];
  const happened = classes.happened[i];
  return "Row " + whole(classes.rows[i]) + ", " + classes.times[i] + ": " + classes.labels[likeliest] + " with "
    + percent(classes.probabilities[likeliest][i])
    + (happened < 0 ? "; not known yet what happened"
      : happened === likeliest ? "; so it was" : "; it was " + classes.labels[happened] + ", given " + percent(classes.probabilities[happened][i]));
}

function classes(view, samples) {
  const classes = view.predictions.classes;
  const columns = newest([classes.rows, ...classes.probabilities]);
  const first = classes.rows.length - columns[0].length;
  draw("chart-fan", {
    kind: "classes " + classes.labels.join("\n"), height: 360, bare: true, columns, extra: { classes, first }, empty: "No prediction so far.",
    words: (i) => classWords(classes, first + (i ?? columns[0].length - 1)),
    options: () => ({
      scales: { x: { time: false, range: (u, from, to) => [from - 0.5, to + 0.5] }, y: { range: [0, TOP] } },
      axes: [axis("row of the stream", { size: 34 }), axis("probability", { size: labelWidth, values: (u, values) => values.map((v) => (v > 1 ? "" : roundPercent(v))) })],
      series: [{ label: "row" }, ...classes.labels.map(unseen)],
      hooks: {
        drawAxes: [classColumns],
        ready: [(u) => u.over.addEventListener("click", () => {
          if (u.cursor.idx != null) samples.ofRow(u.data[0][u.cursor.idx]);
        })],
      },
    }),
  });
  key("key-fan", [...classes.labels.map((label, k) => ["class", label, palette[k]]), ["wrong", "another class was likelier"]]);
  table("table-fan", {
    caption: "The newest rows",
    columns: ["row", "time (UTC)", ...classes.labels, "what happened", ...(view.described ? ["samples"] : [])],
    rows: last(classes.rows).map((i) => [
      String(classes.rows[i]), classes.times[i], ...classes.probabilities.map((p) => percent(p[i])),
      classes.labels[classes.happened[i]] ?? "–", ...samplesOf(view, classes.rows[i], samples),
    ]),
  });
}

export function predictions(view, samples) {
  const p = view.predictions;
  const ofClasses = view.classes.length > 0;
  byId("about-fan").textContent = (ofClasses
    ? "Each column is a row, divided by the probabilities that it was given before it was learned from; the strip above has the class that came."
    : "Each column is a row, predicted before it was learned from. Half of the outcomes should lie in the dark part and nine of ten in the light one.")
    + (p.waiting > 0 ? " " + plural(p.waiting, "row waits for its outcome.", "rows wait for their outcome.") : "")
    + (view.described ? " A click on a column shows the samples behind it." : "");
  byId("chart-fan").classList.toggle("clickable", view.described);
  if (ofClasses) classes(view, samples);
  else fan(view, samples);
}

export function answers(view, samples) {
  const ofClasses = view.classes.length > 0;
  const list = view.predictions.answers;
  const recalibrated = list.some((answer) => answer.recalibrated);
  const interval = (q) => (q ? text(q[LOWEST]) + " to " + text(q[HIGHEST]) : "–");
  table("table-answers", {
    caption: "The newest",
    empty: "None so far. A record without the target, on the topic of requests, is one.",
    columns: ["request", "time (UTC)", ...(ofClasses ? view.classes.slice(0, palette.length) : ["median", "90 % interval", ...(recalibrated ? ["recalibrated"] : []), "asked for besides"]),
      ...(view.described ? ["samples"] : [])],
    words: ofClasses ? [0] : [0, recalibrated ? 5 : 4],
    rows: list.map((answer) => [
      answer.id, answer.time,
      ...(ofClasses ? view.classes.slice(0, palette.length).map((label, k) => percent(answer.probabilities && answer.probabilities[k]))
        : [answer.quantiles ? text(answer.quantiles[MEDIAN]) : "–", interval(answer.quantiles), ...(recalibrated ? [interval(answer.recalibrated)] : []), asked(answer.asked)]),
      ...(view.described ? [button("Samples", "request " + answer.id, () => samples.ofRequest(answer.id))] : []),
    ]),
  });
}

function asked(asked) {
  if (!asked) return "";
  return [
    ...asked.levels.map((level, i) => brief(100 * level) + " %: " + text(asked.quantiles[i])),
    ...asked.thresholds.map((threshold, i) => "more than " + brief(threshold) + ": " + percent(asked.exceedances[i])),
  ].join(", ");
}
