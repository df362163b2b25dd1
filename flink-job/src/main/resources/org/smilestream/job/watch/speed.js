// Throughput and latency, and all metrics.
import { axis, colour, draw, labelWidth, line } from "./charts.js";
import { byId, put, table } from "./dom.js";
import { brief, clock, duration, roundDuration, text } from "./format.js";

const ABOUT = "As the job reports it every five seconds, over the time of this machine. Latency is from the arrival in Kafka to the prediction; an observation waits until rows of a later time have come.";
const EMPTY = "No report so far. With a model for each key there is none here: its metrics are on Flink's page and in Prometheus.";
const TIMES = { size: 34, space: 70, values: (u, values) => values.map(clock) };

function chart(id, points, series, value, values) {
  const some = (name) => points.some((point) => point[name] != null);
  const shown = series.filter((each) => some(each.name));
  const logarithmic = value === duration;
  const column = (name) => points.map((point) => (logarithmic && !(point[name] > 0) ? null : point[name]));
  draw(id, {
    kind: shown.map((each) => each.name).join(), columns: shown.length ? [points.map((point) => point.time / 1000), ...shown.map((each) => column(each.name))] : [[]],
    words: (i) => (i == null ? "" : clock(points[i].time / 1000) + ": " + shown.map((each) => each.label + " " + value(points[i][each.name])).join(", ")),
    options: () => ({
      scales: { y: logarithmic ? { distr: 3 } : { range: (u, low, high) => [0, 1.05 * high || 1] } },
      axes: [axis("", TIMES), axis("", { size: labelWidth, values })],
      series: [{ label: "time" }, ...shown.map((each) => line(each.label, colour(each.colour), each.more))],
    }),
  });
}

export function speed(metrics) {
  const none = metrics.points.length === 0;
  put("about-speed", none ? EMPTY : ABOUT);
  byId("charts-speed").hidden = none;
  const dashed = { dash: [4, 4] };
  chart("chart-rate", metrics.points, [{ name: "predictionsPerSecond", label: "predictions", colour: "accent" }],
    (v) => brief(v) + " a second");
  chart("chart-work", metrics.points, [{ name: "stepsPerSecond", label: "steps", colour: "outcome" }], (v) => brief(v) + " a second");
  chart("chart-latency", metrics.points, [
    { name: "observationLatency50", label: "observations, median", colour: "accent" },
    { name: "observationLatency99", label: "observations, 99 %", colour: "accent", more: dashed },
    { name: "requestLatency50", label: "requests, median", colour: "outcome" },
    { name: "requestLatency99", label: "requests, 99 %", colour: "outcome", more: dashed },
  ], duration, (u, values) => values.map(roundDuration));
  chart("chart-waiting", metrics.points, [{ name: "waitingRows", label: "waiting", colour: "accent" }], (v) => brief(v) + " rows");
  table("table-metrics", {
    caption: "The newest value of each metric, all subtasks together", columns: ["metric", "value", "unit", "meaning"], words: [3], empty: EMPTY,
    rows: metrics.values.map((each) => [each.name, text(each.value), each.unit === "1" ? "" : each.unit, each.meaning]),
  });
}
