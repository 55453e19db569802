/** The panel above the composer: commands after "/", and inline results after "@bot ". */
import { api } from "./api.js";
import { fill, h } from "./dom.js";
import { t } from "./i18n.js";
import { bot, bus } from "./store.js";
import { plain } from "./html.js";

const TYPING_PAUSE_MS = 300;

export class Suggest {
  constructor(input, id, act) {
    Object.assign(this, { input, act, items: [], picked: -1, query: null, queryId: null, timer: 0, results: [] });
    this.listId = `${id}-suggest`;
    this.el = h("div", { class: "suggest", id: this.listId, role: "listbox", hidden: true, dataset: { testid: "suggest" } });
    for (const [name, value] of [["aria-autocomplete", "list"], ["aria-controls", this.listId], ["aria-haspopup", "listbox"]]) {
      input.setAttribute(name, value);
    }
    this.off = bus.on("inline", (event) => this.answered(event));
  }

  update(text, commands) {
    const query = inlineQuery(text);
    if (query !== null) return this.ask(query);
    this.query = null;
    const word = /^\/([a-z0-9_]*)$/i.exec(text);
    if (!word) return this.show([]);
    this.showCommands(commands.filter((one) => one.command.startsWith(word[1].toLowerCase())));
  }

  toggleAll(commands) {
    if (!this.el.hidden) return this.close();
    this.el.setAttribute("aria-label", t("commands"));
    this.showCommands(commands);
    this.input.focus({ preventScroll: true });
  }

  showCommands(commands) {
    this.el.setAttribute("aria-label", t("commands"));
    this.show(commands.map(({ command, description }) => ({
      text: `/${command}`, nodes: [h("b", {}, `/${command}`), h("span", {}, description)],
      run: () => {
        this.act.composer.set("");
        this.act.say(`/${command}`);
      },
    })));
  }

  show(items, note = "") {
    this.items = items;
    this.picked = -1;
    const options = items.map((item, i) => h("div", {
      class: "option", role: "option", id: `${this.listId}-${i}`, "aria-selected": "false",
      // A press must not take the focus out of the field before it counts.
      onmousedown: (event) => event.preventDefault(),
      onclick: () => this.choose(i),
    }, item.nodes));
    fill(this.el, options, note && h("div", { class: "suggest-note", role: "status" }, note));
    this.el.hidden = !items.length && !note;
    this.input.removeAttribute("aria-activedescendant");
  }

  /** True when the key was for the list. Enter sends what was typed unless the arrows picked something. */
  key(event) {
    if (this.el.hidden || !this.items.length) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") return this.move(event.key === "ArrowDown" ? 1 : -1);
    if (event.key === "Tab" && !event.shiftKey && this.items[0].text) {
      this.act.composer.set(`${this.items[Math.max(this.picked, 0)].text} `);
      return true;
    }
    if (event.key === "Enter" && !event.shiftKey && this.picked >= 0) {
      this.choose(this.picked);
      return true;
    }
    return false;
  }

  move(step) {
    const count = this.items.length;
    this.picked = (this.picked + step + (this.picked < 0 && step < 0 ? 1 : 0) + count) % count;
    [...this.el.querySelectorAll(".option")].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === this.picked));
      if (i === this.picked) option.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", `${this.listId}-${this.picked}`);
    return true;
  }

  choose(i) {
    const item = this.items[i];
    this.close();
    item.run();
  }

  close() {
    const open = !this.el.hidden;
    this.query = null;
    this.show([]);
    return open;
  }

  destroy() {
    this.off();
    clearTimeout(this.timer);
  }

  ask(query) {
    if (query === this.query) return;
    this.query = query;
    clearTimeout(this.timer);
    this.show([], t("inline_wait"));
    this.timer = setTimeout(() => this.fetch(query, ""), TYPING_PAUSE_MS);
  }

  async fetch(query, offset) {
    try {
      const { inline_query_id: id } = await api.inline(this.act.uid, query, offset);
      if (query !== this.query) return;
      this.queryId = String(id);
      this.more = Boolean(offset);
      if (early && early.id === this.queryId) this.answered(early.event);
    } catch (error) {
      this.close();
      this.act.failed(error);
    }
  }

  answered(event) {
    const id = String(event.inline_query_id);
    early = { id, event };
    if (id !== this.queryId || this.query === null) return;
    this.queryId = null;
    this.results = [...(this.more ? this.results : []), ...event.results.map((result) => resultItem(result, id, this.act))];
    const items = [...this.results];
    if (event.button) items.unshift(startItem(event.button, this.act));
    if (event.next_offset) items.push({ nodes: [h("b", {}, t("inline_more"))], run: () => this.next(event.next_offset) });
    this.el.setAttribute("aria-label", t("inline_title"));
    this.show(items, items.length ? "" : t("inline_empty"));
  }

  next(offset) {
    this.query = inlineQuery(this.input.value);
    if (this.query !== null) this.fetch(this.query, offset);
  }
}

let early = null; // an answer that overtook the reply to our own query

/** The query in "@bot query", or null when the text is no inline query to our bot. */
function inlineQuery(text) {
  const start = `@${bot.username} `;
  return bot.username && text.toLowerCase().startsWith(start.toLowerCase()) ? text.slice(start.length) : null;
}

function resultItem(result, queryId, act) {
  const content = result.input_message_content;
  const title = result.title || plain(content?.message_text || result.caption || "") || result.message?.text || result.type;
  return {
    nodes: [h("b", {}, title), h("span", {}, result.description || "")],
    run: () => {
      act.composer.set("");
      act.chooseInline(queryId, result.id);
    },
  };
}

const startItem = (button, act) => ({
  nodes: [h("b", {}, button.text)],
  run: () => (button.start_parameter !== undefined ? act.start(button.start_parameter) : act.toast(t("not_here"))),
});
