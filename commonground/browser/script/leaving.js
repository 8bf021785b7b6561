// What would leave: the very text that would be sent, shown first as tables and then as it is.
import { button, dayInWords, element, save, table } from "./elements.js";

const FORBIDDEN = 403;
const TOO_LONG_OPEN = "The counts can't be sent from this page any more: it was open for too long. Nothing is lost. Save the counts as a file. Then open the link in your e-mail again and choose the file there.";
/** The tables of the file, in their order, with the columns to show first; all of them stand in the file itself below. */
const SHOWN = {
  figures: ["Figures", { definition: "Definition", indicator: "Figure", period: "Period", numerator: "Counted", denominator: "Of", coverage: "%", status: "Status" }],
  diagnosis: ["Diagnosis", { measure: "Measure", age_band: "Age", children: "Children", of: "Of", status: "Status" }],
  due: ["Children due", { series: "Vaccine", children: "Children", status: "Status" }],
  causes: ["Causes", { first: "First", second: "Second", counted_in: "Counted in", cause: "Cause", children: "Children", status: "Status" }],
  differences: ["Differences from the other list or figure", { indicator: "Figure", period: "Period", against: "Beside", only_in: "Only in", cause: "Cause", children: "Children", points: "Points", status: "Status" }],
  agreement: ["Where the two lists agree", { indicator: "Figure", period: "Period", both: "Both", practice_only: "Yours only", chis_only: "Theirs only", neither: "Neither", status: "Status" }],
  changes: ["Change since the baseline", { indicator: "Figure", period: "Period", kind: "Kind", counts_in: "Counts in", children: "Children", status: "Status" }],
};

/** Shows what would leave, and lets the person save it or, by their link, send it. */
export function showLeaving(where, found, given, said) {
  const text = found.may_leave["share.json"];
  const preview = where.querySelector("[data-part=preview]");
  const held = JSON.parse(text);
  const tables = Object.entries(held).filter(([, rows]) => Array.isArray(rows) && rows.length > 0);
  preview.replaceChildren(about(held), ...tables.map(([name, rows]) => tableOf(rows, ...(SHOWN[name] ?? [name, {}]), said)), exact(text));
  where.querySelector("[data-part=save]").replaceChildren(button("Save the counts as a file", () => save(`${given.practice}-counts.json`, text, "application/json")));
  const sending = where.querySelector("form");
  if (sending) readyToSend(sending, text);
  where.hidden = false;
}

function about({ org_code: practice, as_at: day, read }) {
  return element("p", {}, `Practice ${practice}, as at ${dayInWords(day)}: ${grouped(read.rows)} rows read, ${grouped(read.set_aside)} of them set aside, ${grouped(read.children)} children kept. Then these tables:`);
}

function grouped(count) {
  return count.toLocaleString("en-GB");
}

function tableOf(rows, heading, kept, said) {
  const names = Object.keys(kept).length > 0 ? Object.keys(kept) : Object.keys(rows[0]);
  const shown = rows.map((row) => names.map((name) => words(row[name] ?? "", said) || (name === "status" ? "" : "–")));
  const summary = element("summary", { class: "nhsuk-details__summary" }, element("span", { class: "nhsuk-details__summary-text" }, `${heading}: ${rows.length} rows`));
  return element("details", { class: "nhsuk-details" }, summary, element("div", { class: "nhsuk-details__text" }, table(heading, names.map((name) => kept[name] ?? name), shown)));
}

function words(value, said) {
  return Object.hasOwn(said, value) ? said[value] : String(value);
}

function exact(text) {
  const summary = element("summary", { class: "nhsuk-details__summary" }, element("span", { class: "nhsuk-details__summary-text" }, `The file itself, to the letter (${Math.ceil(text.length / 1024)} KB)`));
  return element("details", { class: "nhsuk-details" }, summary, element("div", { class: "nhsuk-details__text" }, element("pre", { class: "cg-exact", tabindex: "0" }, text)));
}

/** Sends the text that was shown, and nothing else of this page, once. What is refused is said; all that was counted stays. */
function readyToSend(form, text) {
  const refused = form.querySelector("[data-part=refused]");
  const press = form.querySelector("button[type=submit]");
  const words = press.textContent;
  let sending = false;
  refused.textContent = "";
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    press.textContent = "Sending…";
    refused.textContent = "";
    const sent = await send(form, text);
    if (sent.arrived) return window.location.assign(sent.arrived);
    refused.textContent = sent.refused;
    press.textContent = words;
    sending = false;
    return undefined;
  };
}

/** Where to go after the counts arrived, or why they did not. */
async function send(form, text) {
  const data = new FormData(form);
  data.set("share", new File([text], "share.json", { type: "application/json" }));
  try {
    const answer = await fetch(form.action, { method: "POST", body: data });
    const arrived = answer.ok && answer.redirected && new URL(answer.url).pathname.endsWith(form.dataset.arrived);
    if (arrived) return { arrived: answer.url };
    return { refused: answer.status === FORBIDDEN ? TOO_LONG_OPEN : sentenceOf(await answer.text()) };
  } catch {
    return { refused: "The counts could not be sent: there is no connection. Try again, or save them as a file." };
  }
}

function sentenceOf(page) {
  const parsed = new DOMParser().parseFromString(page, "text/html");
  const found = parsed.querySelector(".nhsuk-error-summary__list, main p");
  return found?.textContent.trim() || "The counts could not be sent. Save them as a file.";
}
