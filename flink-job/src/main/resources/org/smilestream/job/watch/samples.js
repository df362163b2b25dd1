// The samples behind a prediction, asked for one at a time.
import { axis, colour, draw, labelWidth, line, palette, clipped, at } from "./charts.js";
import { byId, put, table } from "./dom.js";
import { brief, percent, text, whole } from "./format.js";

export class Samples {
  #view;
  #shown = null;

  /**
   * @param view gives the newest view
   */
  constructor(view) {
    this.#view = view;
    byId("samples-close").addEventListener("click", () => {
      byId("samples-section").hidden = true;
      this.#shown = null;
      byId("fan").focus();
    });
  }

  ofRow(row) {
    return this.#ask("row=" + row, "row " + whole(row));
  }

  ofRequest(id) {
    return this.#ask("request=" + encodeURIComponent(id), "request " + id);
  }

  /** Draws anew what is shown, in other colours. */
  render() {
    if (this.#shown) show(...this.#shown);
  }

  async #ask(query, of) {
    byId("samples-section").hidden = false;
    put("samples-note", "Asking for the samples of " + of + " …");
    this.#shown = null;
    try {
      const response = await fetch("samples?model=" + encodeURIComponent(this.#view().model) + "&" + query);
      const answer = await response.json();
      if (response.ok) {
        this.#shown = [answer, of, this.#view().target || "target"];
        show(...this.#shown);
      } else {
        none("No samples of " + of + ": " + answer.reason + ".");
      }
    } catch (e) {
      none("The samples of " + of + " cannot be had: " + e.message + ".");
    }
    byId("samples").focus();
  }
}

function none(why) {
  put("samples-note", why);
  chart({ curves: null }, "");
  table("table-samples", { rows: [] });
}

function show(s, of, name) {
  const ofClasses = s.classes.length > 0;
  const alone = (moments) => "mean " + text(moments.mean) + ", deviation " + text(moments.standardDeviation);
  const likely = (moments) => {
    const most = Math.max(...moments.probabilities);
    return s.classes[moments.probabilities.indexOf(most)] + " with " + percent(most);
  };
  put("samples-note", s.samples.length + " of " + s.wanted + " samples behind " + of + " (" + s.id + ", " + s.time + "). Predicted: "
    + (ofClasses ? likely : alone)(s.predicted) + "; these samples together: " + (ofClasses ? likely : alone)(s.together) + ". "
    + (s.target == null ? "" : "It was " + (ofClasses ? s.classes[s.target] : text(s.target)) + "."));
  chart(s, name);
  table("table-samples", {
    caption: "What each sample alone says of the row",
    columns: ["chain", "step", "learned up to row", "phase", ...(ofClasses ? s.classes.slice(0, palette.length) : ["mean", "deviation"]), "log density"],
    rows: s.samples.map((each) => [
      String(each.chain), whole(each.step), whole(each.lastSequence), each.phase.toLowerCase().replace("_", " "),
      ...(ofClasses ? s.classes.slice(0, palette.length).map((label, k) => percent(each.says.probabilities[k]))
        : [text(each.says.mean), text(each.says.standardDeviation)]),
      text(each.says.logDensity),
    ]),
  });
}

function happened(u) {
  const target = u.extra;
  if (target == null) return;
  clipped(u, (ctx) => {
    ctx.fillStyle = colour("outcome");
    ctx.fillRect(at(u, target, "x") - devicePixelRatio, u.bbox.top, 2 * devicePixelRatio, u.bbox.height);
  });
}

function chart({ curves, target }, name) {
  byId("chart-samples").hidden = !curves;
  const names = curves ? Object.keys(curves.chains) : [];
  draw("chart-samples", {
    kind: "samples " + names.join() + "|" + (target ?? ""), columns: curves ? [curves.at, ...names.map((name) => curves.chains[name]), curves.all] : [[]], extra: target, empty: "",
    words: (i) => (i == null ? (target == null ? "" : "The upright line is what happened.") : "At " + brief(curves.at[i]) + ": density " + text(curves.all[i])),
    options: () => ({
      scales: { x: { time: false } },
      axes: [axis(name, { size: 34 }), axis("density", { size: labelWidth })],
      series: [
        { label: "target" },
        ...names.map((name, i) => line("chain " + name, palette[i % palette.length], { width: 1 })),
        line("all", colour("text"), { width: 2.5 }),
      ],
      hooks: { drawAxes: [happened] },
    }),
  });
}
