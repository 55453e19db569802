/** A chat pane: one persona's chat with the bot. Header, pinned bar, timeline, composer. */
import { api } from "./api.js";
import { actionsOf, reason } from "./actions.js";
import { Composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { phone, said, t } from "./i18n.js";
import { icon } from "./icons.js";
import { dialog, menu, under } from "./overlay.js";
import { bot, bus, chatOf, personas } from "./store.js";
import { fullName, initials, senderName, summary, tone } from "./summary.js";
import { link, loadChat, loadExtras, loadOlder } from "./sync.js";
import { Timeline } from "./timeline.js";

export class Pane {
  /** `nav` = {back, close, beside}: what the header's buttons do; a missing one is not drawn. */
  constructor(uid, { nav, composerId }) {
    Object.assign(this, { uid, nav, composerId, offs: [], actionTimer: 0, composer: null, failure: null });
    this.el = h("section", { class: "pane", "aria-label": this.name(), dataset: { uid, testid: "pane" } });
    this.act = actionsOf(this);
    this.timeline = new Timeline(uid, this.act, () => this.older());
    this.foot = h("div", { class: "foot" });
    this.pinned = h("button", { type: "button", class: "pinned", hidden: true });
    this.live = h("div", { class: "sr-only", "aria-live": "polite" });
    this.veil = h("div", { class: "veil" });
    this.el.append(this.header(), this.pinned, this.timeline.el, this.veil, this.foot, this.live);
    this.offs.push(bus.on(`chat:${uid}`, (event) => this.changed(event)), bus.on("people", () => this.drawHeader()),
      bus.on("commands", (event) => this.commandsChanged(event)), bus.on("ready", () => this.load()));
    this.acceptDrops();
    this.drawHeader();
    this.drawVeil();
    if (chatOf(uid).loaded) this.changed({ type: "loaded" });
    else if (link.ready) this.load();
  }

  destroy() {
    this.offs.forEach((off) => off());
    this.timeline.destroy();
    this.composer?.suggest.destroy();
    clearTimeout(this.actionTimer);
    this.el.remove();
  }

  person() {
    return personas.get(this.uid) || { user_id: this.uid };
  }

  name() {
    return fullName(this.person());
  }

  async load() {
    this.failure = null;
    this.drawVeil();
    try {
      await loadChat(this.uid);
      bus.emit("opened", this.uid);
    } catch (error) {
      this.failure = error;
      this.drawVeil();
    }
  }

  older() {
    return loadOlder(this.uid).catch((error) => this.act.failed(error));
  }

  commandsChanged(event) {
    if (event.chat_id && event.chat_id !== this.uid) return;
    loadExtras(this.uid).catch(() => {}); // the next reload brings them
  }

  changed(event) {
    if (event.type === "blocked") return this.drawFoot();
    if (event.type === "action") return this.drawHeader();
    if (!["keyboard", "extras"].includes(event.type)) this.timeline.update(event);
    if (event.type === "presses") return;
    this.drawVeil();
    this.drawFoot();
    this.drawPinned();
    if (event.type === "message") this.announce(event.message);
  }

  announce(message) {
    this.drawHeader();
    if (!message.out) this.live.textContent = t("new_message", { who: senderName(message), text: summary(message) });
  }

  header() {
    const button = (name, label, run, cls = "") => h("button", {
      type: "button", class: `icon-button ${cls}`, title: label, "aria-label": label, onclick: (event) => run(event.currentTarget),
    }, icon(name));
    this.avatar = h("span", { "aria-hidden": "true" });
    this.title = h("h2", { class: "pane-name", dir: "auto" });
    this.subtitle = h("div", { class: "pane-sub" });
    return h("header", { class: "pane-head" },
      this.nav.back && button("back", t("back"), this.nav.back, "back"),
      this.avatar, h("div", { class: "pane-title" }, this.title, this.subtitle),
      button("more", t("chat_menu"), (anchor) => this.menu(anchor)),
      this.nav.close && button("close", t("close_beside"), this.nav.close));
  }

  drawHeader() {
    const person = this.person();
    this.avatar.className = `avatar ${tone(this.uid)}`;
    this.avatar.textContent = initials(person);
    this.title.textContent = fullName(person);
    const { action } = chatOf(this.uid);
    const left = action ? action.until - Date.now() : 0;
    this.subtitle.classList.toggle("doing", left > 0);
    this.subtitle.textContent = left > 0 ? `${bot.first_name} ${actionWord(action.name)}` : this.role(person);
    clearTimeout(this.actionTimer);
    if (left > 0) this.actionTimer = setTimeout(() => this.drawHeader(), left);
  }

  role(person) {
    const role = said(person.role);
    return t(role ? "subtitle" : "subtitle_plain", { role, bot: bot.first_name });
  }

  menu(anchor) {
    const { blocked } = this.person();
    menu([
      { icon: "info", label: t("about"), run: () => this.about() },
      this.nav.beside?.() && { icon: "beside", label: t("beside"), run: this.nav.beside() },
      { icon: "block", label: t(blocked ? "unblock" : "block"), danger: !blocked, run: () => this.act.block(!blocked) },
    ], { ...under(anchor), label: t("chat_menu") });
  }

  about() {
    const person = this.person();
    const facts = [
      [t("user_id"), person.user_id], [t("username"), person.username && `@${person.username}`],
      [t("phone"), phone(person.phone)], [t("persona_language"), person.language_code],
    ].filter(([, value]) => value);
    dialog({
      title: fullName(person), testid: "about", build: (close) => [
        h("p", { class: "muted" }, said(person.role)), h("p", {}, said(person.about)),
        h("dl", {}, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, String(value))])),
        h("div", { class: "actions" }, h("button", { type: "button", class: "main", onclick: () => close() }, t("close")))],
    });
  }

  /** What is shown instead of messages: loading, failed, or an empty chat. */
  drawVeil() {
    const chat = chatOf(this.uid);
    const blank = chat.loaded && !chat.messages.size;
    this.veil.hidden = chat.messages.size > 0 && !this.failure;
    if (this.veil.hidden) return;
    if (this.failure) {
      fill(this.veil, h("p", {}, t("load_failed", { why: reason(this.failure) })),
        h("button", { type: "button", class: "main", onclick: () => this.load() }, t("retry")));
    } else if (blank) {
      fill(this.veil, h("span", { class: "veil-mark" }, icon("bell", 44)),
        h("h3", {}, t("empty_title", { bot: bot.first_name })), h("p", {}, said(this.person().about) || t("empty_text")));
    } else fill(this.veil, h("div", { class: "skeleton", role: "status", "aria-label": t("loading") }, [1, 2, 3, 4].map(() => h("i"))));
  }

  /** The composer, or what stands in its place: [Start] in an empty chat, [Unblock] when blocked. */
  drawFoot() {
    const chat = chatOf(this.uid);
    const kind = this.person().blocked ? "blocked" : chat.loaded && !chat.messages.size ? "start" : "composer";
    if (kind === this.footKind) return this.composer?.refresh();
    this.footKind = kind;
    this.composer?.suggest.destroy();
    this.composer = null;
    if (kind === "composer") {
      const focused = this.el.contains(document.activeElement);
      this.composer = new Composer(this.uid, this.act, this.composerId);
      fill(this.foot, this.composer.el);
      this.composer.refresh();
      this.composer.changed();
      if (focused || this.wantsFocus) this.composer.focus();
      return;
    }
    const start = kind === "start";
    const run = () => (start ? this.act.start() : this.act.block(false));
    fill(this.foot, !start && h("p", { class: "muted" }, t("is_blocked")),
      h("button", { type: "button", class: "main wide", dataset: { testid: start ? "start" : "unblock" }, onclick: run }, t(start ? "start" : "unblock")));
  }

  focus() {
    this.wantsFocus = true;
    this.composer?.focus();
  }

  drawPinned() {
    const { pinned, messages } = chatOf(this.uid);
    const raw = Array.isArray(pinned) ? pinned.at(-1) : pinned;
    const message = raw && typeof raw === "object" ? messages.get(raw.message_id) || raw : messages.get(raw);
    this.pinned.hidden = !message;
    if (!message) return;
    fill(this.pinned, icon("pin", 18), h("span", { class: "mode-text" },
      h("span", { class: "quote-who" }, t("pinned")), h("span", { class: "quote-text" }, summary(message))));
    this.pinned.onclick = () => this.act.jump(message.message_id);
  }

  acceptDrops() {
    const carries = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
    const over = (on) => this.el.classList.toggle("dropping", on);
    this.el.dataset.drop = t("drop");
    this.el.addEventListener("dragover", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      over(true);
    });
    this.el.addEventListener("dragleave", (event) => !this.el.contains(event.relatedTarget) && over(false));
    this.el.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      over(false);
      this.act.sendFiles([...event.dataTransfer.files]);
    });
  }
}

const ACTIONS = new Set(["typing", "upload_photo", "upload_video", "upload_document", "upload_voice", "find_location", "choose_sticker"]);
const SAME = { record_voice: "upload_voice", record_video: "upload_video", upload_video_note: "upload_video", record_video_note: "upload_video" };

function actionWord(name) {
  const known = SAME[name] || name;
  return t(ACTIONS.has(known) ? `action_${known}` : "action_other");
}

export const readChat = (uid) => api.read(uid).catch(() => {}); // the count comes right at the next reading
