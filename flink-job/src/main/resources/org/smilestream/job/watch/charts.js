// Charts: uPlot with the colours of the page, a line of words in place of a legend that jumps.
import { byId, nothing } from "./dom.js";
import { tick } from "./format.js";

// Okabe and Ito's colours, which people with colour blindness tell apart, without the black.
export const palette = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#a89f00", "#8a8f98"];
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
export const isNarrow = () => matchMedia("(max-width: 600px)").matches;

const charts = new Map();
const FONT = "12px system-ui, sans-serif";

export function axis(label, more) {
  const line = { stroke: colour("line"), width: 1 };
  return {
    label, labelSize: label ? 20 : 0, labelGap: 2, font: FONT, labelFont: FONT,
    stroke: colour("soft"), grid: line, ticks: line, values: (u, values) => values.map(tick), ...more,
  };
}

/** Wide enough for the longest label of a vertical axis. */
export function labelWidth(u, values) {
  const longest = (values || []).reduce((most, value) => Math.max(most, value == null ? 0 : value.length), 0);
  return Math.max(40, 20 + 7 * longest);
}

export const line = (label, stroke, more) => ({ label, stroke, width: 1.5, points: { show: false }, ...more });

/** A series that only has values: something else draws it. */
export const unseen = (label) => ({ label, paths: () => null, points: { show: false } });

/** The place of a value on the canvas. */
export const at = (u, value, scale) => u.valToPos(value, scale, true);

/** Runs a function that draws within the axes only. */
export function clipped(u, draw) {
  u.ctx.save();
  u.ctx.beginPath();
  u.ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
  u.ctx.clip();
  draw(u.ctx);
  u.ctx.restore();
}

/**
 * Draws a chart. It is made anew only if its kind is another than before: one that moves keeps its cursor.
 *
 * @param kind a name that changes with the series
 * @param options makes the options of uPlot
 * @param columns what uPlot takes; an empty first one for nothing
 * @param words says what stands at a place, by its index; null for the place of no cursor
 * @param extra what the chart's own functions find as u.extra
 * @param bare without a legend
 */
export function draw(id, { kind, height = 260, options, columns, words, extra, empty, bare }) {
  const parent = byId(id);
  const before = charts.get(id);
  if (columns[0].length === 0) {
    if (before) before.chart.destroy();
    charts.delete(id);
    parent.classList.add("none");
    if (!parent.querySelector(".empty") || before) parent.replaceChildren(nothing(empty || "Nothing so far."));
    say(id, "");
    return;
  }
  parent.classList.remove("none");
  const entry = before && before.kind === kind ? before : { kind, parent, height };
  entry.words = words;
  if (entry === before) {
    entry.chart.extra = extra;
    entry.chart.setData(columns);
  } else {
    if (before) before.chart.destroy();
    parent.replaceChildren();
    charts.set(id, entry);
    const given = options();
    entry.chart = new uPlot({
      width: parent.clientWidth, height, ...given,
      cursor: { drag: { x: true, y: false }, ...(bare ? { points: { show: false } } : {}) },
      legend: { live: false, show: !bare && given.series.length > 2, ...given.legend },
      hooks: { ...given.hooks, setCursor: [(u) => tell(id, u)] },
    }, columns, parent);
    // It is drawn when this has ended.
    entry.chart.extra = extra;
  }
  tell(id, entry.chart);
}

function tell(id, u) {
  const entry = charts.get(id);
  if (entry && entry.words && u) say(id, entry.words(u.cursor.idx ?? null));
}

function say(id, words) {
  const readout = byId("readout-" + id.replace("chart-", ""));
  if (readout && readout.textContent !== words) readout.textContent = words;
}

/** Forgets all charts, so that they are drawn anew, in other colours or widths. */
export function forget() {
  charts.forEach(({ chart, parent }) => { chart.destroy(); parent.replaceChildren(); });
  charts.clear();
}

export function resize() {
  charts.forEach(({ chart, parent, height }) => {
    if (parent.clientWidth > 0 && parent.clientWidth !== chart.width) chart.setSize({ width: parent.clientWidth, height });
  });
}
