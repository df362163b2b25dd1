"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  // Okabe and Ito's colours, which people with colour blindness tell apart, without the black.
  const chainColours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#a89f00", "#8a8f98"];
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  let charts = [];

  const exact = (v) => (v == null ? "–" : String(+v.toPrecision(4)));
  const power = (v) => (v == null ? "" : v >= 0.01 && v < 1e4 ? String(+v.toPrecision(3)) : v.toExponential(0));

  function axis(label, more) {
    const line = { stroke: colour("line"), width: 1 };
    return {
      label, labelSize: 20, labelGap: 2, font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif",
      stroke: colour("soft"), grid: line, ticks: line, ...more,
    };
  }

  // Wide enough for the longest label.
  function labelWidth(u, values) {
    const longest = (values || []).reduce((most, value) => Math.max(most, value == null ? 0 : value.length), 0);
    return Math.max(40, 14 + 7 * longest);
  }

  function empty(id) {
    const parent = document.getElementById(id);
    parent.textContent = "Nothing was recorded.";
    parent.style.minHeight = 0;
  }

  function draw(id, height, options, columns) {
    if (columns[0].length === 0) {
      empty(id);
      return;
    }
    const parent = document.getElementById(id);
    parent.textContent = "";
    const chart = new uPlot({ width: parent.clientWidth, height, cursor: { drag: { x: true, y: false } }, ...options }, columns, parent);
    charts.push({ chart, parent, height });
  }

  function percentile(values, share) {
    const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
    return sorted[Math.round(share * (sorted.length - 1))];
  }

  // 98 of 100 intervals and half their span beyond, where there are outcomes: neither one wild outcome nor one interval
  // that is wide for good reason must flatten the others.
  function fanRange(fan) {
    const low = percentile(fan.quantiles[0], 0.01);
    const high = percentile(fan.quantiles[4], 0.99);
    const span = high - low || 1;
    const from = Math.max(low - 0.5 * span, Math.min(low, ...fan.targets));
    const to = Math.min(high + 0.5 * span, Math.max(high, ...fan.targets));
    return [from - 0.04 * span, to + 0.04 * span];
  }

  function fan(id, series, dotSize) {
    const none = { stroke: "transparent", points: { show: false }, value: (u, v) => exact(v) };
    let range = [0, 1];
    if (series.rows.length > 0) {
      range = fanRange(series);
      const beyond = series.targets.filter((v) => v < range[0] || v > range[1]).length;
      document.getElementById("note-" + id).textContent =
        beyond === 0 ? "" : beyond + " of " + series.rows.length + " outcomes lie beyond the axis.";
    }
    draw("chart-" + id, 360, {
      scales: { x: { time: false }, y: { range } },
      axes: [axis("row of the stream", { size: 34 }), axis("target", { size: labelWidth })],
      series: [
        { label: "row", value: (u, v, s, i) => (i == null ? "–" : series.rows[i] + ", " + series.times[i]) },
        { label: "5 %", ...none },
        { label: "25 %", ...none },
        { label: "median", stroke: colour("accent"), width: 1.5, points: { show: false }, value: (u, v) => exact(v) },
        { label: "75 %", ...none },
        { label: "95 %", ...none },
        {
          label: "what happened", stroke: colour("outcome"), paths: () => null, value: (u, v) => exact(v),
          points: { show: true, size: dotSize, fill: colour("outcome"), width: 0 },
        },
      ],
      bands: [
        { series: [5, 1], fill: colour("outer") },
        { series: [4, 2], fill: colour("inner") },
      ],
    }, [series.rows, ...series.quantiles, series.targets]);
  }

  function score(id, rolling, cumulative) {
    const line = (label, stroke, width) => ({ label, stroke, width, points: { show: false }, value: (u, v) => exact(v) });
    draw(id, 260, {
      scales: { x: { time: false } },
      axes: [axis("row of the stream", { size: 34 }), axis("", { size: labelWidth, labelSize: 0 })],
      series: [{ label: "row" }, line("rolling", colour("accent"), 1.5), line("so far", colour("outcome"), 2)],
    }, [data.scores.rows, rolling, cumulative]);
  }

  function calibration() {
    const c = data.calibration;
    if (c.observed[0] == null) {
      empty("chart-calibration");
      empty("chart-pit");
      return;
    }
    const share = { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } };
    const percent = (u, values) => values.map((v) => Math.round(100 * v) + " %");
    const levels = [0, ...c.levels, 1];
    draw("chart-calibration", 260, {
      scales: share,
      axes: [axis("nominal", { values: percent, size: 34 }), axis("observed", { values: percent, size: 50 })],
      series: [
        { label: "nominal", value: (u, v) => exact(v) },
        { label: "calibrated", stroke: colour("soft"), dash: [4, 4], points: { show: false }, value: (u, v) => exact(v) },
        {
          label: "observed", stroke: colour("accent"), width: 2, value: (u, v) => exact(v),
          points: { show: true, size: 7, fill: colour("accent") },
        },
      ],
    }, [levels, levels, [0, ...c.observed, 1]]);
    const top = Math.max(1.5, ...c.density) * 1.1;
    draw("chart-pit", 260, {
      scales: { x: { time: false, range: [0, 1] }, y: { range: [0, top] } },
      axes: [axis("place in the predicted distribution", { values: percent, size: 34 }), axis("density", { size: labelWidth })],
      series: [
        { label: "from", value: (u, v) => exact(v) },
        {
          label: "density", stroke: colour("accent"), fill: colour("inner"), width: 1.5, points: { show: false },
          paths: uPlot.paths.stepped({ align: 1 }), value: (u, v) => exact(v),
        },
        { label: "calibrated", stroke: colour("soft"), dash: [4, 4], points: { show: false }, value: (u, v) => exact(v) },
      ],
    }, [c.edges, [...c.density, c.density[c.density.length - 1]], c.edges.map(() => 1)]);
  }

  function chains(id, rows) {
    const positive = rows.map((row) => row.map((v) => (v > 0 ? v : null)));
    if (!positive.some((row) => row.some((v) => v != null))) {
      empty(id);
      return;
    }
    draw(id, 260, {
      scales: { x: { time: false }, y: { distr: 3 } },
      legend: { show: rows.length <= 16 },
      axes: [axis("steps of the chain", { size: 34 }), axis("", { size: labelWidth, labelSize: 0, values: (u, values) => values.map(power) })],
      series: [
        { label: "steps" },
        ...rows.map((row, i) => ({
          label: "chain " + data.chains.chains[i], stroke: chainColours[i % chainColours.length], width: 1.25,
          spanGaps: true, points: { show: false }, value: (u, v) => (v == null ? "–" : v.toExponential(2)),
        })),
      ],
    }, [data.chains.steps, ...positive]);
  }

  function drawAll() {
    charts.forEach(({ chart }) => chart.destroy());
    charts = [];
    fan("recent", data.recent, 5);
    fan("whole", data.whole, 3);
    score("chart-density", data.scores.rollingLogDensity, data.scores.cumulativeLogDensity);
    score("chart-error", data.scores.rollingAbsoluteError, data.scores.cumulativeAbsoluteError);
    calibration();
    chains("chart-steps", data.chains.stepSizes);
    chains("chart-energy", data.chains.energyErrors);
    chains("chart-probe", data.chains.normalisedEnergyErrors);
  }

  drawAll();
  dark.addEventListener("change", drawAll);
  addEventListener("resize", () => charts.forEach(({ chart, parent, height }) => chart.setSize({ width: parent.clientWidth, height })));
})();
