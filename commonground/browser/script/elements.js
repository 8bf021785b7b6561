// Small parts of the page. Every text is set as text: what stands in a file is never markup here.

/** An element with properties, attributes and children; a string among the children is text. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A select of options [value, words], with a label. */
export function select(id, label, options, chosen = "") {
  const list = element("select", { id, class: "nhsuk-select" });
  for (const [value, words] of options) {
    const option = element("option", { value }, words);
    option.selected = value === chosen;
    list.append(option);
  }
  return element("div", { class: "nhsuk-form-group" }, element("label", { class: "nhsuk-label", for: id }, label), list);
}

/** A button of the design system. */
export function button(words, onPress, secondary = true) {
  const made = element("button", { type: "button", class: `nhsuk-button${secondary ? " nhsuk-button--secondary" : ""}` }, words);
  made.addEventListener("click", onPress);
  return made;
}

/** Milliseconds that a browser may take to begin saving. */
const TIME_TO_SAVE = 60_000;

/** Gives a text to the browser's own saving; it goes nowhere else. */
export function save(name, text, type = "text/csv;charset=utf-8") {
  const address = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), TIME_TO_SAVE);
}

/** A table with a caption; wide ones scroll, by keyboard too. */
export function table(caption, headings, rows, numbers = []) {
  const right = (at) => (numbers.includes(at) ? { class: "cg-number" } : {});
  const head = element("tr", {}, ...headings.map((words, at) => element("th", { scope: "col", ...right(at) }, words)));
  const body = rows.map((row) => element("tr", {}, ...row.map((value, at) => element("td", right(at), value))));
  const made = element(
    "table", { class: "nhsuk-table" },
    element("caption", { class: "nhsuk-table__caption nhsuk-u-visually-hidden" }, caption),
    element("thead", {}, head), element("tbody", {}, ...body),
  );
  return element("div", { class: "cg-scroll", tabindex: "0", role: "region", "aria-label": caption }, made);
}

/** 2015-10-04 as 4 October 2015. */
export function dayInWords(day) {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}
