/** What a person can do in a chat. Every failure ends as a word in the pane, never as silence. */
import { api, Offline } from "./api.js";
import { t } from "./i18n.js";
import { sendContact, sendFiles, sendLocation, shareOwnContact, pickFiles } from "./attach.js";
import { openUrl } from "./keyboard.js";
import { alertBox, dialog, menu, toast, under } from "./overlay.js";
import { pay, press } from "./presses.js";
import { chatOf, ordered, setBlocked } from "./store.js";
import { h } from "./dom.js";

export const reason = (error) => (error instanceof Offline ? t("no_link") : error.message);

/** `pane` lends its toast place, timeline and composer. */
export function actionsOf(pane) {
  const { uid } = pane;
  let queue = Promise.resolve(); // messages leave in the order they were typed
  const act = {
    uid,
    get composer() { return pane.composer; },
    toast: (text) => toast(text, pane.timeline.el),
    failed: (error, key = "failed") => act.toast(t(key, { why: reason(error) })),
    tried: (promise, key) => promise.catch((error) => act.failed(error, key)),

    send(texts, replyTo, restore) {
      queue = queue.then(async () => {
        for (const [i, text] of texts.entries()) {
          try {
            await api.say(uid, text, i === 0 ? replyTo : undefined);
          } catch (error) {
            restore?.(texts.slice(i).join("\n"));
            return act.failed(error, "send_failed");
          }
        }
      });
      return queue;
    },
    say: (text) => act.send([text]),
    start: (payload) => act.tried(api.start(uid, payload), "send_failed"),
    edit: (message, text) => act.tried(api.edit(uid, message.message_id, text)),
    chooseInline: (queryId, resultId) => act.tried(api.choose(uid, queryId, resultId), "send_failed"),
    sendFiles: (files) => act.tried(sendFiles(uid, files), "send_failed"),
    inline: (query) => pane.composer.inline(query),
    copy: (text) => copyText(text, act),
    jump: (messageId) => pane.timeline.jump(messageId) || act.toast(t("deleted")),
    channel: (name, url) => openChannel(name, url, act),
    pay: (message) => show(() => pay(uid, message.message_id), act),
    react: (message, emoji) => act.tried(api.react(uid, message.message_id, emoji)),
    press: (message, data) => show(() => press(uid, message.message_id, data), act),
    editLast: () => editLast(pane),
    menu: (message, anchor, point) => messageMenu(message, pane, act, point || under(anchor)),
    attachMenu: (anchor) => attachMenu(act, anchor),
    block: (blocked) => act.tried(api.block(uid, blocked).then(() => setBlocked(uid, blocked))),

    replyKey(button) {
      if (button.request_contact) return act.tried(shareOwnContact(uid).then(() => pane.composer.used()), "send_failed");
      if (button.request_location) return act.tried(sendLocation(uid), "send_failed");
      if (button.web_app || button.request_users || button.request_chat || button.request_poll) return act.toast(t("not_here"));
      pane.composer.used();
      return act.say(button.text);
    },
  };
  return act;
}

/** What the bot answers to a press or before a payment. */
async function show(asking, act) {
  let answer;
  try {
    answer = await asking();
  } catch (error) {
    return act.failed(error);
  }
  if (answer === undefined) return; // already waiting for this button
  if (answer === null) return act.toast(t("no_answer"));
  if (answer.url) openUrl(answer.url, act);
  if (!answer.text) return;
  if (answer.show_alert) await alertBox(answer.text);
  else act.toast(answer.text);
}

/** A channel of the playground: its title and a button to subscribe or leave. Any other opens in a tab of its own. */
async function openChannel(name, url, act) {
  let channel;
  try {
    channel = await api.channel(act.uid, name);
  } catch (error) {
    if (error instanceof Offline) return act.failed(error);
    return window.open(url, "_blank", "noopener,noreferrer");
  }
  const joined = await dialog({
    title: channel.title, testid: "channel-sheet", build: (close) => [
      h("p", {}, t("channel_about", { name: channel.username, count: channel.members })),
      h("div", { class: "actions" },
        h("button", { type: "button", onclick: () => close() }, t("close")),
        h("button", { type: "button", class: "main", onclick: () => close(!channel.joined) }, t(channel.joined ? "unsubscribe" : "subscribe")))],
  });
  if (typeof joined !== "boolean") return;
  await act.tried(api.subscribe(act.uid, name, joined).then(() => act.toast(t(joined ? "subscribed" : "unsubscribed"))));
}

async function copyText(text, act) {
  try {
    await navigator.clipboard.writeText(text);
    act.toast(t("copied"));
  } catch {
    await dialog({
      title: t("copy"), build: (close) => [
        h("p", {}, t("copy_failed")), h("p", { class: "big" }, text),
        h("div", { class: "actions" }, h("button", { type: "button", class: "main", onclick: () => close() }, t("close")))],
    });
  }
}

const EMOJI = ["👍", "❤", "🔥", "🎉", "👎"];
const isEditable = (message) => message.out && message.text !== undefined && !message.via_bot && !message.forward_origin;

function editLast(pane) {
  const last = ordered(chatOf(pane.uid)).filter(isEditable).at(-1);
  if (last) pane.composer.setMode({ type: "edit", message: last });
  return Boolean(last);
}

function messageMenu(message, pane, act, point) {
  const text = message.text || message.caption;
  const mine = message.reaction_out?.[0]?.emoji;
  menu([
    { row: EMOJI.map((emoji) => ({ label: emoji, pressed: emoji === mine, run: () => act.react(message, emoji === mine ? null : emoji) })), label: t("react") },
    { icon: "reply", label: t("reply"), run: () => pane.composer?.setMode({ type: "reply", message }) },
    isEditable(message) && { icon: "edit", label: t("edit"), run: () => pane.composer?.setMode({ type: "edit", message }) },
    text && { icon: "copy", label: t("copy"), run: () => act.copy(text) },
  ], { ...point, label: t("message_menu") });
}

function attachMenu(act, anchor) {
  const box = anchor.getBoundingClientRect();
  menu([
    { icon: "photo", label: t("attach_file"), run: async () => act.sendFiles(await pickFiles()) },
    { icon: "person", label: t("attach_contact"), run: () => act.tried(sendContact(act.uid), "send_failed") },
    { icon: "place", label: t("attach_location"), run: () => act.tried(sendLocation(act.uid), "send_failed") },
  ], { x: box.left, y: box.top - 8 - 3 * 44, label: t("attach") });
}
