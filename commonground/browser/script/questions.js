// What the file leaves open: which is the day and which the month, what a column means, what a label names.
import { button, element, select } from "./elements.js";

const NOT_NEEDED = "not needed";
/** So many are asked about at once: a file with more has something else wrong, and a page with more would stand still. */
const MOST_ASKED = 100;

/** Asks for the order of day and month, then goes on. */
export function askDateOrder(where, about, onAnswer) {
  const orders = [["dmy", "Day first: 04/10/2025 is 4 October 2025"], ["mdy", "Month first: 04/10/2025 is 10 April 2025"]];
  const radios = orders.map(([value, words]) => element(
    "div", { class: "nhsuk-radios__item" },
    element("input", { class: "nhsuk-radios__input", type: "radio", name: "date-order", id: `order-${value}`, value }),
    element("label", { class: "nhsuk-label nhsuk-radios__label", for: `order-${value}` }, words),
  ));
  const legend = element("legend", { class: "nhsuk-fieldset__legend nhsuk-fieldset__legend--s" }, "How are the dates in your file written?");
  const group = element("fieldset", { class: "nhsuk-fieldset" }, legend, element("div", { class: "nhsuk-radios" }, ...radios));
  show(where, "Day or month first?", `${about} Open it and look at a date that you know.`, group, () => {
    const chosen = group.querySelector("input:checked");
    if (chosen) onAnswer(chosen.value);
    else group.querySelector("input").focus();
  });
}

/** Asks what the columns mean; `columns` as Python understood them. */
export function askColumns(where, about, columns, meanings, onAnswer) {
  const options = [["", "Not known yet"], [NOT_NEEDED, "Not needed"], ...Object.entries(meanings)];
  const byWords = new Map(Object.entries(meanings).map(([value, words]) => [words, value]));
  const groups = columns.slice(0, MOST_ASKED).map((column, at) => {
    const group = select(`column-${at}`, column.heading, options, byWords.get(column.meaning) ?? "");
    group.dataset.heading = column.heading;
    return group;
  });
  const list = element("div", { class: "cg-filters" }, ...groups);
  show(where, "What do your columns mean?", `${about} Say what each column means. We need one column for the child, one for the date of birth, and the vaccines with their dates. Set the rest to “Not needed”.`, list, () => {
    onAnswer(groups.map((group) => [group.dataset.heading, group.querySelector("select").value]).filter(([, value]) => value));
  });
}

/** Asks which vaccines the labels name that nobody here knows. Nothing unknown becomes a vaccine by itself. */
export function askLabels(where, unknown, vaccines, chosen, onAnswer) {
  const options = [["", "Leave it out"], ["ignore", "Not a vaccine"], ...vaccines.map((name) => [name, name])];
  const groups = unknown.slice(0, MOST_ASKED).map(([label, times], at) => {
    const group = select(`label-${at}`, `${label} (${times})`, options, chosen.get(label) ?? "");
    group.dataset.label = label;
    return group;
  });
  const details = element("details", { class: "nhsuk-details", open: true },
    element("summary", { class: "nhsuk-details__summary" }, element("span", { class: "nhsuk-details__summary-text" }, `${unknown.length === 1 ? "1 name" : `${unknown.length} names`} of vaccines not known`)),
    element("div", { class: "nhsuk-details__text" },
      element("p", {}, "These stand in your file and we do not know them. They are not counted. If you know which vaccine one is, choose it and count again."),
      ...(unknown.length > MOST_ASKED ? [element("p", {}, `Here are the ${MOST_ASKED} that stand there most often.`)] : []),
      element("div", { class: "cg-filters" }, ...groups),
      button("Count again", () => onAnswer(groups.map((group) => [group.dataset.label, group.querySelector("select").value]).filter(([, value]) => value)))));
  where.replaceChildren(details);
}

function show(where, heading, about, field, onPress) {
  const title = element("h2", { class: "nhsuk-heading-m", tabindex: "-1" }, heading);
  where.replaceChildren(title, element("p", {}, about), field, button("Count again", onPress, false));
  title.focus();
}
