/** The settings sheet: how to go live, and the fault switches drawn from whatever the server offers. */
import { api } from "./api.js";
import { reason } from "./actions.js";
import { append, h } from "./dom.js";
import { rich, said, t } from "./i18n.js";
import { dialog, toast } from "./overlay.js";

const code = (text) => h("code", {}, text);
export const TOKENS = { token: () => code("BOT_TOKEN"), env: () => code(".env"), run: () => code("make run") };
export const liveWords = (key) => rich(key, { token: TOKENS.token(), env: TOKENS.env(), run: TOKENS.run() });

export function openSettings() {
  const switches = h("div", { class: "switches", dataset: { testid: "faults" } }, t("loading"));
  loadSwitches(switches);
  return dialog({
    title: t("settings"), testid: "settings", className: "sheet settings",
    build: (close) => [
      h("h3", {}, t("live_title")), h("p", {}, liveWords("live_text")),
      h("h3", {}, t("faults_title")), h("p", {}, t("faults_text")), switches,
      h("div", { class: "actions" }, h("button", { type: "button", class: "main", onclick: () => close() }, t("close")))],
  });
}

async function loadSwitches(place) {
  try {
    const faults = await api.faults();
    place.replaceChildren();
    const names = Object.keys(faults || {});
    append(place, names.length ? names.map((name) => control(faults, name, () => save(faults, place))) : [t("faults_none")]);
  } catch (error) {
    place.textContent = t("load_failed", { why: reason(error) });
  }
}

async function save(faults, place) {
  try {
    await api.setFaults(faults);
    toast(t("faults_saved"), place.closest("dialog"));
  } catch (error) {
    toast(t("failed", { why: reason(error) }), place.closest("dialog"));
    loadSwitches(place);
  }
}

let counter = 0;

/** A control for holder[name] by the type of its value: switch, number, text; an object is a group of them. */
function control(holder, name, saved) {
  const value = holder[name];
  if (value && typeof value === "object" && !Array.isArray(value)) {
    return h("fieldset", {}, h("legend", {}, title(name)), Object.keys(value).map((key) => control(value, key, saved)));
  }
  const id = `fault-${(counter += 1)}`;
  const input = inputFor(value, id, name);
  input.addEventListener("change", () => {
    if (!input.checkValidity()) return input.reportValidity();
    holder[name] = read(input, value);
    saved();
  });
  return h("div", { class: "switch" }, h("label", { for: id }, title(name)), input);
}

function inputFor(value, id, name) {
  if (typeof value === "boolean") return h("input", { id, name, type: "checkbox", role: "switch", checked: value });
  if (typeof value === "number") return h("input", { id, name, type: "number", step: "any", value });
  return h("input", { id, name, type: "text", value: Array.isArray(value) ? value.join(", ") : value ?? "" });
}

function read(input, before) {
  if (input.type === "checkbox") return input.checked;
  if (input.type === "number") return Number(input.value);
  if (Array.isArray(before)) return input.value.split(",").map((part) => part.trim()).filter(Boolean);
  return input.value === "" && before === null ? null : input.value;
}

const KNOWN = {};

function title(name) {
  if (KNOWN[name]) return said(KNOWN[name]);
  const words = String(name).replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
