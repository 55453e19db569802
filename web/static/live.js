// Parts of a page that change without loading it anew: links, filters and forms of [data-live] answer in place.
// Without this script they are plain links and forms, and the page answers whole.
import { AWAY, Refused, request } from "./api.js";

const WAIT = 300; // ms after the last letter of a search
const live = () => document.querySelector("[data-live]");
let turn = 0, typing = 0;

function say(message, isBad) {
  const place = document.querySelector("[data-said]");
  if (!place) return;
  place.textContent = message;
  place.hidden = !message;
  place.classList.toggle("bad", isBad);
}

const wrong = (error) => say((error instanceof Refused && error.status !== AWAY && error.message) || document.querySelector("[data-said]")?.dataset.away || "", true);

/** Show what is at an address in place of what is shown; an older answer never replaces a newer one. */
async function show(url, keep) {
  const mine = ++turn;
  live().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
    if (mine !== turn) return;
    if (answer.redirected || !found) return location.assign(url);
    const focused = document.activeElement?.id;
    const open = [...live().querySelectorAll("details[open][id]")].map((one) => one.id);
    live().replaceWith(found);
    for (const id of keep === "as it was" ? open : []) document.getElementById(id)?.setAttribute("open", "");
    if (focused && !document.getElementById(focused)?.contains(document.activeElement)) document.getElementById(focused)?.focus();
    if (keep === "push") history.pushState(null, "", url);
  } catch {
    if (mine === turn) wrong(new Refused("", AWAY));
  } finally {
    if (mine === turn) live().removeAttribute("aria-busy");
  }
}

function addressOf(form) {
  const url = new URL(form.getAttribute("action") || location.pathname, location.href);
  for (const [name, value] of new FormData(form)) if (value) url.searchParams.set(name, value);
  return url.href;
}

/** A form that changes something: through the API where it names a call of it, else as it is. */
async function send(form, button) {
  const fields = Object.fromEntries(new FormData(form));
  const { csrf: _csrf, origin, ...body } = fields;
  button?.setAttribute("disabled", "");
  try {
    if (form.dataset.api) {
      await request(form.dataset.api, { method: "POST", body, headers: origin ? { "Idempotency-Key": origin } : {} });
    } else {
      await request(form.action, { method: "POST", body: new FormData(form) });
    }
    say(form.dataset.done ?? "", false);
    await show(location.pathname, "");
  } catch (error) {
    wrong(error);
  } finally {
    button?.removeAttribute("disabled");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-live] a[data-part]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  say("", false);
  show(link.href, "push");
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form[data-find]")) {
    event.preventDefault();
    show(addressOf(form), "push");
  } else if (form.matches("form[data-send]")) {
    event.preventDefault();
    if (!form.dataset.sure || window.confirm(form.dataset.sure)) send(form, event.submitter);
  }
}, true);

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("form[data-find]")) return;
  clearTimeout(typing);
  typing = setTimeout(() => show(addressOf(form), "push"), event.target.matches("select") ? 0 : WAIT);
});

window.addEventListener("popstate", () => show(location.href, ""));
