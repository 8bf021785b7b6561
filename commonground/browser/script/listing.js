// A list of rows about children: with filters, a page at a time, to print and to save.
import { button, dayInWords, element, save, select, table } from "./elements.js";

const AT_ONCE = 50;
/** So many more at each press: a page that draws every child of a large practice at once would stand still. */
const MORE = 200;
/** Columns whose values are ids of the rulebook, which people say otherwise. */
const NAMED = new Set(["vaccine", "definition", "indicator", "cause", "measure", "series"]);
const ALL = "";

/** Shows rows of a CSV file (its first row the names) under a heading. `kept` names the columns and their words. */
export function listing({ id, heading, about, file, text, rows, kept, filters, none, said }) {
  const [names, ...all] = rows;
  const at = Object.keys(kept).map((name) => names.indexOf(name));
  const section = element("section", { id, class: "cg-listing" }, element("h2", { class: "nhsuk-heading-m", id: `${id}-h` }, heading), element("p", {}, about));
  if (all.length === 0) {
    section.append(element("p", {}, none));
    return section;
  }
  const chosen = new Map(filters.map((name) => [name, ALL]));
  const shown = element("div");
  const count = element("p", { role: "status", class: "nhsuk-hint" });
  let most = AT_ONCE;

  const wanted = () => all.filter((row) => filters.every((name) => !chosen.get(name) || row[names.indexOf(name)] === chosen.get(name)));
  const draw = () => {
    const rowsWanted = wanted();
    const part = rowsWanted.slice(0, most).map((row) => at.map((place) => words(names[place], row[place], said)));
    shown.replaceChildren(table(heading, Object.values(kept), part));
    count.textContent = rowsWanted.length > most ? `The first ${most} of ${rowsWanted.length} are shown.` : `${rowsWanted.length} are shown.`;
    more.hidden = rowsWanted.length <= most;
  };
  const more = button(`Show up to ${MORE} more`, () => { most += MORE; draw(); });
  section.append(filterBar(id, filters, { kept, said }, names, all, (name, value) => { chosen.set(name, value); most = AT_ONCE; draw(); }));
  section.append(count, shown, element("div", { class: "cg-actions" }, more, button("Print this list", () => print(section, () => { most = Infinity; draw(); }, () => { most = AT_ONCE; draw(); })), button(`Save ${file} on this computer`, () => save(file, text))));
  draw();
  return section;
}

function filterBar(id, filters, { kept, said }, names, rows, onChoose) {
  const bar = element("div", { class: "cg-filters" });
  for (const name of filters) {
    const values = [...new Set(rows.map((row) => row[names.indexOf(name)]))].filter(Boolean).sort();
    const group = select(`${id}-${name}`, kept[name] ?? capital(name), [[ALL, "All"], ...values.map((value) => [value, words(name, value, said)])]);
    group.querySelector("select").addEventListener("change", (event) => onChoose(name, event.target.value));
    bar.append(group);
  }
  return bar;
}

/** A day or a name as people write it; everything else as it stands. */
function words(name, value, said) {
  if (NAMED.has(name)) return Object.hasOwn(said, value) ? said[value] : value;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  return dayInWords(value);
}

/** The name of a column as the start of a sentence. */
function capital(name) {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
}

/** Prints all of one list. Some browsers go on before the printing is done: what was shown comes back after it. */
function print(section, showAll, showFirst) {
  showAll();
  section.dataset.printed = "yes";
  document.body.dataset.printing = "list";
  window.addEventListener("afterprint", () => {
    delete document.body.dataset.printing;
    delete section.dataset.printed;
    showFirst();
  }, { once: true });
  window.print();
}
