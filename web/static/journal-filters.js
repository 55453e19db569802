// What stands under a column's heading: a field, or a button that opens choices or days. Each tells `changed(value)`.
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export const filled = (_words, text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** Open a popover under what was pressed, inside the window. */
export function openUnder(pop, anchor) {
  if (!pop.isConnected) document.body.append(pop); // one that is moved closes and opens again, under a click
  if (!pop.matches(":popover-open")) pop.showPopover();
  const at = anchor.getBoundingClientRect();
  pop.style.left = `${Math.max(8, Math.min(at.left, innerWidth - pop.offsetWidth - 8))}px`;
  pop.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - pop.offsetHeight - 8))}px`;
  pop.querySelector("input, button")?.focus();
}

function field(column, value, words, changed) {
  const isNumber = column.kind === "number" || column.kind === "money";
  const hint = isNumber ? "10-20" : column.least > 1 ? filled(words, words.letters, { n: column.least }) : "";
  const input = element("input", {
    type: isNumber || column.kind === "exact" ? "text" : "search", value: value ?? "", placeholder: hint, autocomplete: "off", maxLength: 100, name: column.key,
  });
  input.setAttribute("aria-label", column.title);
  if (isNumber) input.title = words.number;
  let timer;
  const tell = () => {
    clearTimeout(timer);
    input.toggleAttribute("data-set", Boolean(input.value.trim()));
    const letters = Math.max(0, ...input.value.split(/[^\p{L}\p{N}]+/u).map((run) => run.length));
    const digits = input.value.replace(/\D/g, "").length;
    if (input.value.trim() && Math.max(letters, column.key.includes("phone") ? digits : 0) < column.least) return;
    changed(input.value.trim() || null);
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(tell, 300); });
  input.addEventListener("keydown", (event) => event.key === "Enter" && tell());
  input.toggleAttribute("data-set", Boolean(value));
  return element("span", {}, input); // a bare input would be made over by the table
}

function pressed(column, text, build) {
  const button = element("button", { type: "button" });
  button.setAttribute("aria-label", column.title);
  button.dataset.filter = column.key;
  const show = () => { button.textContent = text(); button.toggleAttribute("data-set", text.isSet()); };
  button.addEventListener("click", () => {
    const pop = element("div", { className: "pop", popover: "auto" });
    build(pop, show);
    pop.addEventListener("toggle", (event) => event.newState === "closed" && pop.remove());
    openUnder(pop, button);
  });
  show();
  return button;
}

function choices(column, value, words, changed) {
  let chosen = new Set(value === null || value === undefined ? [] : [].concat(value));
  const names = new Map(column.choices);
  const text = () => chosen.size === 0 ? words.any : chosen.size === 1 ? names.get([...chosen][0]) ?? "?"
    : filled(words, words.chosen, { n: chosen.size });
  text.isSet = () => chosen.size > 0;
  return pressed(column, text, (pop, show) => {
    const tell = () => { show(); changed(chosen.size ? [...chosen] : null); };
    for (const [key, name] of column.choices) {
      const box = element("input", { type: "checkbox", checked: chosen.has(key), value: key });
      box.addEventListener("change", () => { box.checked ? chosen.add(key) : chosen.delete(key); tell(); });
      pop.append(element("label", {}, box, name));
    }
    const clear = element("button", { type: "button", textContent: words.clear, className: "quiet" });
    clear.addEventListener("click", () => { chosen = new Set(); pop.hidePopover(); tell(); });
    pop.append(clear);
  });
}

// A day is the business's own: the server's midnights are there, wherever this browser is.
function dayIn(zone, back) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric" }).formatToParts(new Date());
  const part = (name) => Number(parts.find((one) => one.type === name).value);
  return new Date(Date.UTC(part("year"), part("month") - 1, part("day") - back)).toISOString().slice(0, 10);
}
const short = (day) => day ? day.split("-").reverse().slice(0, 2).join(".") : "…";

function days(column, value, words, zone, changed) {
  let ends = { from: "", to: "", ...value };
  const text = () => ends.from || ends.to ? `${short(ends.from)} – ${short(ends.to)}` : words.any;
  text.isSet = () => Boolean(ends.from || ends.to);
  return pressed(column, text, (pop, show) => {
    const tell = () => { show(); changed(ends.from || ends.to ? { ...ends } : null); };
    const inputs = ["from", "to"].map((end) => {
      const input = element("input", { type: "date", value: ends[end], name: end });
      input.addEventListener("change", () => { ends = { ...ends, [end]: input.value }; tell(); });
      return input;
    });
    pop.append(element("div", { className: "ends" }, words.from, inputs[0], words.to, inputs[1]));
    const quick = element("div", { className: "quick" });
    for (const [name, back] of [["today", 0], ["week", 6], ["month", 29], ["clear", null]]) {
      const button = element("button", { type: "button", textContent: words[name], className: "quiet" });
      button.addEventListener("click", () => {
        ends = back === null ? { from: "", to: "" } : { from: dayIn(zone, back), to: dayIn(zone, 0) };
        pop.hidePopover();
        tell();
      });
      quick.append(button);
    }
    pop.append(quick);
  });
}

export function filterOf(column, value, words, zone, changed) {
  if (column.kind === "choice" || column.kind === "flag") return choices(column, value, words, changed);
  return column.kind === "date" ? days(column, value, words, zone, changed) : field(column, value, words, changed);
}
