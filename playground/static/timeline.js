/** The scrolling list of messages of one pane: draws, keeps its place, loads what is older. */
import { calm, h } from "./dom.js";
import { dayKey, dayName, t } from "./i18n.js";
import { icon } from "./icons.js";
import { refreshBusy } from "./keyboard.js";
import { messageRow, rowsOf } from "./message.js";
import { chatOf, ordered } from "./store.js";

const NEAR_PX = 80;
const GROUP_SECONDS = 300;
const FADE_MS = 220;

export class Timeline {
  constructor(uid, act, loadOlder) {
    Object.assign(this, { uid, act, loadOlder, rows: new Map(), missed: 0, stuck: true, top: 0, busy: false });
    this.list = h("div", { class: "messages", role: "log", "aria-live": "off", "aria-label": t("messages"), dataset: { testid: "messages" } });
    this.scroller = h("div", { class: "scroller", tabindex: "0", "aria-label": t("messages") }, this.list);
    this.count = h("span", { class: "badge", hidden: true });
    this.down = h("button", {
      type: "button", class: "to-bottom", hidden: true, "aria-label": t("to_bottom"), title: t("to_bottom"),
      dataset: { testid: "to-bottom" }, onclick: () => this.toBottom(true),
    }, icon("down"), this.count);
    this.el = h("div", { class: "timeline" }, this.scroller, this.down);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Pictures arrive and the composer grows: whoever was at the bottom stays there.
    this.sizes = new ResizeObserver(() => this.stuck && this.toBottom(false));
    this.sizes.observe(this.list);
    this.sizes.observe(this.scroller);
  }

  destroy() {
    this.sizes.disconnect();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    // Only a move upwards lets go of the bottom: content that grows below must not.
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) this.stuck = true;
    else if (scrollTop < this.top - 1) this.stuck = false;
    this.top = scrollTop;
    if (this.stuck) this.missed = 0;
    this.showDown();
    if (scrollTop < NEAR_PX * 3) this.older();
  }

  showDown() {
    this.down.hidden = this.stuck;
    this.count.hidden = !this.missed;
    this.count.textContent = this.missed ? String(this.missed) : "";
  }

  toBottom(smooth) {
    this.stuck = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !calm() ? "smooth" : "instant" });
    this.missed = 0;
    this.showDown();
  }

  async older() {
    const chat = chatOf(this.uid);
    if (this.busy || !chat.loaded || chat.complete || !chat.messages.size) return;
    this.busy = true;
    const note = h("div", { class: "older", role: "status" }, t("older"));
    this.list.prepend(note);
    try {
      await this.loadOlder();
    } finally {
      note.remove();
      this.busy = false;
    }
  }

  /** One event of this chat. Older history keeps what is read in place; new messages follow the bottom or are counted. */
  update(event) {
    if (event.type === "presses") return this.refreshPresses();
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.draw({ fade: event.type === "delete", fresh: event.type === "message" });
    if (event.type === "older") this.scroller.scrollTop = this.scroller.scrollHeight - before;
    else if (event.type === "loaded" || event.message?.out || this.stuck) this.toBottom(event.type === "message");
    else if (event.type === "message") this.missed += 1;
    this.showDown();
  }

  refreshPresses() {
    for (const { el, parts } of this.rows.values()) refreshBusy(el, this.uid, parts[0].message_id);
  }

  draw({ fade = false, fresh = false } = {}) {
    const wanted = rowsOf(ordered(chatOf(this.uid)));
    const keys = new Set(wanted.map((row) => row.key));
    for (const [key, row] of this.rows) if (!keys.has(key)) this.drop(key, row, fade);
    const nodes = [];
    wanted.forEach((row, i) => {
      const drawn = this.rowFor(row, fresh);
      nodes.push(...this.separator(row, wanted[i - 1]), drawn);
      drawn.classList.toggle("first", !joined(wanted[i - 1], row));
      drawn.classList.toggle("last", !joined(row, wanted[i + 1]));
    });
    place(this.list, nodes);
  }

  /** The element of a row: the one we have when nothing in it changed, else a new one in its stead. */
  rowFor({ key, parts }, fresh) {
    const have = this.rows.get(key);
    if (have && have.parts.length === parts.length && have.parts.every((part, i) => part === parts[i])) return have.el;
    const el = messageRow(parts, this.act);
    if (fresh && !have) el.classList.add("fresh");
    if (have) replaceKeepingFocus(have.el, el);
    this.rows.set(key, { el, parts });
    return el;
  }

  drop(key, { el }, fade) {
    this.rows.delete(key);
    if (!fade || calm()) return el.remove();
    el.classList.add("gone");
    el.removeAttribute("data-message-id");
    el.setAttribute("aria-hidden", "true");
    setTimeout(() => el.remove(), FADE_MS);
  }

  separator(row, before) {
    const day = dayKey(row.parts[0].date);
    if (before && dayKey(before.parts[0].date) === day) return [];
    return [h("div", { class: "day" }, h("span", {}, dayName(row.parts[0].date)))];
  }

  /** Scrolls to a message and lights it up; false when it is not loaded. */
  jump(messageId) {
    const target = this.list.querySelector(`[data-message-id="${Number(messageId)}"]`);
    if (!target) return false;
    target.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
    target.classList.remove("lit");
    void target.offsetWidth; // restarts the animation when the same quote is pressed twice
    target.classList.add("lit");
    return true;
  }
}

function joined(one, next) {
  if (!one || !next) return false;
  const a = one.parts.at(-1), b = next.parts[0];
  return Boolean(a.out) === Boolean(b.out) && b.date - a.date < GROUP_SECONDS && dayKey(a.date) === dayKey(b.date);
}

/** An edited message must not take the focus away from the button that was pressed in it. */
function replaceKeepingFocus(old, el) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const index = focused ? [...old.querySelectorAll("button, a")].indexOf(focused) : -1;
  old.replaceWith(el);
  if (index < 0) return;
  const same = focused.dataset.data !== undefined
    ? [...el.querySelectorAll(".inline-button")].find((button) => button.dataset.data === focused.dataset.data) : null;
  const targets = [...el.querySelectorAll("button, a")];
  (same || targets[Math.min(index, targets.length - 1)])?.focus({ preventScroll: true });
}

/** Puts nodes in this order while touching only what is out of place; fading rows stay where they are. */
function place(list, nodes) {
  const keep = new Set(nodes);
  for (const child of [...list.children]) {
    if (!keep.has(child) && !child.classList.contains("gone") && !child.classList.contains("older")) child.remove();
  }
  let cursor = list.firstElementChild;
  const skip = () => {
    while (cursor && !keep.has(cursor)) cursor = cursor.nextElementSibling;
  };
  for (const node of nodes) {
    skip();
    if (cursor === node) cursor = cursor.nextElementSibling;
    else list.insertBefore(node, cursor);
  }
}
