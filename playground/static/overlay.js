/** What lies above the page: toasts, the alert, sheets that ask, the photo viewer, menus. Native <dialog> keeps focus inside. */
import { append, h } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";

const TOAST_MS = 4000;

/** A passing word at the foot of `place` (a chat pane or the page). One at a time in a place. */
export function toast(text, place = document.body) {
  place.querySelector(":scope > .toast")?.remove();
  const el = h("div", { class: "toast", role: "status", dataset: { testid: "toast" } }, text);
  place.append(el);
  setTimeout(() => el.remove(), Math.max(TOAST_MS, text.length * 60));
  return el;
}

let counter = 0;

/** Opens a dialog; the promise is what `close(value)` was given, null when it was dismissed. */
export function dialog({ title, className = "sheet", testid, build }) {
  return new Promise((resolve) => {
    const id = `dialog-${(counter += 1)}`;
    const el = h("dialog", { class: className, "aria-labelledby": title ? id : null, dataset: testid ? { testid } : {} });
    let result = null;
    const close = (value = null) => {
      result = value;
      el.close();
    };
    el.addEventListener("close", () => {
      el.remove();
      resolve(result);
    });
    // A press on the backdrop lands on the dialog itself, a press inside lands on its content.
    el.addEventListener("click", (event) => event.target === el && close());
    if (title) el.append(h("h2", { id }, title));
    append(el, [build(close, el)]);
    document.body.append(el);
    el.showModal();
  });
}

/** The bot's show_alert. */
export const alertBox = (text) => dialog({
  className: "sheet alert", testid: "alert",
  build: (close) => [
    h("p", { class: "alert-text" }, text),
    h("div", { class: "actions" }, h("button", { type: "button", class: "main", autofocus: true, onclick: () => close() }, t("ok"))),
  ],
});

/** A form with [Cancel] and a main button; resolves with `read(form)`, or null. */
export function form({ title, text, fields, submit, read, testid, onready }) {
  return dialog({
    title, testid,
    build: (close, el) => {
      const body = h("form", { method: "dialog" },
        text && h("p", {}, text), fields,
        h("div", { class: "actions" },
          h("button", { type: "button", onclick: () => close() }, t("cancel")),
          h("button", { type: "submit", class: "main" }, submit)));
      body.addEventListener("submit", (event) => {
        event.preventDefault();
        close(read(body));
      });
      onready?.(body, el);
      return body;
    },
  });
}

export function field(name, label, props = {}) {
  const id = `field-${(counter += 1)}`;
  return h("div", { class: "field" },
    h("label", { for: id }, label, props.optional && h("span", { class: "hint" }, ` · ${t("optional")}`)),
    h("input", { id, name, autocomplete: "off", ...props, optional: null }));
}

export const openPhoto = (url, alt) => dialog({
  className: "viewer", testid: "viewer",
  build: (close) => [
    h("div", { class: "viewer-bar" },
      h("a", { class: "icon-button", href: url, download: "", title: t("download"), "aria-label": t("download") }, icon("download")),
      h("button", { type: "button", class: "icon-button", title: t("close"), "aria-label": t("close"), onclick: () => close() }, icon("close"))),
    h("img", { src: url, alt, onclick: () => close() }),
  ],
});

/** A menu at a point or under an anchor: items are {icon, label, run, danger}; falsy items are left out. */
export function menu(items, { x, y, label }) {
  document.querySelector(".menu-layer")?.remove();
  const back = document.activeElement;
  const list = h("div", { class: "menu", role: "menu", "aria-label": label });
  const layer = h("div", { class: "menu-layer" }, list);
  const close = () => {
    layer.remove();
    back?.focus?.({ preventScroll: true });
  };
  const entry = (item, props, content) =>
    h("button", { type: "button", role: "menuitem", onclick: () => { close(); item.run(); }, ...props }, content);
  for (const item of items.filter(Boolean)) {
    if (!item.row) list.append(entry(item, { class: item.danger ? "danger" : "" }, [icon(item.icon, 20), item.label]));
    else list.append(h("div", { class: "menu-row", role: "group", "aria-label": item.label }, item.row.map((one) => entry(one, { class: one.pressed ? "pressed" : "" }, one.label))));
  }
  layer.addEventListener("pointerdown", (event) => event.target === layer && close());
  layer.addEventListener("contextmenu", (event) => event.preventDefault());
  layer.addEventListener("keydown", (event) => menuKey(event, list, close));
  document.body.append(layer);
  placeMenu(list, x, y);
  list.querySelector(":scope > button")?.focus();
}

function menuKey(event, list, close) {
  if (event.key === "Escape" || event.key === "Tab") close();
  else if (event.key.startsWith("Arrow")) {
    const items = [...list.querySelectorAll("button")];
    const step = event.key === "ArrowDown" || event.key === "ArrowRight" ? 1 : -1;
    items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function placeMenu(list, x, y) {
  const { width, height } = list.getBoundingClientRect();
  list.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  list.style.top = `${Math.max(8, y + height + 8 > innerHeight ? y - height : y)}px`;
}

/** Coordinates for a menu that hangs under a button, right edges aligned when it is on the right half. */
export function under(button) {
  const box = button.getBoundingClientRect();
  return { x: box.left > innerWidth / 2 ? box.right - 220 : box.left, y: box.bottom + 4 };
}
