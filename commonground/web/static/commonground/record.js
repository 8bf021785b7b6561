// What is typed and not yet saved is marked, so that nobody leaves with it; what could not be sent is sent again when the
// network is back, or when somebody who was signed out comes back from signing in.
const unsaved = new Set();
const unsent = new Set();
const entryOf = (element) => element.closest(".cg-entry");
const say = (entry, ...words) => {
  const state = entry.querySelector(".cg-saved");
  state.querySelectorAll(":scope > :not(input)").forEach((old) => old.remove());
  const said = document.createElement("span");
  said.append(...words);
  state.append(said);
};
const signIn = () =>
  Object.assign(document.createElement("a"), {
    href: "/accounts/login/",
    target: "_blank",
    rel: "noopener",
    textContent: "Sign in again (opens in a new tab)",
  });
const tellOf = (entry, status) => {
  if (status === 401) say(entry, "Not saved: you are signed out. ", signIn(), ". What you typed stays here, and is saved when you come back.");
  else if (status === 0) say(entry, "Not saved: no connection. What you typed is still here, and we try again.");
  else say(entry, "Not saved. What you typed is still here. Press Save at the end of this page.");
};
const sendAgain = (ids) =>
  ids.forEach((id) => {
    const field = document.querySelector(`#${id} textarea, #${id} input:checked, #${id} input:not([type=hidden])`);
    if (field) window.htmx.trigger(field, "change");
  });
document.addEventListener("input", (event) => entryOf(event.target) && unsaved.add(entryOf(event.target).id));
document.addEventListener("htmx:afterRequest", (event) => {
  const entry = entryOf(event.detail.elt);
  if (!entry) return;
  unsent.delete(entry.id);
  if (event.detail.successful) {
    if (!entry.querySelector(".cg-not-saved")) unsaved.delete(entry.id);
    return;
  }
  tellOf(entry, event.detail.xhr.status);
  unsent.add(entry.id);
});
window.addEventListener("online", () => sendAgain(unsaved));
window.addEventListener("focus", () => sendAgain(unsent));
document.addEventListener("submit", () => unsaved.clear());
window.addEventListener("beforeunload", (event) => unsaved.size && event.preventDefault());
