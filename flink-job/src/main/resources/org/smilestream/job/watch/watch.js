"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  // Okabe and Ito's colours, which people with colour blindness tell apart, without the black.
  const chainColours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#a89f00", "#8a8f98"];
  const byId = (id) => document.getElementById(id);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const charts = new Map();
  let view = null;
  let paused = false;
  let connected = false;
  let told = 0;

  // Four significant digits; a dash where a number is not known.
  function text(v) {
    if (v == null || !Number.isFinite(v)) return "–";
    const size = Math.abs(v);
    if (size !== 0 && (size < 1e-3 || size >= 1e7)) return v.toExponential(3);
    if (size < 1) return size === 0 ? "0" : v.toPrecision(4);
    const digits = Math.max(0, 3 - Math.floor(Math.log10(size)));
    return v.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }
  const whole = (v) => (v == null ? "–" : v.toLocaleString("en", { maximumFractionDigits: 0 }));
  const percent = (v) => (v == null || !Number.isFinite(v) ? "–" : (100 * v).toFixed(1) + " %");
  const power = (v) => (v == null ? "" : v >= 0.01 && v < 1e4 ? String(+v.toPrecision(3)) : v.toExponential(0));

  function put(id, value) {
    const element = byId(id);
    if (element.textContent !== value) element.textContent = value;
  }

  // Cells are texts, or elements such as a button. A table that has the focus is left as it is.
  function table(id, caption, columns, rows, words) {
    const parent = byId(id);
    if (parent.contains(document.activeElement)) return;
    if (rows.length === 0) {
      parent.replaceChildren(Object.assign(document.createElement("p"), { className: "empty", textContent: "None so far." }));
      return;
    }
    const made = document.createElement("table");
    made.createCaption().textContent = caption;
    const head = made.createTHead().insertRow();
    for (const column of columns) {
      head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: column }));
    }
    const body = made.createTBody();
    for (const cells of rows) {
      const row = body.insertRow();
      cells.forEach((cell, i) => {
        const place = i === 0 ? Object.assign(document.createElement("th"), { scope: "row" }) : document.createElement("td");
        if (words && i > 0) place.className = "words";
        place.append(cell);
        row.append(place);
      });
    }
    parent.replaceChildren(made);
  }

  function button(label, of, action) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    made.setAttribute("aria-label", label + " of " + of);
    made.addEventListener("click", action);
    return made;
  }

  function axis(label, more) {
    const line = { stroke: colour("line"), width: 1 };
    return {
      label, labelSize: label ? 20 : 0, labelGap: 2, font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif",
      stroke: colour("soft"), grid: line, ticks: line, ...more,
    };
  }

  // Wide enough for the longest label.
  function labelWidth(u, values) {
    const longest = (values || []).reduce((most, value) => Math.max(most, value == null ? 0 : value.length), 0);
    return Math.max(40, 14 + 7 * longest);
  }

  // Draws a chart anew only if its series are others than before: a moving chart keeps its cursor.
  function draw(id, kind, height, options, columns) {
    const parent = byId(id);
    const before = charts.get(id);
    if (columns[0].length === 0) {
      if (before) before.chart.destroy();
      charts.delete(id);
      parent.textContent = "Nothing so far.";
      return;
    }
    if (before && before.kind === kind) {
      before.chart.setData(columns);
      return;
    }
    if (before) before.chart.destroy();
    parent.textContent = "";
    const chart = new uPlot({ width: parent.clientWidth, height, cursor: { drag: { x: true, y: false } }, ...options() }, columns, parent);
    charts.set(id, { chart, kind, parent, height });
  }

  const line = (label, stroke, more) => ({ label, stroke, width: 1.5, points: { show: false }, value: (u, v) => text(v), ...more });

  function percentile(values, share) {
    const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
    return sorted[Math.round(share * (sorted.length - 1))];
  }

  // As in the report: one wild outcome or interval must not flatten the others.
  function fanRange(u) {
    const low = percentile(u.data[1], 0.01);
    const high = percentile(u.data[5], 0.99);
    const span = high - low || 1;
    const from = Math.max(low - 0.5 * span, Math.min(low, ...u.data[6]));
    const to = Math.min(high + 0.5 * span, Math.max(high, ...u.data[6]));
    return [from - 0.04 * span, to + 0.04 * span];
  }

  function fan(fan) {
    const none = { stroke: "transparent", points: { show: false }, value: (u, v) => text(v) };
    draw("chart-fan", "fan", 360, () => ({
      scales: { x: { time: false }, y: { range: fanRange } },
      axes: [axis("row of the stream", { size: 34 }), axis("target", { size: labelWidth })],
      series: [
        { label: "row", value: (u, v) => (v == null ? "–" : whole(v)) },
        { label: "5 %", ...none },
        { label: "25 %", ...none },
        line("median", colour("accent")),
        { label: "75 %", ...none },
        { label: "95 %", ...none },
        {
          label: "what happened", stroke: colour("outcome"), paths: () => null, value: (u, v) => text(v),
          points: { show: true, size: 5, fill: colour("outcome"), width: 0 },
        },
      ],
      bands: [
        { series: [5, 1], fill: colour("outer") },
        { series: [4, 2], fill: colour("inner") },
      ],
      hooks: {
        ready: [(u) => u.over.addEventListener("click", () => {
          if (u.cursor.idx != null) samples("row=" + u.data[0][u.cursor.idx], "row " + u.data[0][u.cursor.idx]);
        })],
      },
    }), [fan.rows, ...fan.quantiles, fan.targets]);
    const newest = fan.rows.map((row, i) => i).slice(-20).reverse();
    table("table-fan", "The newest rows", ["row", "time (UTC)", "5 %", "25 %", "median", "75 %", "95 %", "what happened", "samples"],
      newest.map((i) => [
        String(fan.rows[i]), fan.times[i], ...fan.quantiles.map((q) => text(q[i])), text(fan.targets[i]),
        button("Samples", "row " + fan.rows[i], () => samples("row=" + fan.rows[i], "row " + fan.rows[i])),
      ]));
  }

  function pit(density) {
    const edges = density ? density.map((v, i) => i / density.length).concat(1) : [];
    draw("chart-pit", "pit", 260, () => ({
      scales: { x: { time: false, range: [0, 1] }, y: { range: (u, low, high) => [0, Math.max(1.5, high) * 1.1] } },
      axes: [axis("place in the predicted distribution", { size: 34 }), axis("density", { size: labelWidth })],
      series: [
        { label: "from", value: (u, v) => text(v) },
        line("density", colour("accent"), { fill: colour("inner"), paths: uPlot.paths.stepped({ align: 1 }) }),
        line("calibrated", colour("soft"), { dash: [4, 4] }),
      ],
    }), [edges, density ? [...density, density[density.length - 1]] : [], edges.map(() => 1)]);
    table("table-pit", "Density of the probability integral transform; 1 where calibrated", ["from", "to", "density"],
      (density || []).map((v, i) => [percent(edges[i]), percent(edges[i + 1]), text(v)]));
  }

  function scores(view) {
    const s = view.predictions.scores;
    const all = view.tuner.diagnostics || {};
    const coverage = s.coverage || {};
    table("table-scores", "Newest rows, and all since the job began to score", ["score", "newest rows", "all"], [
      ["rows", whole(s.rows), whole(all.scoredRows)],
      ["log predictive density", text(s.logPredictiveDensity), text(all.logPredictiveDensity)],
      ...(view.predictions.classes ? [
        ["accuracy", percent(s.accuracy), percent(all.accuracy)],
        ["Brier score", text(s.brier), text(all.brierScore)],
        ["expected calibration error", text(s.ece), text(all.expectedCalibrationError)],
      ] : [
        ["CRPS", text(s.crps), text(all.crps)],
        ["mean absolute error", text(s.meanAbsoluteError), text(all.meanAbsoluteError)],
        ["within the 50 % interval", percent(coverage["0.5"]), percent(all.coverage50)],
        ["within the 90 % interval", percent(coverage["0.9"]), percent(all.coverage90)],
      ]),
      ["largest R̂", "", text(all.rhat)],
      ["smallest effective sample size", "", text(all.ess)],
    ]);
  }

  function chainChart(id, chains, rows) {
    const positive = rows.map((row) => row.map((v) => (v > 0 ? v : null)));
    const some = positive.some((row) => row.some((v) => v != null));
    draw(id, "chains " + chains.chains.join(), 260, () => ({
      scales: { x: { time: false }, y: { distr: 3 } },
      legend: { show: rows.length <= 16 },
      axes: [axis("steps of the chain", { size: 34 }), axis("", { size: labelWidth, values: (u, values) => values.map(power) })],
      series: [
        { label: "steps" },
        ...rows.map((row, i) => line("chain " + chains.chains[i], chainColours[i % chainColours.length], {
          width: 1.25, spanGaps: true, value: (u, v) => (v == null ? "–" : v.toExponential(2)),
        })),
      ],
    }), some ? [chains.steps, ...positive] : [[]]);
  }

  function chains(tuner) {
    chainChart("chart-steps", tuner.chains, tuner.chains.stepSizes);
    chainChart("chart-energy", tuner.chains, tuner.chains.energyErrors);
    const newest = (values) => values.reduce((last, v) => (v == null ? last : v), null);
    table("table-chains", "The newest report of each chain", ["chain", "step size", "mean |ΔE|", "ξ"],
      tuner.chains.chains.map((chain, i) => [
        String(chain), text(newest(tuner.chains.stepSizes[i])), text(newest(tuner.chains.energyErrors[i])),
        text(newest(tuner.chains.normalisedEnergyErrors[i])),
      ]));
  }

  function speed(metrics) {
    const points = metrics.points;
    const times = points.map((p) => p.time / 1000);
    const column = (name) => points.map((p) => p[name]);
    draw("chart-rate", "rate", 260, () => ({
      axes: [axis("", { size: 34 }), axis("", { size: labelWidth })],
      series: [{ label: "time" }, line("predictions/s", colour("accent")), line("steps/s", colour("outcome"))],
    }), [times, column("predictionsPerSecond"), column("stepsPerSecond")]);
    draw("chart-latency", "latency", 260, () => ({
      scales: { y: { distr: 3 } },
      axes: [axis("", { size: 34 }), axis("", { size: labelWidth, values: (u, values) => values.map(power) })],
      series: [
        { label: "time" },
        line("observations, median", colour("accent")), line("observations, 99 %", colour("accent"), { dash: [4, 4] }),
        line("requests, median", colour("outcome")), line("requests, 99 %", colour("outcome"), { dash: [4, 4] }),
      ],
    }), [times, ...["observationLatency50", "observationLatency99", "requestLatency50", "requestLatency99"]
      .map((name) => column(name).map((v) => (v > 0 ? v : null)))]);
    table("table-metrics", "The newest value of each metric, all subtasks together", ["metric", "value"],
      Object.entries(metrics.values).map(([name, value]) => [name, text(value)]));
  }

  function answers(list) {
    table("table-answers", "The newest", ["request", "time (UTC)", "median", "90 % interval", "samples"], list.map((answer) => [
      answer.id, answer.time, answer.quantiles ? text(answer.quantiles[2]) : "–",
      answer.quantiles ? text(answer.quantiles[0]) + " to " + text(answer.quantiles[4]) : "–",
      button("Samples", "request " + answer.id, () => samples("request=" + encodeURIComponent(answer.id), "request " + answer.id)),
    ]));
  }

  function letters(list) {
    table("table-letters", "By reason, the newest of each as examples", ["code", "count", "where", "reason", "record"],
      list.flatMap((reason) => reason.examples.map((example, i) => [
        i === 0 ? reason.code : "", i === 0 ? whole(reason.count) : "", example.place, example.reason, example.payload,
      ])), true);
  }

  async function samples(query, of) {
    const note = byId("samples-note");
    byId("samples-section").hidden = false;
    note.textContent = "Asking for the samples of " + of + " …";
    try {
      const response = await fetch("samples?" + query);
      const answer = await response.json();
      if (!response.ok) {
        note.textContent = "No samples of " + of + ": " + answer.reason + ".";
        sampleChart(null);
        table("table-samples", "", [], []);
      } else {
        show(answer, of);
      }
    } catch (e) {
      note.textContent = "The samples of " + of + " cannot be had: " + e.message + ".";
    }
    byId("samples").focus();
  }

  function show(s, of) {
    byId("samples-note").textContent = s.samples.length + " of " + s.wanted + " samples behind " + of + " (" + s.id + ", " + s.time + "). "
      + (s.curves
        ? "Predicted: mean " + text(s.predicted.mean) + ", deviation " + text(s.predicted.standardDeviation)
          + "; these samples together: mean " + text(s.together.mean) + ", deviation " + text(s.together.standardDeviation) + ". "
        : "") + (s.target == null ? "" : "It was " + text(s.target) + ".");
    sampleChart(s.curves);
    table("table-samples", "What each sample alone says of the row", ["chain", "step", "learned up to row", "phase", "mean", "deviation", "log density"],
      s.samples.map((each) => [
        String(each.chain), whole(each.step), whole(each.lastSequence), each.phase,
        s.curves ? text(each.says.mean) : (each.says.probabilities || []).map((p) => percent(p)).join(", "),
        text(each.says.standardDeviation), text(each.says.logDensity),
      ]));
  }

  function sampleChart(curves) {
    const names = curves ? Object.keys(curves.chains) : [];
    draw("chart-samples", "samples " + names.join(), 260, () => ({
      scales: { x: { time: false } },
      axes: [axis("target", { size: 34 }), axis("density", { size: labelWidth })],
      series: [
        { label: "target", value: (u, v) => text(v) },
        ...names.map((name, i) => line("chain " + name, chainColours[i % chainColours.length], { width: 1 })),
        line("all", colour("text"), { width: 2.5 }),
      ],
    }), curves ? [curves.at, ...names.map((name) => curves.chains[name]), curves.all] : [[]]);
  }

  function render() {
    if (!view) return;
    const p = view.predictions;
    const values = view.tuner.metrics.values;
    const diagnostics = view.tuner.diagnostics || {};
    const groups = view.tuner.groups;
    put("model", view.model || "");
    put("coverage90", p.classes ? percent(p.scores.accuracy) : percent((p.scores.coverage || {})["0.9"]));
    byId("coverage90").previousElementSibling.textContent = p.classes ? "right classes" : "within the 90 % interval";
    put("density", text(p.scores.logPredictiveDensity));
    put("rate", text(values["predictions.predictions.predictionsPerSecond"]));
    put("latency", text(values["predictions.predictions.requestLatency.p99"] ?? values["predictions.predictions.observationLatency.p99"]));
    put("rhat", text(diagnostics.rhat));
    const chainsOf = (some) => some.reduce((sum, group) => sum + group.chains, 0);
    put("sampling", chainsOf(groups.filter((group) => group.phase === "SAMPLING")) + " of " + chainsOf(groups));
    put("alarms", whole(view.tuner.events.length));
    put("dead", whole(view.deadLetters.reduce((sum, reason) => sum + reason.count, 0)));
    fan(p.fan);
    pit(p.pit);
    scores(view);
    chains(view.tuner);
    table("table-events", "The newest", ["time", "kind", "what"], view.tuner.events.map((e) => [e.time, e.kind, e.text]), true);
    speed(view.tuner.metrics);
    answers(p.answers);
    letters(view.deadLetters);
    tell();
  }

  // Spoken to those who listen: not more often than every 15 seconds.
  function tell() {
    const now = Date.now();
    const p = view && view.predictions;
    const state = connected + ", " + Boolean(p && p.newest);
    if (now - told < 15000 && byId("status").dataset.state === state) return;
    told = now;
    byId("status").dataset.state = state;
    put("status", !connected ? "Not connected; trying again."
      : !p || !p.newest ? "Connected; no prediction so far."
      : whole(p.read) + " predictions read, the newest of " + p.newest + " at " + p.newestTime + " UTC; " + p.phase.toLowerCase().replace("_", " ")
        + " with " + p.samples + " samples." + (view.unreadable ? " " + whole(view.unreadable) + " records could not be read." : ""));
  }

  function forget() {
    charts.forEach(({ chart, parent }) => { chart.destroy(); parent.textContent = ""; });
    charts.clear();
    render();
  }

  byId("pause").addEventListener("click", (event) => {
    paused = !paused;
    event.currentTarget.setAttribute("aria-pressed", String(paused));
    event.currentTarget.textContent = paused ? "Go on" : "Pause";
    if (!paused) render();
  });
  dark.addEventListener("change", forget);
  addEventListener("resize", () => charts.forEach(({ chart, parent, height }) => chart.setSize({ width: parent.clientWidth, height })));

  const source = new EventSource("events");
  source.addEventListener("open", () => { connected = true; tell(); });
  source.addEventListener("error", () => { connected = false; tell(); });
  source.addEventListener("message", (event) => {
    view = JSON.parse(event.data);
    if (!paused) render();
  });
})();
