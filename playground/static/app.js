/** The page: strip, list of people, one or two chats, routes in the address (`#/<user>` or `#/<user>/<user beside>`). */
import { api } from "./api.js";
import { newVisitor } from "./attach.js";
import { reason } from "./actions.js";
import { Pane, readChat } from "./chat.js";
import { fill, h } from "./dom.js";
import { liveWords, openSettings } from "./faults.js";
import { lang, rich, setLang, t } from "./i18n.js";
import { icon } from "./icons.js";
import { toast } from "./overlay.js";
import { People } from "./people.js";
import { applyTheme, keep, kept, toggleTheme } from "./prefs.js";
import { bot, bus, personas, totalUnread, watched } from "./store.js";
import { link, run } from "./sync.js";

const WIDE = matchMedia("(min-width: 900px)");
const BESIDE = matchMedia("(min-width: 1200px)");
const READ_PAUSE_MS = 150;

let people = null;
let panes = []; // [main, beside]
const reading = new Map(); // uid → timer

const root = document.getElementById("app");
const offline = h("div", { class: "offline", role: "status", dataset: { testid: "offline" } });
const strip = h("div", { class: "strip", dataset: { testid: "strip" } });
const head = h("header", { class: "people-head" });
const aside = h("aside", { class: "people" });
const stage = h("div", { class: "stage" });
const shell = h("main", { class: "shell" }, aside, stage);

// ——— routes

function route() {
  const [uid, beside] = location.hash.replace(/^#\/?/, "").split("/").map((part) => (/^-?\d+$/.test(part) ? Number(part) : null));
  if (!uid) return [];
  return beside && beside !== uid && BESIDE.matches ? [uid, beside] : [uid];
}

const go = (...uids) => { location.hash = `/${uids.filter(Boolean).join("/")}`; };

function openBeside(uid) {
  const [main] = route();
  if (!main || main === uid) go(uid);
  else go(main, uid);
}

function show() {
  const wanted = route().filter((uid) => !link.ready || personas.has(uid));
  const have = new Map(panes.map((pane) => [pane.uid, pane]));
  panes.filter((pane, i) => wanted[i] !== pane.uid).forEach((pane) => { pane.destroy(); have.delete(pane.uid); });
  panes = wanted.map((uid, i) => have.get(uid) || openPane(uid, i));
  shell.dataset.view = wanted.length ? "chat" : "list";
  arrange(panes.length ? panes.map((pane) => pane.el) : [welcome()]);
  people?.select(wanted);
  wanted.forEach(readSoon);
}

/** Moving an element loses its focus and scroll place, so what stands where it should is left alone. */
function arrange(nodes) {
  const same = nodes.length === stage.children.length && nodes.every((node, i) => stage.children[i] === node);
  if (!same) fill(stage, nodes);
}

function openPane(uid, i) {
  const nav = i === 0
    ? { back: () => go(), beside: () => BESIDE.matches && firstOther(uid) && (() => openBeside(firstOther(uid))) }
    : { close: () => go(route()[0]) };
  const pane = new Pane(uid, { nav, composerId: i === 0 ? "composer" : "composer-2" });
  pane.focus();
  return pane;
}

const firstOther = (uid) => [...personas.keys()].find((other) => other !== uid);

function welcome() {
  if (!link.ready) return h("div", { class: "welcome", role: "status" }, h("p", { class: "muted" }, t("loading")));
  const nobody = !personas.size;
  return h("div", { class: "welcome" }, h("span", { class: "veil-mark" }, icon("bell", 56)),
    h("h2", {}, t(nobody ? "nobody_title" : "pick_title")), h("p", {}, t(nobody ? "nobody_text" : "pick_text")),
    !nobody && h("p", { class: "only-beside" }, rich("pick_text_beside", { icon: icon("beside", 16) })));
}

// ——— frame

function drawFrame() {
  document.documentElement.lang = lang();
  const tool = (name, label, onclick) => h("button", { type: "button", class: "icon-button", title: label, "aria-label": label, onclick }, icon(name));
  fill(head,
    h("span", { class: "logo" }, icon("bell", 22)), h("h1", { class: "brand" }, bot.first_name || "Frontdesk"),
    h("button", { type: "button", class: "text-button", title: t("language_hint"), lang: lang() === "ru" ? "en" : "ru", onclick: switchLanguage, dataset: { testid: "language" } }, t("language")),
    tool("moon", t("theme"), toggleTheme), tool("gear", t("settings"), openSettings));
  offline.textContent = t("offline");
  drawStrip();
  people?.destroy();
  people = new People({ href: (uid) => `#/${uid}`, beside: openBeside, add: addVisitor });
  fill(aside, head, people.el);
}

function drawStrip() {
  strip.hidden = kept("strip") === "hidden";
  fill(strip, h("p", { class: "long" }, t("strip"), " ", liveWords("strip_live")), h("p", { class: "short" }, liveWords("strip_short")),
    h("button", {
      type: "button", class: "icon-button", title: t("strip_close"), "aria-label": t("strip_close"),
      onclick: () => { keep("strip", "hidden"); drawStrip(); },
    }, icon("close", 18)));
}

function switchLanguage() {
  setLang(lang() === "ru" ? "en" : "ru");
  panes.forEach((pane) => pane.destroy());
  panes = [];
  drawFrame();
  show();
}

async function addVisitor() {
  const fields = await newVisitor();
  if (!fields) return;
  try {
    const person = await api.addPersona(fields);
    const uid = person?.user_id ?? person?.persona?.user_id;
    if (uid) openWhenKnown(uid);
  } catch (error) {
    toast(t("failed", { why: reason(error) }));
  }
}

/** The new persona comes as an event; its chat opens when it is here. */
function openWhenKnown(uid) {
  if (personas.has(uid)) return go(uid);
  const off = bus.on("people", () => {
    if (!personas.has(uid)) return;
    off();
    go(uid);
  });
}

// ——— reading and counts

watched.has = (uid) => !document.hidden && panes.some((pane) => pane.uid === uid);

/** Tells the server that an open chat was read; a burst of messages makes one call. */
function readSoon(uid) {
  if (!watched.has(uid) || reading.has(uid)) return;
  reading.set(uid, setTimeout(() => {
    reading.delete(uid);
    if (watched.has(uid)) readChat(uid);
  }, READ_PAUSE_MS));
}

function drawTitle() {
  const count = totalUnread();
  document.title = `${count ? `(${count}) ` : ""}${bot.first_name || "Frontdesk"}`;
}

// ——— keys

function onKey(event) {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], .menu-layer")) return;
  const pane = panes.find((one) => one.el.contains(document.activeElement)) || panes[0];
  if (!pane || pane.composer?.escape()) return;
  if (pane === panes[1]) go(panes[0].uid);
  else {
    go();
    aside.querySelector(`[data-user-id="${pane.uid}"] a`)?.focus();
  }
}

function start() {
  applyTheme();
  root.append(strip, offline, shell);
  drawFrame();
  show();
  bus.on("ready", () => { drawFrame(); show(); drawTitle(); });
  bus.on("people", drawTitle);
  bus.on("arrived", readSoon);
  bus.on("opened", readSoon);
  bus.on("link", () => root.classList.toggle("is-offline", !link.online));
  addEventListener("hashchange", show);
  addEventListener("keydown", onKey);
  BESIDE.addEventListener("change", show);
  WIDE.addEventListener("change", show);
  document.addEventListener("visibilitychange", () => panes.forEach((pane) => readSoon(pane.uid)));
  run();
}

start();
