// The counting page: a file is chosen, counted in this browser, shown, and only counts may leave.
import { Counter, Unreadable, bytesOf } from "./asking.js";
import { element } from "./elements.js";
import { showLeaving } from "./leaving.js";
import { askColumns, askDateOrder, askLabels } from "./questions.js";
import { whatIsMissing } from "./missing.js";
import { showResults } from "./results.js";

const root = document.querySelector("[data-count]");
const form = root.querySelector("form");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const step = part("step");
const counter = new Counter(root.dataset.worker, (words) => { step.textContent = `${words}…`; });
/** What the person answered about this file. Another file starts anew. */
let answers = fresh();
let offered = null;

begin();

form.addEventListener("submit", (event) => { event.preventDefault(); count(); });
form.addEventListener("change", (event) => changed(event.target.name));
dropZone(part("drop"), form.elements.extract);
window.addEventListener("pagehide", () => { clear(); counter.stop(); });
// A page that the browser kept for its Back button has no children in it any more, and no worker: it starts anew.
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

async function begin() {
  become("loading");
  try {
    offered = await counter.ask("start");
  } catch {
    become("failed");
    step.textContent = offered ? "The counting part stopped and can't start again. Load the page again, with the network on." : "This browser can't count here. Use a newer version of Edge, Chrome, Firefox or Safari.";
    return;
  }
  if (offered.rulebook !== root.dataset.rulebook) {
    become("old");
    step.textContent = "This page counts by rules of another day. Load the page again. If you read this again then, tell whoever looks after Common Ground.";
    return;
  }
  step.textContent = "Ready. You can take the network cable out now: nothing more is fetched.";
  become("ready");
}

/** One thing at a time: while a list is counted, nothing in the form can be changed, and pressing again does nothing. */
function become(state) {
  root.dataset.state = state;
  for (const control of form.elements) {
    if (control.type !== "submit") control.disabled = state === "counting";
    else if (state === "counting") control.setAttribute("aria-disabled", "true");
    else { control.removeAttribute("aria-disabled"); control.disabled = state !== "ready"; }
  }
}

function fresh() {
  return { date_order: "", columns: new Map(), labels: new Map() };
}

/** What is shown is of what was chosen: once that changes, it goes. */
function changed(name) {
  if (name === "extract") answers = fresh();
  else if (name === "chis") answers.date_order = "";
  if (part("results").hasChildNodes()) step.textContent = "You changed something above. Press Count to count again.";
  clear();
}

function clear() {
  for (const name of ["questions", "results", "preview"]) part(name).replaceChildren();
  part("leaving").hidden = true;
}

async function count() {
  if (root.dataset.state !== "ready") return;
  const faults = whatIsMissing(form, root.dataset.largest);
  showFaults(faults);
  if (faults.length > 0) return;
  become("counting");
  clear();
  try {
    const files = await filesChosen();
    const given = whatIsGiven();
    const found = await counter.ask("count", given, files);
    if (found.error) await turnBack(found, files);
    else show(found, given);
  } catch (error) {
    showFaults([["extract", error instanceof Unreadable ? error.message : "Something went wrong that should not have. Load the page again"]]);
  }
  if (root.dataset.state === "counting") become("ready");
}

async function filesChosen() {
  const kinds = ["extract", "chis", "baseline"];
  const read = await Promise.all(kinds.map((kind) => bytesOf(form.elements[kind].files)));
  return Object.fromEntries(kinds.map((kind, at) => [kind, read[at]]));
}

function whatIsGiven() {
  const { practice, as_at, chis_as_at } = form.elements;
  return { practice: practice.value.trim().toUpperCase(), as_at: as_at.value, date_order: answers.date_order, columns: [...answers.columns], labels: [...answers.labels], published: publishedRows(), chis_as_at: chis_as_at.value };
}

function showFaults(faults) {
  const summary = part("faults");
  summary.hidden = faults.length === 0;
  if (faults.length === 0) return;
  summary.querySelector("ul").replaceChildren(...faults.map(([name, words]) => element("li", {}, name ? element("a", { href: `#count-${name}` }, words) : words)));
  summary.querySelectorAll("a").forEach((link) => link.addEventListener("click", (event) => goTo(event, link)));
  step.textContent = "";
  summary.focus();
}

/** To the field itself, out of the closed part that it may be in. */
function goTo(event, link) {
  const field = document.querySelector(link.getAttribute("href"));
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.focus();
}

/** The file can't be counted as it is: say why, or ask what it leaves open. */
async function turnBack(found, files) {
  if (found.broken) {
    showFaults([["", found.error]]);
    counter.start().catch(() => {});
    await begin();
  } else if (found.ask === "date order") {
    step.textContent = "One question before we can count.";
    askDateOrder(part("questions"), found.about, (order) => { answers.date_order = order; count(); });
  } else if (found.ask === "headings") {
    const { columns, error } = await counter.ask("columns", { columns: [...answers.columns], file: found.file }, files);
    if (error || columns.length === 0) return showFaults([["", error || found.about]]);
    step.textContent = "One question before we can count.";
    askColumns(part("questions"), found.about, columns, offered.meanings, (chosen) => { answers.columns = new Map([...answers.columns, ...chosen]); count(); });
  } else showFaults([["", found.error]]);
  return undefined;
}

function show(found, given) {
  step.textContent = "Done. Everything below was worked out on this computer.";
  if (found.unknown.length > 0) {
    askLabels(part("questions"), found.unknown, offered.vaccines, answers.labels, (chosen) => { answers.labels = new Map(chosen); count(); });
  }
  showResults(part("results"), found, given, offered.words);
  showLeaving(part("leaving"), found, given, offered.words);
  part("results").querySelector("h2").focus();
}

function publishedRows() {
  const rows = document.getElementById("published");
  return rows ? JSON.parse(rows.textContent) : "";
}

/** Files dropped on the zone are those of the input, as if they had been chosen. Dropped beside it they do nothing. */
function dropZone(zone, input) {
  const takesFiles = (target) => target instanceof HTMLInputElement && target.type === "file";
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => { if (!takesFiles(event.target)) event.preventDefault(); });
  }
  zone.addEventListener("dragover", () => { zone.dataset.over = "yes"; });
  zone.addEventListener("dragleave", () => { delete zone.dataset.over; });
  zone.addEventListener("drop", (event) => {
    delete zone.dataset.over;
    if (takesFiles(event.target) || input.disabled || event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
