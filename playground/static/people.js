/** The list of personas: who they are, what was said last, what is unread. */
import { fill, h } from "./dom.js";
import { moment, plural, said, shortMoment, t } from "./i18n.js";
import { icon } from "./icons.js";
import { bus, personas } from "./store.js";
import { fullName, initials, summary, tone } from "./summary.js";

export class People {
  /** `nav` = {href(uid), beside(uid), add()}; `selected` says which chats are open. */
  constructor(nav) {
    Object.assign(this, { nav, items: new Map(), open: [] });
    this.list = h("ul", { class: "persons", "aria-label": t("people"), dataset: { testid: "people" } });
    this.add = h("button", { type: "button", class: "add-visitor", dataset: { testid: "add-visitor" }, onclick: () => nav.add() },
      h("span", { class: "avatar plus", "aria-hidden": "true" }, icon("plus", 20)), t("add_visitor"));
    this.el = h("nav", { class: "people-scroll", "aria-label": t("people") }, this.list, this.add);
    this.off = bus.on("people", () => this.draw());
    this.draw();
  }

  destroy() {
    this.off();
  }

  select(uids) {
    this.open = uids;
    this.draw();
  }

  draw() {
    const wanted = [...personas.values()];
    for (const [uid, item] of this.items) {
      if (personas.has(uid)) continue;
      item.el.remove();
      this.items.delete(uid);
    }
    wanted.forEach((person, i) => {
      const item = this.itemOf(person.user_id);
      this.drawItem(item, person);
      if (this.list.children[i] !== item.el) this.list.insertBefore(item.el, this.list.children[i] || null);
    });
    this.list.classList.toggle("loading", !wanted.length);
  }

  itemOf(uid) {
    if (!this.items.has(uid)) this.items.set(uid, this.build(uid));
    return this.items.get(uid);
  }

  build(uid) {
    const part = (tag, cls) => h(tag, { class: cls, dir: "auto" });
    const item = {
      avatar: h("span", { class: `avatar ${tone(uid)}`, "aria-hidden": "true" }), name: part("span", "person-name"),
      role: part("span", "person-role"), last: part("span", "person-last"), time: h("time", { class: "person-time" }), badge: h("span", { class: "badge" }),
    };
    item.link = h("a", { class: "person-link", href: this.nav.href(uid) }, item.avatar,
      h("span", { class: "person-text" },
        h("span", { class: "person-line" }, item.name, item.time), item.role,
        h("span", { class: "person-line" }, item.last, item.badge)));
    item.beside = h("button", {
      type: "button", class: "icon-button beside", title: t("beside"), "aria-label": `${t("beside")}: ${fullName(personas.get(uid))}`,
      onclick: () => this.nav.beside(uid),
    }, icon("beside", 18));
    item.el = h("li", { class: "person", dataset: { userId: uid, testid: "persona" } }, item.link, item.beside);
    return item;
  }

  drawItem(item, person) {
    const at = this.open.indexOf(person.user_id);
    item.el.classList.toggle("open", at >= 0);
    item.el.classList.toggle("open-beside", at === 1);
    if (at === 0) item.link.setAttribute("aria-current", "page");
    else item.link.removeAttribute("aria-current");
    item.avatar.textContent = initials(person);
    item.name.textContent = fullName(person);
    item.role.textContent = person.blocked ? t("is_blocked") : said(person.role);
    fill(item.last, lastLine(person));
    this.drawTime(item, person);
    item.badge.hidden = !person.unread;
    item.badge.textContent = person.unread ? String(person.unread) : "";
    if (person.unread) item.badge.setAttribute("aria-label", plural("unread", person.unread));
  }

  drawTime(item, { last }) {
    item.time.textContent = last ? shortMoment(last.date) : "";
    item.time.title = last ? moment(last.date) : "";
  }
}

/** `last` is {text, date} from the state, or {message, date} once an event brought the message itself. */
function lastLine({ last }) {
  if (!last) return h("em", {}, t("no_messages"));
  if (!last.message) return String(last.text || "").replace(/\s+/g, " ");
  return [last.message.out && h("span", { class: "own" }, `${t("you")}: `), summary(last.message)];
}
