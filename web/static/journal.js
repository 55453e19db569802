// A journal: Tabulator draws, the server filters, orders and counts; how it is set up is kept for the person.
import { AWAY, Refused, request } from "./api.js";
import { element, filled, filterOf, openUnder } from "./journal-filters.js";
import { fileButton } from "./journal-file.js";

const config = JSON.parse(document.getElementById("config").textContent);
const words = config.words;
const known = new Map(config.columns.map((column) => [column.key, column]));
const part = (name) => document.querySelector(`[data-${name}]`);
const POLL = 4000;

const usual = config.columns.filter((column) => column.shown).map((column) => column.key);
const view = {
  columns: (config.kept.columns ?? usual).filter((key) => known.has(key)),
  filters: { ...config.kept.filters }, sort: config.kept.sort ?? null, size: config.kept.size ?? 50,
  widths: { ...config.kept.widths }, sound: config.kept.sound === true,
};
let page = 1, newest = 0, shown = new Set(), turn = 0, hasMore = false, table = null, ready = null, fitted = "", missed = false;

// An order by a column that is not shown can be neither seen nor taken away.
function tidy() {
  if (view.sort && !view.columns.includes(view.sort[0])) view.sort = null;
}
tidy();

const asked = () => ({ columns: view.columns, filters: view.filters, size: view.size, ...(view.sort && { sort: view.sort }) });
function fail(error) {
  part("error").textContent = error.status === AWAY ? words.away : (error instanceof Refused && error.message) || words.failed;
  part("error").hidden = false;
}

// --- rows ---

async function load({ background = false, fresh = false } = {}) {
  const mine = ++turn;
  if (!background) part("journal").setAttribute("aria-busy", "true");
  try {
    const found = await request(`${config.url}/rows`, { method: "POST", body: { ...asked(), page }, background });
    await ready;
    if (mine !== turn) return;
    const before = shown;
    shown = new Set(found.rows.map((row) => row.id));
    await table.replaceData(found.rows);
    if (fresh) mark([...shown].filter((id) => !before.has(id)));
    newest = found.newest;
    hasMore = found.count > page * view.size;
    tell(found);
    part("error").hidden = true;
    missed = false;
  } catch (error) {
    if (mine === turn) missed = missed || !background;
    if (mine === turn && !background) fail(error);
  } finally {
    if (mine === turn) part("journal").removeAttribute("aria-busy");
  }
}

function mark(ids) {
  for (const id of ids) {
    const row = table.getRow(id);
    row?.getElement().classList.add("fresh");
    setTimeout(() => row?.getElement().classList.remove("fresh"), 8000);
  }
}

function tell(found) {
  const many = found.count > found.cap;
  part("count").textContent = filled(words, words.rows, { n: many ? `${found.cap}+` : found.count });
  const last = many ? "" : ` / ${Math.max(1, Math.ceil(found.count / view.size))}`;
  part("page").textContent = filled(words, words.page, { n: page }) + last;
  part("previous").disabled = page === 1;
  part("next").disabled = !hasMore;
  const isFiltered = Object.keys(view.filters).length > 0;
  part("reset").hidden = !isFiltered;
  part("empty").hidden = found.rows.length > 0;
  part("empty").textContent = isFiltered ? words.nothing : words.empty;
  const state = known.get(config.state);
  const chosen = [].concat(view.filters[config.state] ?? []);
  const isNamed = ([key]) => found.totals[key] || found.part; // one that was not met among the first may be there
  part("totals").replaceChildren(...(state?.choices ?? []).filter(isNamed).map(([key, name]) => {
    const counted = found.totals[key] ?? 0;
    const least = counted ? filled(words, words.least, { n: counted }) : "?";
    const number = found.part ? least : counted > found.cap ? `${found.cap}+` : counted;
    const button = element("button", { type: "button" }, `${name} `, element("b", { textContent: number }));
    if (found.part) button.title = filled(words, words.part, { n: found.cap });
    button.setAttribute("aria-pressed", String(chosen.includes(key)));
    button.addEventListener("click", () => change(config.state, chosen.length === 1 && chosen[0] === key ? null : [key], true));
    return button;
  }));
  fit();
}

function change(key, value, redraw = false) {
  if (value === null) delete view.filters[key];
  else view.filters[key] = value;
  page = 1;
  if (redraw) draw();
  keep();
  load();
}

// --- columns ---

function heading(column) {
  const made = element("span", { className: "col-title" });
  const arrow = view.sort?.[0] === column.key ? (view.sort[1] === "desc" ? " ↓" : " ↑") : "";
  made.textContent = column.title + arrow;
  if (!column.sorts) return made;
  made.dataset.sorts = column.key;
  made.setAttribute("role", "button");
  made.tabIndex = 0;
  const turned = () => {
    const next = view.sort?.[0] !== column.key ? "desc" : view.sort[1] === "desc" ? "asc" : null;
    view.sort = next ? [column.key, next] : null;
    page = 1;
    draw();
    keep();
    load();
  };
  made.addEventListener("click", turned);
  made.addEventListener("keydown", (event) => event.key === "Enter" && turned());
  return made;
}

function cell(column) {
  return (tabulator) => {
    const text = tabulator.getValue() ?? "";
    const row = tabulator.getData();
    if (column.key === config.state) return element("span", { className: `state state-${row.state}`, textContent: text });
    if (config.link && (column.key === "id" || column.key === "uid")) {
      return element("a", { href: config.link + row.id, textContent: text });
    }
    return document.createTextNode(text);
  };
}

// A column is never narrower than its heading and its own words, in whatever font this computer has.
const pen = document.createElement("canvas").getContext("2d");
const PADDING = 17, TAG = 16, MOST = 260;
function needed(column) {
  const wide = (text, weight = 400) => {
    pen.font = `${weight} 14px ${getComputedStyle(part("journal")).fontFamily}`;
    return Math.ceil(pen.measureText(text).width) + PADDING;
  };
  const tag = column.key === config.state ? TAG : 0;
  const values = Math.max(0, ...(column.choices ?? []).map(([, name]) => wide(name) + tag));
  return Math.max(column.width, wide(column.sorts ? `${column.title} ↓` : column.title, 600), Math.min(values, MOST));
}

// Given the text itself, the table would read it as markup: whoever files a request would write our page.
const plain = (_event, shown) => shown.getValue() ? element("span", { textContent: shown.getValue() }) : "";

const definitions = () => view.columns.map((key, at) => {
  const column = known.get(key);
  return {
    field: `c_${key}`, title: column.title, width: view.widths[key] ?? needed(column), headerSort: false, minWidth: 60,
    frozen: at === 0 && innerWidth < 900 ? false : at === 0, resizable: "header",
    hozAlign: column.kind === "number" || column.kind === "money" ? "right" : "left",
    tooltip: column.kind === "text" && plain, titleFormatter: () => heading(column), formatter: cell(column),
    headerFilter: () => filterOf(column, view.filters[key] ?? null, words, config.zone, (value) => change(key, value)),
    headerFilterFunc: () => true,
  };
});

// The window holds all of it: what stands above the table takes one line or three, as wide as the window is.
function fit() {
  const rest = part("journal").getBoundingClientRect().top + scrollY + document.querySelector(".pages").offsetHeight + 36;
  const height = innerWidth < 900 ? "calc(100vh - 176px)" : `calc(100vh - ${Math.ceil(rest)}px)`;
  if (height === fitted) return;
  fitted = height;
  table.setHeight(height);
}
addEventListener("resize", () => table && fit());

function draw() {
  table.setColumns(definitions());
  table.redraw(true);
}

let keeping = null;
function keep() {
  clearTimeout(keeping);
  keeping = setTimeout(save, 400);
}
function save() {
  clearTimeout(keeping);
  keeping = null;
  const body = { ...asked(), widths: view.widths, sound: view.sound };
  request(`${config.url}/setup`, { method: "PUT", body, keepalive: true }).catch(fail);
}
addEventListener("pagehide", () => keeping !== null && save()); // who filters and at once opens a row finds the filter again

function chooser() {
  const order = [...view.columns, ...config.columns.map((one) => one.key).filter((key) => !view.columns.includes(key))];
  part("chooser").replaceChildren(...order.map((key) => {
    const box = element("input", { type: "checkbox", checked: view.columns.includes(key), value: key });
    box.addEventListener("change", () => {
      const columns = box.checked ? [...view.columns, key] : view.columns.filter((one) => one !== key);
      if (!columns.length) { box.checked = true; return; }
      view.columns = columns;
      if (!box.checked) delete view.filters[key];
      tidy();
      draw();
      keep();
      load();
    });
    return element("label", {}, box, known.get(key).title);
  }));
}

// --- views, sound, pages ---

function views() {
  const select = part("views");
  const chosen = select.value;
  select.replaceChildren(select.options[0], ...config.views.map((one) => element("option", { value: one.id, textContent: one.name })));
  select.value = config.views.some((one) => String(one.id) === chosen) ? chosen : "";
  part("delete-view").hidden = !select.value;
}

part("views").addEventListener("change", (event) => {
  const found = config.views.find((one) => String(one.id) === event.target.value);
  part("delete-view").hidden = !found;
  if (!found) return;
  Object.assign(view, { columns: usual, filters: {}, sort: null }, structuredClone(found.value), { sound: view.sound, widths: view.widths });
  tidy();
  page = 1;
  part("size").value = view.size;
  draw();
  keep();
  load();
});
part("save-view").addEventListener("click", () => {
  const pop = element("div", { className: "pop", popover: "auto" });
  const input = element("input", { maxLength: 60, required: true });
  input.setAttribute("aria-label", words.view_name);
  const form = element("form", {}, element("label", {}, words.view_name), input, element("button", { textContent: "OK", className: "main" }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const saved = await request(`${config.url}/views`, { method: "POST", body: { name: input.value, value: asked() } });
      config.views = [...config.views.filter((one) => one.id !== saved.id), saved];
      views();
      part("views").value = saved.id;
      part("delete-view").hidden = false;
    } catch (error) { fail(error); }
    pop.hidePopover();
  });
  pop.append(form);
  pop.addEventListener("toggle", (event) => event.newState === "closed" && pop.remove());
  openUnder(pop, part("save-view"));
});
part("delete-view").addEventListener("click", async () => {
  const id = Number(part("views").value);
  try {
    await request(`${config.url}/views/${id}`, { method: "DELETE" });
    config.views = config.views.filter((one) => one.id !== id);
    views();
  } catch (error) { fail(error); }
});

function sound() {
  part("sound").textContent = view.sound ? "🔔" : "🔕";
  part("sound").title = view.sound ? words.soundOn : words.soundOff;
  part("sound").setAttribute("aria-label", part("sound").title);
  part("sound").setAttribute("aria-pressed", String(view.sound));
}
let audio;
function ring() {
  audio ??= new AudioContext();
  const tone = audio.createOscillator(), volume = audio.createGain();
  tone.frequency.value = 880;
  volume.gain.setValueAtTime(0.2, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.6);
}
part("sound").addEventListener("click", () => { view.sound = !view.sound; sound(); keep(); if (view.sound) ring(); });
part("reset").addEventListener("click", () => { view.filters = {}; page = 1; draw(); keep(); load(); });
part("previous").addEventListener("click", () => { page = Math.max(1, page - 1); load(); });
part("next").addEventListener("click", () => { if (hasMore) page += 1; load(); });
part("size").replaceChildren(...[...new Set([...config.sizes, view.size])].sort((a, b) => a - b).map((n) => element("option", { value: n, textContent: n })));
part("size").value = view.size;
part("size").addEventListener("change", (event) => { view.size = Number(event.target.value); page = 1; keep(); load(); });
part("columns").addEventListener("click", chooser);
document.getElementById("columns").addEventListener("toggle", (event) => {
  if (event.newState === "open") openUnder(event.target, part("columns"));
});

// --- new rows appear by themselves ---

async function look() {
  try {
    if (missed) await load({ background: true }); // the server was away
    else if (!document.hidden && newest !== null) {
      const found = await request(`${config.url}/added?since=${newest}`, { background: true });
      if (found.added) {
        if (view.sound) ring();
        await load({ background: true, fresh: true });
      }
    }
  } catch { /* asked again in a moment */ }
  setTimeout(look, POLL);
}

table = new Tabulator(part("journal"), {
  index: "id", data: [], columns: definitions(), layout: "fitDataFill", movableColumns: true,
  height: innerWidth < 900 ? "calc(100vh - 176px)" : "calc(100vh - 264px)", columnDefaults: { headerHozAlign: "left" }, renderHorizontal: "basic",
});
ready = new Promise((done) => table.on("tableBuilt", done));
table.on("rowClick", (event, row) => {
  if (config.link && !event.target.closest("a") && !getSelection().toString()) location.assign(config.link + row.getData().id);
});
table.on("columnResized", (column) => {
  view.widths[column.getField().slice(2)] = Math.max(40, Math.min(800, Math.round(column.getWidth())));
  keep();
});
table.on("columnMoved", () => {
  view.columns = table.getColumns().map((column) => column.getField().slice(2));
  keep();
});
views();
sound();
fileButton(config, asked, fail);
load().then(() => setTimeout(look, POLL));
