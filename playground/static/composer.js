/** Where a message is written: text, reply and edit, commands, the reply keyboard, inline mode. */
import { append, fill, h } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { isForceReply, isReplyKeyboard, replyKeyboard } from "./keyboard.js";
import { bot, chatOf, ordered } from "./store.js";
import { Suggest } from "./suggest.js";
import { senderName, summary } from "./summary.js";

const LIMIT = 4096;
const drafts = new Map(); // uid → text, so that looking into another chat loses nothing

export class Composer {
  constructor(uid, act, id) {
    Object.assign(this, { uid, act, mode: null, collapsed: false, shownKeyboard: undefined });
    this.build(id);
    this.input.value = drafts.get(uid) || "";
    this.changed();
  }

  build(id) {
    const button = (name, cls, label, onclick) =>
      h("button", { type: "button", class: `icon-button ${cls}`, title: label, "aria-label": label, onclick }, icon(name));
    this.input = h("textarea", { id, rows: "1", "aria-label": t("composer"), placeholder: t("composer"), autocomplete: "off", dir: "auto", class: "composer-input" });
    this.suggest = new Suggest(this.input, id, this.act);
    this.menu = h("button", { type: "button", class: "menu-button", onclick: () => this.suggest.toggleAll(chatOf(this.uid).commands) },
      icon("menu", 20), h("span", {}, t("menu")));
    this.clip = button("attach", "clip", t("attach"), (event) => this.act.attachMenu(event.currentTarget));
    this.toggle = button("keyboard", "toggle-keyboard", t("keyboard_hide"), () => this.toggleKeyboard());
    this.send = button("send", "send", t("send"), () => this.submit());
    this.bar = h("div", { class: "mode", hidden: true });
    this.dock = h("div", { class: "dock" });
    this.el = h("div", { class: "composer" }, this.suggest.el, this.bar,
      h("div", { class: "composer-row" }, this.menu, this.clip, this.input, this.toggle, this.send), this.dock);
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => this.pasted(event));
  }

  focus() {
    // On a touch screen the focus would raise the keyboard over the chat.
    if (matchMedia("(pointer: fine)").matches) this.input.focus({ preventScroll: true });
  }

  changed() {
    const text = this.input.value;
    if (this.mode?.type !== "edit") drafts.set(this.uid, text);
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 180)}px`;
    this.el.classList.toggle("typing", text !== "");
    this.suggest.update(text, chatOf(this.uid).commands);
  }

  set(text) {
    this.input.value = text;
    this.changed();
    this.input.focus({ preventScroll: true });
    this.input.setSelectionRange(text.length, text.length);
  }

  key(event) {
    if (event.isComposing) return;
    if (this.suggest.key(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && !this.input.value && !this.mode) {
      if (this.act.editLast()) event.preventDefault();
    }
  }

  /** Esc, from the inside out; false when there was nothing to close here. */
  escape() {
    if (this.suggest.close()) return true;
    if (!this.mode) return false;
    this.setMode(null);
    return true;
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files || [])];
    if (!files.length) return;
    event.preventDefault();
    this.act.sendFiles(files);
  }

  setMode(mode) {
    const leavingEdit = this.mode?.type === "edit";
    this.mode = mode;
    if (mode?.type === "edit") this.set(mode.message.text);
    else if (leavingEdit) this.set(drafts.get(this.uid) || "");
    this.drawMode();
    if (mode) this.input.focus({ preventScroll: true });
  }

  drawMode() {
    const { mode } = this;
    this.bar.hidden = !mode;
    const editing = mode?.type === "edit";
    const label = editing ? t("save") : t("send");
    fill(this.send, icon(editing ? "check" : "send"));
    this.send.setAttribute("aria-label", label);
    this.send.title = label;
    this.input.setAttribute("aria-label", editing ? t("composer_edit") : t("composer"));
    this.placeholder();
    if (!mode) return;
    const title = editing ? t("editing") : t("replying", { who: senderName(mode.message) });
    fill(this.bar, icon(editing ? "edit" : "reply", 20),
      h("div", { class: "mode-text" }, h("div", { class: "quote-who" }, title), h("div", { class: "quote-text" }, summary(mode.message))),
      h("button", { type: "button", class: "icon-button", "aria-label": t("cancel"), title: t("cancel"), onclick: () => this.setMode(null) }, icon("close", 20)));
  }

  placeholder() {
    const { keyboard } = chatOf(this.uid);
    // A ForceReply stays the chat's keyboard after it was answered; its hint belongs to the answer only.
    const hint = isForceReply(keyboard) && !this.mode ? "" : keyboard?.input_field_placeholder;
    this.input.placeholder = hint || t("composer");
  }

  submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const { mode } = this;
    if (mode?.type === "edit") {
      this.setMode(null);
      if (text !== mode.message.text) this.act.edit(mode.message, text);
      return;
    }
    this.mode = null;
    this.drawMode();
    this.set("");
    this.act.send(split(text), mode?.message.message_id, () => this.restore(text));
    this.used();
  }

  /** A message that did not go out comes back into the field, before what was typed since. */
  restore(text) {
    this.set([text, this.input.value].filter(Boolean).join("\n"));
  }

  /** The bot's keyboard or ForceReply as the chat has it now. */
  refresh() {
    const chat = chatOf(this.uid);
    const { keyboard } = chat;
    this.menu.hidden = !chat.commands.length;
    this.placeholder();
    // Asked for again, the same keyboard opens again: a one-time one folds away at each answer.
    const shown = JSON.stringify([keyboard, chat.keyboardAsked]);
    if (shown === this.shownKeyboard) return;
    const opened = this.shownKeyboard === undefined;
    this.shownKeyboard = shown;
    this.collapsed = false;
    this.drawKeyboard();
    if (isForceReply(keyboard)) this.forceReply(chat, opened);
  }

  /** The bot asks for a reply to what it said last. In a chat just opened only when nothing was answered since. */
  forceReply(chat, opened) {
    const [before, last] = ordered(chat).slice(-2);
    const question = last || before;
    if (!question || question.out) return;
    const fresh = !last || (before.out && !before.reply_to_message);
    if (!opened || fresh) this.setMode({ type: "reply", message: question });
  }

  drawKeyboard() {
    const { keyboard } = chatOf(this.uid);
    const has = isReplyKeyboard(keyboard);
    this.toggle.hidden = !has || Boolean(keyboard.is_persistent);
    const label = this.collapsed ? t("keyboard_show") : t("keyboard_hide");
    this.toggle.title = label;
    this.toggle.setAttribute("aria-label", label);
    this.toggle.setAttribute("aria-expanded", String(!this.collapsed));
    this.dock.replaceChildren();
    if (has && !this.collapsed) append(this.dock, [replyKeyboard(keyboard, this.act)]);
  }

  toggleKeyboard() {
    this.collapsed = !this.collapsed;
    this.drawKeyboard();
  }

  /** Something was sent: a one-time keyboard folds away, as in Telegram; its toggle stays. */
  used() {
    if (!chatOf(this.uid).keyboard?.one_time_keyboard) return;
    this.collapsed = true;
    this.drawKeyboard();
  }

  /** Inline mode: the bot's name and the query, ready to be gone on with. */
  inline(query) {
    this.set(`@${bot.username} ${query}`);
  }
}

/** Telegram's clients cut a long text into messages; a line or word end is preferred. Counted in code points. */
export function split(text) {
  const parts = [];
  let rest = [...text];
  while (rest.length > LIMIT) {
    const head = rest.slice(0, LIMIT);
    const at = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(" "));
    const cut = at > LIMIT / 2 ? at + 1 : LIMIT;
    parts.push(rest.slice(0, cut).join("").trim());
    rest = rest.slice(cut);
  }
  parts.push(rest.join("").trim());
  return parts.filter(Boolean);
}
