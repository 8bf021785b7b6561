// Before a count is sent: everything that is in the chosen file, as text. Nothing is sent by looking.
const place = document.querySelector("#count-preview");
const chosen = document.querySelector("#count-form input[type=file]");
const made = (name, text, ...inside) => {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  element.append(...inside);
  return element;
};
const words = (value) =>
  value === null ? "hidden or none" : Array.isArray(value) ? value.map(words).join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value);
const table = (name, rows) => {
  const columns = Object.keys(rows[0] ?? {});
  const head = made("tr", "", ...columns.map((column) => Object.assign(made("th", column.replaceAll("_", " ")), { scope: "col" })));
  const body = rows.map((row) => made("tr", "", ...columns.map((column) => made("td", words(row?.[column] ?? null)))));
  const shown = made("table", "", made("caption", `${name}: ${rows.length} rows`), made("thead", "", head), made("tbody", "", ...body));
  shown.className = "nhsuk-table";
  const wide = Object.assign(made("div", "", shown), { className: "cg-scroll nhsuk-details__text", tabIndex: 0 });
  wide.setAttribute("role", "region");
  wide.setAttribute("aria-label", name);
  const summary = made("summary", "", Object.assign(made("span", `${name} (${rows.length})`), { className: "nhsuk-details__summary-text" }));
  summary.className = "nhsuk-details__summary";
  return Object.assign(made("details", "", summary, wide), { className: "nhsuk-details" });
};
const show = (held) => {
  const heading = Object.assign(made("h2", "What would leave"), { className: "nhsuk-heading-m" });
  const single = Object.entries(held).filter(([, value]) => !Array.isArray(value));
  const list = made("ul", "", ...single.map(([name, value]) => made("li", `${name.replaceAll("_", " ")}: ${words(value)}`)));
  list.className = "nhsuk-list";
  const tables = Object.entries(held).filter(([, value]) => Array.isArray(value));
  place.replaceChildren(heading, list, ...tables.map(([name, rows]) => table(name, rows)));
};
const look = async () => {
  const file = chosen.files[0];
  if (!file) return place.replaceChildren();
  try {
    show(JSON.parse(await file.text()));
  } catch {
    place.replaceChildren(made("p", "This file is not a count. Choose the file share.json."));
  }
};
chosen?.addEventListener("change", look);
