// The counting page: a file is chosen, counted in this browser, shown, and only counts may leave.
import { Counter, bytesOf } from "./asking.js";
import { element } from "./elements.js";
import { showLeaving } from "./leaving.js";
import { askColumns, askDateOrder, askLabels } from "./questions.js";
import { showResults } from "./results.js";

const root = document.querySelector("[data-count]");
const form = root.querySelector("form");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const step = part("step");
const counter = new Counter(root.dataset.worker, (words) => { step.textContent = `${words}…`; });
/** What the person answered about this file. Another file starts anew. */
let answers = fresh();
let offered = null;

counter.ready.then(async () => {
  offered = await counter.ask("start");
  if (offered.rulebook !== root.dataset.rulebook) {
    root.dataset.state = "old";
    step.textContent = "This page counts by rules of another day. Load the page again. If you read this again then, tell whoever looks after Common Ground.";
    return;
  }
  step.textContent = "Ready. You can take the network cable out now: nothing more is fetched.";
  root.dataset.state = "ready";
}).catch(() => {
  step.textContent = "This browser can't count here. Use a newer version of Edge, Chrome, Firefox or Safari.";
});

form.addEventListener("submit", (event) => { event.preventDefault(); count(); });
form.addEventListener("change", (event) => { if (event.target.type === "file") answers = fresh(); });
dropZone(part("drop"), form.elements.extract);

function fresh() {
  return { date_order: "", columns: [], labels: new Map() };
}

async function count() {
  if (root.dataset.state === "old") return;
  const faults = whatIsMissing();
  showFaults(faults);
  if (faults.length > 0) return;
  const files = { extract: await bytesOf(form.elements.extract.files), chis: await bytesOf(form.elements.chis.files), baseline: await bytesOf(form.elements.baseline.files) };
  const given = { practice: form.elements.practice.value.trim().toUpperCase(), as_at: form.elements.as_at.value, date_order: answers.date_order, columns: answers.columns, labels: [...answers.labels], published: publishedRows(), chis_as_at: form.elements.chis_as_at.value };
  root.dataset.state = "counting";
  part("questions").replaceChildren();
  part("results").replaceChildren();
  part("leaving").hidden = true;
  const found = await counter.ask("count", given, files);
  root.dataset.state = "ready";
  if (found.error) await turnBack(found, files);
  else show(found, given);
}

function whatIsMissing() {
  const faults = [];
  if (form.elements.extract.files.length === 0) faults.push(["extract", "Choose the list from your system"]);
  for (const input of [form.elements.extract, form.elements.chis, form.elements.baseline]) {
    const large = Array.from(input.files).find((file) => file.size > Number(root.dataset.largest));
    if (large) faults.push([input.name, `${large.name} is far larger than a list of children can be. Choose another file`]);
  }
  if (!/^[A-Za-z][A-Za-z0-9]{2,7}$/.test(form.elements.practice.value.trim())) faults.push(["practice", "Give the code of your practice, such as Z99001"]);
  if (!form.elements.as_at.value) faults.push(["as_at", "Give the day on which you took the list"]);
  return faults;
}

function showFaults(faults) {
  const summary = part("faults");
  summary.hidden = faults.length === 0;
  if (faults.length === 0) return;
  summary.querySelector("ul").replaceChildren(...faults.map(([name, words]) => element("li", {}, name ? element("a", { href: `#count-${name}` }, words) : words)));
  step.textContent = "";
  summary.focus();
}

/** The file can't be counted as it is: say why, or ask what it leaves open. */
async function turnBack(found, files) {
  if (found.ask === "date order") {
    step.textContent = "One question before we can count.";
    askDateOrder(part("questions"), (order) => { answers.date_order = order; count(); });
  } else if (found.ask === "headings") {
    const { columns, error } = await counter.ask("columns", { columns: answers.columns }, files);
    if (error) return showFaults([["", error]]);
    step.textContent = "One question before we can count.";
    askColumns(part("questions"), columns, offered.meanings, (chosen) => { answers.columns = chosen; count(); });
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

/** Files dropped on the zone are those of the input, as if they had been chosen. */
function dropZone(zone, input) {
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.dataset.over = "yes"; });
  zone.addEventListener("dragleave", () => { delete zone.dataset.over; });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    delete zone.dataset.over;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
