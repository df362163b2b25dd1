// What the page is made of. Whatever comes from a topic is text, never markup.

export const byId = (id) => document.getElementById(id);
const make = (name, properties) => Object.assign(document.createElement(name), properties);

export function put(id, value) {
  const element = byId(id);
  if (element.textContent !== value) element.textContent = value;
}

export function button(label, of, action) {
  const made = make("button", { type: "button", textContent: label });
  made.setAttribute("aria-label", label + " of " + of);
  made.addEventListener("click", action);
  return made;
}

/** Words with a mark that says what is odd about them. */
export const marked = (words, title) => make("span", { className: "odd-value", textContent: words, title });

/** What stands in the place of a table or a chart that has nothing to show. */
export const nothing = (words) => make("p", { className: "empty", textContent: words });

/**
 * Makes a table anew. Cells are texts, or elements such as a button.
 * A table that has the focus is left as it is, and so is one in a folded part of the page.
 */
export function table(id, { caption, columns, rows, words, empty }) {
  const parent = byId(id);
  if (parent.contains(document.activeElement) || parent.closest("details:not([open])")) return;
  if (rows.length === 0) {
    parent.replaceChildren(nothing(empty || "Nothing so far."));
    return;
  }
  const made = make("table");
  made.createCaption().textContent = caption;
  const head = made.createTHead().insertRow();
  columns.forEach((column, i) => head.append(make("th", { scope: "col", textContent: column, className: words && words.includes(i) ? "words" : "" })));
  const body = made.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    cells.forEach((cell, i) => {
      const place = i === 0 ? make("th", { scope: "row" }) : make("td");
      if (words && words.includes(i)) place.className = "words";
      place.append(cell);
      row.append(place);
    });
  }
  parent.replaceChildren(made);
}

/** A list of choices, with one chosen; made anew only where they have changed. */
export function options(select, names, chosen) {
  const given = names.join("\n");
  if (select.dataset.given !== given) {
    select.dataset.given = given;
    select.replaceChildren(...names.map((name) => make("option", { value: name, textContent: name })));
  }
  if (select.value !== chosen && document.activeElement !== select) select.value = chosen;
}

/** What the colours and marks of a chart mean. */
export function key(id, entries) {
  const given = JSON.stringify(entries);
  const parent = byId(id);
  if (parent.dataset.given === given) return;
  parent.dataset.given = given;
  parent.replaceChildren(...entries.map(([mark, words, fill]) => {
    const entry = make("li");
    const swatch = make("span", { className: "mark " + mark });
    if (fill) swatch.style.background = fill;
    entry.append(swatch, words);
    return entry;
  }));
}
