// On a telephone a wide table is read as cards: each cell says above itself what its column is.
// Without the script the table can be moved sideways. Styles: common.css, "cards".
const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell" };

function asCards(table) {
  const names = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  const rows = [...table.querySelectorAll("tbody tr")];
  if (!names.length || rows.some((row) => row.cells.length !== names.length)) return;
  for (const row of rows) {
    [...row.cells].forEach((cell, place) => {
      if (cell.tagName === "TD") cell.dataset.name = names[place];
      if (!cell.textContent.trim() && !cell.querySelector("input, img, svg")) cell.classList.add("cg-empty");
    });
  }
  // What is shown as blocks is no table to every reader any more, unless it says so.
  for (const [tag, role] of Object.entries(ROLES)) {
    for (const part of [table, ...table.querySelectorAll(tag)]) if (part.localName === tag) part.setAttribute("role", role);
  }
  for (const head of table.querySelectorAll("th")) head.setAttribute("role", head.closest("thead") ? "columnheader" : "rowheader");
  table.classList.add("cg-cards");
}

export function readTablesAsCards() {
  document.querySelectorAll(".cg-scroll > table").forEach(asCards);
}
