// What was found, in the order of a visit: the report, the children due, the doses that don't count, who isn't counted.
import { button, element, save } from "./elements.js";
import { listing } from "./listing.js";

const CHILD = { child_id: "Child", date_of_birth: "Born" };
const LISTS = [
  {
    id: "due", file: "worklist.csv", heading: "Children due",
    about: "Who can be invited now. First those whom one visit would complete.",
    kept: { ...CHILD, vaccine: "Vaccine", dose: "Dose", due_on: "Due on", status: "Status", offer_until: "Last day", give_as: "Give", reason: "Why" },
    filters: ["vaccine", "status"], none: "No child has a dose due.",
  },
  {
    id: "not-counting", file: "doses.csv", heading: "Doses that do not count",
    about: "Given, but too early, too soon, too late, or with a name that we do not know. Each with the reason.",
    kept: { child_id: "Child", event_date: "Given on", vaccine: "As written", series: "Counted with", verdict: "Verdict", explanation: "Why" },
    filters: ["verdict", "vaccine"], none: "Every dose counts.",
    only: (row, names) => !["counts", "repeat"].includes(row[names.indexOf("verdict")]),
  },
  {
    id: "not-counted", file: "not_counted.csv", heading: "Children who are not counted",
    about: "For each figure, the children of the age who are not in it, and why.",
    kept: { ...CHILD, definition: "Definition", indicator: "Figure", period: "Period", explanation: "Why" },
    filters: ["definition", "indicator", "period", "cause"], none: "Every child of the age is counted in every figure.",
  },
  {
    id: "differences", file: "differences.csv", heading: "Where the two lists differ", optional: true,
    about: "Your list beside that of the child health service, child by child. This list stays with you.",
    kept: { ...CHILD, indicator: "Figure", period: "Period", practice_counts: "On your list", other_counts: "On the other", cause: "Cause", why: "Why", what_to_do: "What to do" },
    filters: ["cause", "indicator"], none: "The two lists do not differ.",
  },
  {
    id: "problems", file: "problems.csv", heading: "Rows that could not be read",
    about: "Nothing was guessed. Put these right in your system or in the file, and count again.",
    kept: { file: "File", sheet: "Sheet", row: "Row", column: "Column", value: "Value", reason: "What is wrong", what_to_do: "What to do" },
    filters: ["reason"], none: "Every row could be read.",
  },
];

/** Fills the results: a summary, the report, and each list. */
export function showResults(where, found, given, said) {
  const heading = element("h2", { class: "nhsuk-heading-l", tabindex: "-1" }, "What we found");
  const [read] = found.summary;
  const settling = found.stays_here["settling.html"];
  const beside = settling ? [framed("settling", "Both figures, side by side", `Practice ${given.practice} beside the published figure or the child health service's list: this page stays with you`, settling)] : [];
  where.replaceChildren(heading, element("p", {}, read), ...beside, framed("report", "Your counts, side by side", `Report of practice ${given.practice}: your three counts side by side`, found.may_leave["report.html"]), ...LISTS.filter((list) => !list.optional || found.rows[list.file]).map((list) => shown(list, found, said)), keep(found, given));
}

function shown(list, found, said) {
  const [names, ...all] = found.rows[list.file];
  const rows = [names, ...(list.only ? all.filter((row) => list.only(row, names)) : all)];
  return listing({ ...list, rows, said, text: found.stays_here[list.file] });
}

/** A page as the command line writes it, in a frame of its own without scripts. */
function framed(id, heading, title, html) {
  const frame = element("iframe", { class: "cg-report", title, sandbox: "allow-same-origin allow-modals" });
  frame.addEventListener("load", () => {
    const inner = frame.contentDocument.documentElement;
    const fit = () => { frame.style.height = `${inner.offsetHeight}px`; };
    fit();
    new ResizeObserver(fit).observe(frame.contentDocument.body);
  });
  frame.srcdoc = html;
  return element("section", { id },
    element("h2", { class: "nhsuk-heading-m" }, heading), frame,
    element("div", { class: "cg-actions" }, button(`Print ${id}.html`, () => frame.contentWindow.print()), button(`Save ${id}.html`, () => save(`${id}.html`, html, "text/html"))));
}

function keep(found, given) {
  const files = Object.entries(found.stays_here).filter(([name]) => name.endsWith(".csv"));
  if (found.baseline.text) files.push([found.baseline.name, found.baseline.text]);
  return element("section", { id: "keep" },
    element("h2", { class: "nhsuk-heading-m" }, "Keep what you need"),
    element("p", {}, "When you close this page, all of it is gone. Save what you need where patient lists are kept at your practice."),
    ...(found.baseline.text ? [element("p", {}, `Save ${found.baseline.name} too: with it you can see next time which children were vaccinated since, and which records were put right.`)] : []),
    element("ul", { class: "nhsuk-list" }, ...files.map(([name, text]) => element("li", {}, button(`Save ${name}`, () => save(`${given.practice}-${name}`, text))))));
}
