// Signing in or out in another tab changes the token against forged requests: a page that is open takes the new one as
// it sends. Without the script the server offers what was typed again.
const NAME = "csrfmiddlewaretoken";

const current = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

export function keepTokensFresh() {
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector(`input[name=${NAME}]`);
    if (field && current()) field.value = current();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (current()) event.detail.parameters[NAME] = current();
  });
}
