// Statistics: the server counts and says every number; here they are drawn, and what is looked at is chosen.
import { AWAY, Refused, request } from "./api.js";

const config = JSON.parse(document.getElementById("config")?.textContent ?? "null");
const words = config?.words;
const part = (name) => document.querySelector(`[data-${name}]`);
const OWN = "own";
const pause = (time) => new Promise((done) => setTimeout(done, time));
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
let charts = [], shown = null, turn = 0;

function element(tag, values = {}, ...children) {
  const made = Object.assign(document.createElement(tag), values);
  made.append(...children);
  return made;
}

// --- what is chosen; the address keeps it, so that a page can be sent to somebody ---

const given = new URLSearchParams(location.search);
const known = (list, key, other) => (list.some(([one]) => one === key) ? key : other);
const chosen = config && {
  area: known(config.areas, given.get("area"), config.areas[0]?.[0]),
  period: given.get("period") === OWN ? OWN : known(config.periods, given.get("period"), config.periods[1]?.[0]),
  first: given.get("first") ?? "", last: given.get("last") ?? "", before: given.get("before") !== "0",
};

function days() {
  if (chosen.period === OWN) return [chosen.first, chosen.last];
  return config.periods.find(([key]) => key === chosen.period).slice(2);
}

function keep() {
  const [first, last] = days();
  const kept = new URLSearchParams({ area: chosen.area, period: chosen.period, before: chosen.before ? "1" : "0" });
  if (chosen.period === OWN) { kept.set("first", first); kept.set("last", last); }
  history.replaceState(null, "", `?${kept}`);
}

function buttons(name, list, key) {
  part(name).replaceChildren(...list.map(([value, title]) => {
    const button = element("button", { type: "button", textContent: title });
    button.setAttribute("aria-pressed", String(chosen[key] === value));
    button.addEventListener("click", () => choose(key, value));
    return button;
  }));
}

function choose(key, value) {
  if (key === "period" && value === OWN && chosen.period !== OWN) [chosen.first, chosen.last] = days();
  chosen[key] = value;
  offer();
  keep();
  load();
}

function offer() {
  buttons("areas", config.areas, "area");
  buttons("periods", [...config.periods, [OWN, words.own]], "period");
  part("own").hidden = chosen.period !== OWN;
  part("first").value = chosen.first;
  part("last").value = chosen.last;
  part("before").checked = chosen.before;
}

// --- the numbers ---

function fail(error) {
  part("error").textContent = typeof error === "string" ? error
    : error.status === AWAY ? words.away : (error instanceof Refused && error.message) || words.failed;
  part("error").hidden = false;
}

async function load() {
  const mine = ++turn;
  const [first, last] = days();
  if (!first || !last) return fail(words.wrong);
  part("stats").setAttribute("aria-busy", "true");
  try {
    const asked = new URLSearchParams({ first, last, before: chosen.before ? "1" : "0" });
    const found = await request(`${config.url}/${chosen.area}/numbers?${asked}`);
    if (mine !== turn) return;
    part("error").hidden = true;
    shown = found;
    draw();
  } catch (error) {
    if (mine === turn) fail(error);
  } finally {
    if (mine === turn) part("stats").removeAttribute("aria-busy");
  }
}

function draw() {
  charts.forEach((chart) => chart.destroy());
  charts = [];
  const then = shown.before ? ` · ${filled(words.compared, { days: shown.before })}` : "";
  part("days").textContent = shown.days + then;
  const open = new Set([...document.querySelectorAll(".stats details[open]")].map((one) => one.dataset.name));
  part("stats").replaceChildren(...shown.statistics.map((one) => section(one, open.has(one.name))));
  shown.statistics.forEach(chartsOf);
}

function section(one, isOpen) {
  const sums = element("ul", { className: "sums" }, ...one.columns.map((column, at) => element("li", {},
    element("span", { textContent: `${column.title} ` }), element("b", { textContent: one.totals[at] }),
    element("span", { textContent: one.before ? ` ${one.changes[at]}` : "" }))));
  const drawn = one.empty ? [element("p", { className: "none", textContent: words.nothing })]
    : one.drawn.map((_columns, at) => {
      const canvas = element("canvas", { id: `chart-${one.name}-${at}` });
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", one.title);
      const box = element("div", { className: "chart" }, canvas);
      if (one.kind === "names") box.style.height = `${48 + one.rows.length * (16 + 20 * datasets(one, _columns).length)}px`;
      return box;
    });
  const excel = element("button", { type: "button", textContent: "⬇ Excel" });
  excel.addEventListener("click", () => file(one.name, excel));
  const details = element("details", { open: isOpen }, element("summary", { textContent: words.table }), table(one));
  details.dataset.name = one.name;
  const made = element("section", {}, element("h2", { textContent: one.title }), sums, ...drawn, details, excel);
  made.dataset.statistic = one.name;
  return made;
}

function table(one) {
  const line = (tag, cells) => element("tr", {}, ...cells.map((text, at) => element(tag, { className: at ? "right" : "", textContent: text ?? "" })));
  const headings = one.columns.map((column) => column.heading);
  const then = one.before ? headings.map((title) => filled(words.was, { title })) : [];
  const nothing = one.columns.map(() => "—");
  const rows = one.rows.map((row) => line("td", [row.label, ...row.said, ...(one.before ? row.was ?? nothing : [])]));
  return element("div", { className: "table" }, element("table", {},
    element("thead", {}, line("th", [one.label, ...headings, ...then])), element("tbody", {}, ...rows),
    element("tfoot", {}, line("td", [words.total, ...one.totals, ...(one.before ?? [])]))));
}

// --- charts ---

/** A token's colour as it is now, light or dark. */
function colour(name) {
  const probe = document.body.appendChild(element("i", { hidden: true }));
  probe.style.color = `var(--${name})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const LINES = () => [colour("accent"), "#d9822b", "#8b6fd0"];

function datasets(one, columns) {
  const lines = LINES(), bars = one.kind === "names" || columns.length === 1;
  const made = columns.map((at, number) => ({
    label: one.columns[at].title, data: one.rows.map((row) => row.values[at]), said: one.rows.map((row) => row.said[at]),
    type: bars ? "bar" : "line", borderColor: lines[number], backgroundColor: lines[number], borderRadius: bars ? 3 : 0,
    borderWidth: bars ? 0 : 2, pointRadius: one.rows.length > 40 ? 0 : 3, tension: 0, order: 1,
  }));
  if (!one.before) return made;
  const compared = one.kind === "names" ? columns : columns.slice(0, 1);
  return made.concat(compared.map((at) => ({
    label: filled(words.was, { title: one.columns[at].title }), data: one.rows.map((row) => row.before?.[at] ?? null),
    said: one.rows.map((row) => (row.then ? `${row.then}: ` : "") + (row.was?.[at] ?? "—")),
    type: one.kind === "names" ? "bar" : "line", borderColor: colour("edge"), backgroundColor: colour("edge"),
    borderDash: [5, 4], borderWidth: one.kind === "names" ? 0 : 1.5, pointRadius: 0, borderRadius: 3, order: 0,
  })));
}

function chartsOf(one) {
  if (one.empty) return;
  one.drawn.forEach((columns, at) => {
    const canvas = document.getElementById(`chart-${one.name}-${at}`);
    const names = one.kind === "names", whole = one.columns[columns[0]].unit === "number";
    const numbers = { beginAtZero: true, grid: { color: colour("line") }, border: { display: false },
      ticks: { color: colour("muted"), maxTicksLimit: 6, ...(whole && { precision: 0 }) } };
    const labels = { grid: { display: false }, border: { display: false }, ticks: { color: colour("muted"), maxRotation: 0, autoSkip: !names } };
    charts.push(new window.Chart(canvas, {
      type: "bar",
      data: { labels: one.rows.map((row) => row.label), datasets: datasets(one, columns) },
      options: {
        indexAxis: names ? "y" : "x", maintainAspectRatio: false, animation: false, locale: document.documentElement.lang,
        interaction: { mode: "index", intersect: false, axis: names ? "y" : "x" },
        scales: names ? { x: numbers, y: labels } : { x: labels, y: numbers },
        plugins: {
          legend: { display: columns.length > 1 || Boolean(one.before), align: "start", labels: { color: colour("muted"), boxWidth: 16, boxHeight: 2 } },
          tooltip: { callbacks: { label: (point) => `${point.dataset.label}: ${point.dataset.said[point.dataIndex]}` } },
        },
      },
    }));
  });
}

// --- Excel ---

async function file(name, button) {
  button.disabled = true;
  const title = button.textContent, [first, last] = days();
  try {
    let job = await request(`${config.url}/file`, { method: "POST", body: { statistic: name, first, last, before: chosen.before } });
    while (job.state === "queued" || job.state === "running") {
      button.textContent = words.making;
      await pause(500);
      job = await request(`${config.files}/${job.id}`);
    }
    if (job.state === "done") location.assign(`${config.files}/${job.id}/file.xlsx`);
    else fail(words.file_failed);
  } catch (error) {
    fail(error);
  } finally {
    button.textContent = title;
    button.disabled = false;
  }
}

// --- it begins ---

if (config) {
  offer();
  part("before").addEventListener("change", (event) => choose("before", event.target.checked));
  for (const end of ["first", "last"]) part(end).addEventListener("change", (event) => choose(end, event.target.value));
  const again = () => shown && draw();
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  load();
}
