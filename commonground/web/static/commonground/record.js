// What is typed and not yet saved is marked, so that nobody leaves with it; what could not be sent is sent again when the network is back.
const unsaved = new Set();
const entryOf = (element) => element.closest(".cg-entry");
const say = (entry, words) => {
  const state = entry.querySelector(".cg-saved");
  state.querySelectorAll(":scope > :not(input)").forEach((old) => old.remove());
  state.append(Object.assign(document.createElement("span"), { textContent: words }));
};
document.addEventListener("input", (event) => entryOf(event.target) && unsaved.add(entryOf(event.target).id));
document.addEventListener("htmx:afterRequest", (event) => {
  const entry = entryOf(event.detail.elt);
  if (!entry) return;
  if (!event.detail.successful) say(entry, "Not saved: no connection. What you typed is still here, and we try again.");
  else if (!entry.querySelector(".cg-not-saved")) unsaved.delete(entry.id);
});
window.addEventListener("online", () => unsaved.forEach((id) => {
  const field = document.querySelector(`#${id} textarea, #${id} input:checked, #${id} input:not([type=hidden])`);
  if (field) window.htmx.trigger(field, "change");
}));
document.addEventListener("submit", () => unsaved.clear());
window.addEventListener("beforeunload", (event) => unsaved.size && event.preventDefault());
