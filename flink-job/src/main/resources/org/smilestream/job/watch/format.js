// Numbers and times as the page writes them.

const MINUS = "\u2212";
const signed = (words) => words.replace(/^-/, MINUS);

/** Four significant digits; a dash where a number is not known. */
export function text(v) {
  if (v == null || !Number.isFinite(v)) return "–";
  const size = Math.abs(v);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return signed(v.toExponential(3));
  if (size < 1) return size === 0 ? "0" : signed(v.toPrecision(4));
  const digits = Math.max(0, 3 - Math.floor(Math.log10(size)));
  return signed(v.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
}

/** Three significant digits, without zeros at the end. */
export function brief(v) {
  if (v == null || !Number.isFinite(v)) return "–";
  const rounded = Math.abs(v) >= 1000 ? Math.round(v) : +v.toPrecision(3);
  return signed(rounded !== 0 && Math.abs(rounded) < 1e-3 ? v.toExponential(1) : rounded.toLocaleString("en", { maximumFractionDigits: 6 }));
}

export const whole = (v) => (v == null || !Number.isFinite(v) ? "–" : signed(v.toLocaleString("en", { maximumFractionDigits: 0 })));
export const percent = (v) => (v == null || !Number.isFinite(v) ? "–" : (100 * v).toFixed(1) + " %");

/** A label of an axis. */
export const tick = (v) => (v == null ? "" : signed(v.toLocaleString("en", { maximumFractionDigits: 12 })));

/** A label of an axis over shares. */
export const roundPercent = (v) => (v == null ? "" : Math.round(100 * v) + " %");

/** A label of a logarithmic axis, which has room for some of them only. */
export const power = (v) => (v == null ? "" : v >= 0.01 && v < 1e4 ? String(+v.toPrecision(3)) : v.toExponential(0));

/** A time in milliseconds, in the unit that fits. */
export function duration(ms) {
  if (ms == null || !Number.isFinite(ms)) return "–";
  if (ms < 1000) return brief(ms) + " ms";
  if (ms < 60e3) return brief(ms / 1000) + " s";
  if (ms < 3600e3) return brief(ms / 60e3) + " min";
  return brief(ms / 3600e3) + " h";
}

/** The same as a label of an axis, whose values are round. */
export const roundDuration = (ms) => (ms == null ? "" : ms < 1000 ? brief(ms) + " ms" : brief(ms / 1000) + " s");

const two = (v) => String(v).padStart(2, "0");

/** The time of day on this machine. */
export function clock(seconds) {
  const date = new Date(1000 * seconds);
  return two(date.getHours()) + ":" + two(date.getMinutes()) + ":" + two(date.getSeconds());
}

/** An ISO-8601 time in UTC to the minute, or to the second where that is not zero. */
export function minute(iso) {
  if (!iso) return "–";
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toISOString().replace("T", " ").replace(/(:00)?\.\d+Z$/, "");
}

export const plural = (n, one, many) => whole(n) + " " + (n === 1 ? one : many);
