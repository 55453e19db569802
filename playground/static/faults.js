/** The settings sheet: how to go live, and the fault switches drawn from whatever the server offers. */
import { api } from "./api.js";
import { reason } from "./actions.js";
import { append, h } from "./dom.js";
import { rich, t } from "./i18n.js";
import { dialog, toast } from "./overlay.js";
import { WORDS } from "./words.js";

const code = (text) => h("code", {}, text);
export const liveWords = (key) => rich(key, { token: code("BOT_TOKEN"), env: code(".env"), run: code("make run") });

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
    draw(place, await api.faults());
  } catch (error) {
    place.textContent = t("load_failed", { why: reason(error) });
  }
}

function draw(place, answer) {
  const faults = answer || {};
  const names = Object.keys(faults);
  const save = () => saveFaults(place, faults);
  place.replaceChildren();
  append(place, names.length ? names.map((name) => control(faults, name, save)) : [t("faults_none")]);
  if (faults.chances) place.append(offButton(faults, () => save().then(() => draw(place, faults))));
}

function offButton(faults, save) {
  return h("button", {
    type: "button", class: "text-button", dataset: { testid: "faults-off" },
    onclick: () => {
      for (const kind of Object.keys(faults.chances)) faults.chances[kind] = 0;
      save();
    },
  }, t("faults_off"));
}

async function saveFaults(place, faults) {
  const sheet = place.closest("dialog");
  try {
    await api.setFaults(faults);
    toast(t("faults_saved"), sheet);
  } catch (error) {
    toast(t("failed", { why: reason(error) }), sheet);
    loadSwitches(place);
  }
}

let counter = 0;

/** A control for holder[name] by the type of its value: switch, number, text; an object is a group of them. */
function control(holder, name, save, group = "") {
  const value = holder[name];
  if (value && typeof value === "object" && !Array.isArray(value)) {
    return h("fieldset", {}, h("legend", {}, title(name)), Object.keys(value).map((key) => control(value, key, save, name)));
  }
  const id = `fault-${(counter += 1)}`;
  const percent = group === "chances";
  const input = inputFor(percent ? Math.round(value * 100) : value, { id, name, ...(percent ? { min: 0, max: 100, step: 5 } : {}) });
  input.addEventListener("change", () => {
    if (!input.checkValidity()) return input.reportValidity();
    holder[name] = percent ? read(input, value) / 100 : read(input, value);
    save();
  });
  return h("div", { class: "switch" },
    h("label", { for: id }, title(percent ? name : `value_${name}`, name)), input);
}

function inputFor(value, props) {
  if (typeof value === "boolean") return h("input", { ...props, type: "checkbox", role: "switch", checked: value });
  if (typeof value === "number") return h("input", { step: "any", ...props, type: "number", value: String(value) });
  return h("input", { ...props, type: "text", value: Array.isArray(value) ? value.join(", ") : value ?? "" });
}

function read(input, before) {
  if (input.type === "checkbox") return input.checked;
  if (input.type === "number") return Number(input.value);
  if (Array.isArray(before)) return input.value.split(",").map((part) => part.trim()).filter(Boolean);
  return input.value;
}

/** Our word for a switch that we know; a new one shows its own name, made readable. */
function title(key, name = key) {
  if (`fault_${key}` in WORDS.ru) return t(`fault_${key}`);
  const words = String(name).replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
