// The live page: takes the views of the job as they come, and shows them.
import { forget, resize } from "./charts.js";
import { byId, options, put, table } from "./dom.js";
import { brief, clock, duration, minute, percent, plural, text, whole } from "./format.js";
import { answers, predictions } from "./predictions.js";
import { DISAGREEMENT, calibration, disagree, standings } from "./calibration.js";
import { chains } from "./chains.js";
import { speed } from "./speed.js";
import { Samples } from "./samples.js";

/** Without an event for so long the server is gone, whatever the browser thinks: it sends one every ten seconds. */
const SILENCE = 25e3;
const RETRY = 5e3;

/** Without a prediction for so long the job is said to be quiet. */
const QUIET = 30e3;

/** Spoken to those who listen: not more often than this. */
const TOLD = 15e3;

/** Shares of the 90 % interval beyond which the job's alert fires, too. */
const [TOO_FEW, TOO_MANY] = [0.8, 0.98];

const state = { view: null, chosen: new URLSearchParams(location.search).get("model"), paused: false, source: null, heard: 0, connected: false, lost: null, told: 0, toldState: "" };
const samples = new Samples(() => state.view);

// ---- the view

/**
 * @param odd whether it is marked
 * @param about what the mark means
 */
function tile(id, value, note, odd, about) {
  put(id, value);
  put(id + "-note", note);
  byId(id).parentElement.classList.toggle("odd", Boolean(odd));
  byId(id).parentElement.title = (odd && about) || "";
}

function headline(view) {
  const p = view.predictions;
  const s = p.scores;
  const ofClasses = view.classes.length > 0;
  const point = view.metrics.points[view.metrics.points.length - 1] || {};
  const groups = view.chains.groups;
  const count = (some) => some.reduce((sum, group) => sum + group.chains.length, 0);
  const dead = view.deadLetters.reduce((sum, reason) => sum + reason.count, 0);
  const covered = (s.coverage || {})["0.9"];
  put("within-name", ofClasses ? "right classes" : "within the 90 % interval");
  if (ofClasses) tile("within", percent(s.accuracy), "of the newest " + whole(s.rows) + " rows");
  else {
    tile("within", percent(covered), s.recalibratedCoverage ? "recalibrated " + percent(s.recalibratedCoverage["0.9"]) : "of the newest " + whole(s.rows) + " rows",
      s.rows >= 200 && (covered < TOO_FEW || covered > TOO_MANY));
  }
  tile("density", text(s.logPredictiveDensity), "nats a row; more is better");
  put("error-name", ofClasses ? "Brier score" : "mean absolute error");
  tile("error", text(ofClasses ? s.brier : s.meanAbsoluteError), ofClasses ? "0 is perfect, 2 the worst" : view.target ? "in units of " + view.target : "in units of the target");
  tile("rate", brief(point.predictionsPerSecond), point.time == null ? "not reported" : point.stepsPerSecond == null ? "in the last minute" : brief(point.stepsPerSecond) + " steps a second");
  const requests = point.requestLatency99 != null;
  tile("latency", duration(requests ? point.requestLatency99 : point.observationLatency99),
    point.time == null ? "not reported" : (requests ? "of requests" : "of observations") + ", median " + duration(requests ? point.requestLatency50 : point.observationLatency50));
  const rhat = (view.diagnostics || {}).rhat;
  tile("sampling", groups.length ? whole(count(groups.filter((group) => group.phase === "SAMPLING"))) + " of " + whole(count(groups)) : "–",
    rhat == null ? "chains" : "chains, largest R̂ " + text(rhat) + (disagree(rhat) ? ", high" : ""), disagree(rhat), DISAGREEMENT);
  tile("alarms", whole(view.alarms), view.events.length ? "the last event: " + minute(view.events[0].time) : "no event", view.alarms > 0);
  tile("dead", whole(dead), dead ? "most often " + view.deadLetters[0].code : "every record could be used", dead > 0);
}

function events(view) {
  const several = view.events.some((event) => event.model && event.model !== view.model);
  table("table-events", {
    caption: "The newest, in the time of the stream (UTC)", columns: ["time", ...(several ? ["model"] : []), "kind", "what"], words: [several ? 3 : 2],
    rows: view.events.map((event) => [minute(event.time), ...(several ? [event.model || "–"] : []), event.kind, event.text]),
  });
}

function letters(list) {
  table("table-letters", {
    caption: "By reason, the newest of each as examples", columns: ["code", "count", "where", "reason", "record"], words: [3, 4],
    empty: "None: every record could be used.",
    rows: list.flatMap((reason) => reason.examples.map((example, i) => [
      i === 0 ? reason.code : "", i === 0 ? whole(reason.count) : "", example.place, example.reason, example.payload,
    ])),
  });
}

/** Model and key, each where there is a choice. */
function choosers(view) {
  const base = (name) => name.split("/", 1)[0];
  const bases = [...new Set(view.models.map(base))];
  const keys = view.models.filter((name) => name.includes("/") && base(name) === base(view.model)).map((name) => name.slice(name.indexOf("/") + 1));
  byId("choose-model").hidden = bases.length < 2;
  byId("choose-key").hidden = keys.length < 2;
  options(byId("model-choice"), bases, base(view.model));
  options(byId("key-choice"), keys, view.model.slice(base(view.model).length + 1));
  // What can be chosen stands in the list of choices.
  put("model", bases.length < 2 && base(view.model) || "SmileStream");
  document.title = (view.model ? view.model + " · " : "") + "SmileStream";
}

function render() {
  const view = state.view;
  if (!view) return;
  choosers(view);
  headline(view);
  predictions(view, samples);
  calibration(view);
  standings(view, choose);
  chains(view.chains);
  events(view);
  speed(view.metrics);
  answers(view, samples);
  letters(view.deadLetters);
  tell();
}

// ---- how it stands

function standing() {
  const view = state.view;
  if (!state.connected) return "lost";
  if (!view || !view.newestRead) return "waiting";
  if (state.paused) return "paused";
  const longAgo = (time) => Date.now() - time > QUIET;
  if (longAgo(view.newestRead)) return "quiet";
  return view.newestRowRead && longAgo(view.newestRowRead) && !longAgo(view.newestOfRowRead) ? "stuck" : "live";
}

const NAMES = { lost: "not connected", waiting: "waiting", paused: "paused", quiet: "quiet", stuck: "no new row", live: "live" };

function sentence(now) {
  const view = state.view;
  const p = view && view.predictions;
  if (now === "lost") {
    return state.lost ? "Not connected since " + clock(state.lost / 1000) + "; trying again. What is shown is of then." : "Connecting.";
  }
  if (now === "waiting") return "Connected; no prediction so far. A row is predicted when rows of a later time have come.";
  const bad = view.unreadable ? " " + plural(view.unreadable, "record", "records") + " could not be read." : "";
  if (!p.newest) return "Nothing of model " + view.model + " so far." + bad;
  return "Predictions of " + plural(p.rows, "row", "rows") + " read, the newest of " + p.newest + " at " + p.newestTime + " UTC; "
    + p.phase.toLowerCase().replace("_", " ") + " with " + plural(p.samples, "sample", "samples") + "."
    + (now === "quiet" ? " None for " + duration(Date.now() - view.newestRead) + "." : "")
    + (now === "stuck" ? " No new row for " + duration(Date.now() - view.newestRowRead) + ", though predictions of earlier rows come: late labels, or a job that fails and starts again (smilestream cluster status)." : "") + bad;
}

function tell() {
  const now = standing();
  document.body.dataset.state = now;
  put("state", NAMES[now]);
  const words = now + Boolean(state.view && state.view.predictions.newest) + (state.view ? state.view.model : "");
  if (Date.now() - state.told < TOLD && state.toldState === words) return;
  state.told = Date.now();
  state.toldState = words;
  put("status", sentence(now));
}

// ---- the server

function connect() {
  if (state.source) state.source.close();
  const source = new EventSource("events" + (state.chosen ? "?model=" + encodeURIComponent(state.chosen) : ""));
  state.source = source;
  state.heard = Date.now();
  source.addEventListener("open", () => {
    state.connected = true;
    state.heard = Date.now();
    tell();
  });
  source.addEventListener("error", () => {
    lose();
    // The browser tries again by itself, but not after an answer that it does not like.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => { if (state.source === source) connect(); }, RETRY);
  });
  source.addEventListener("message", (event) => {
    state.heard = Date.now();
    state.connected = true;
    const view = JSON.parse(event.data);
    if (state.paused && state.view && view.model === state.view.model) return;
    state.view = view;
    render();
  });
}

function lose() {
  if (state.connected) state.lost = Date.now();
  state.connected = false;
  tell();
}

function choose(name) {
  state.chosen = name;
  const address = new URL(location.href);
  address.searchParams.set("model", name);
  history.replaceState(null, "", address);
  byId("samples-section").hidden = true;
  connect();
}

// ---- the page

byId("pause").addEventListener("click", (event) => {
  state.paused = !state.paused;
  event.currentTarget.setAttribute("aria-pressed", String(state.paused));
  if (!state.paused) connect();
  tell();
});
byId("model-choice").addEventListener("change", (event) => {
  const own = state.view.models.filter((name) => name.split("/", 1)[0] === event.currentTarget.value);
  choose(own[0]);
});
byId("key-choice").addEventListener("change", (event) => choose(state.view.model.split("/", 1)[0] + "/" + event.currentTarget.value));

function again() {
  forget();
  render();
  samples.render();
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
matchMedia("(max-width: 600px)").addEventListener("change", again);
addEventListener("resize", resize);
// A table is made when it is unfolded.
document.addEventListener("toggle", (event) => { if (event.target.open) render(); }, true);

setInterval(() => {
  if (Date.now() - state.heard > SILENCE) {
    lose();
    connect();
  }
  tell();
}, 1000);
connect();
