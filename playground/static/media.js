/** What a message carries besides text: pictures, files, sounds, places, contacts, polls. */
import { api } from "./api.js";
import { h, svg } from "./dom.js";
import { phone, seconds, size, t } from "./i18n.js";
import { icon } from "./icons.js";
import { openPhoto } from "./overlay.js";
import { fullName, initials, money, tone } from "./summary.js";

const RENDER = {
  photo: (m) => photo(m), animation: (m) => moving(m.animation, { loop: true, muted: true, autoplay: true }),
  video: (m) => moving(m.video, { controls: true }), video_note: (m) => h("div", { class: "video-note" }, player("video", m.video_note)),
  voice: (m) => sound(m.voice, t("voice")), audio: (m) => sound(m.audio, m.audio.title || m.audio.file_name || t("audio")),
  sticker: (m) => sticker(m.sticker), venue: (m) => place(m.venue.location, m.venue), location: (m) => place(m.location),
  contact: (m) => contact(m.contact), invoice: (m) => invoice(m.invoice), dice: (m) => dice(m.dice), poll: (m) => poll(m.poll), document: (m) => file(m.document),
};

/** The media of a message as an element, or null. The order of RENDER decides when several keys are there. */
export function media(message) {
  const kind = Object.keys(RENDER).find((name) => message[name]);
  return kind ? RENDER[kind](message) : null;
}

export const isVisual = (message) => Boolean(message.photo || message.video || message.animation);

const MAX_WIDTH = 420, MAX_HEIGHT = 380;

/** The size on screen is known before the picture is here, so that nothing jumps when it comes. */
function fitted({ width, height }) {
  if (!width || !height) return {};
  const scale = Math.min(MAX_WIDTH / width, MAX_HEIGHT / height, 1);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

const largest = (sizes) => sizes.reduce((best, one) => (one.width * one.height >= best.width * best.height ? one : best), sizes[0]);

function photo(message) {
  const best = largest(message.photo);
  const url = api.fileUrl(best.file_id);
  const alt = message.caption || t("photo");
  const img = h("img", { src: url, alt, ...fitted(best), decoding: "async" });
  const cover = message.has_media_spoiler ? " covered" : "";
  const button = h("button", { type: "button", class: `photo${cover}`, title: t("photo_open") }, img);
  button.addEventListener("click", () => {
    if (button.classList.contains("covered")) button.classList.remove("covered");
    else openPhoto(url, alt);
  });
  img.addEventListener("error", () => button.classList.add("broken"));
  return button;
}

function moving(source, props) {
  return h("div", { class: "video" }, player("video", source, props));
}

function player(tag, source, props = { controls: true }) {
  const el = h(tag, { src: api.fileUrl(source.file_id), preload: "metadata", playsinline: true, ...props });
  // The attribute alone does not mute a video made by script.
  if (props.muted) el.muted = true;
  return el;
}

function sound(source, title) {
  const meta = [source.performer, source.duration ? seconds(source.duration) : "", size(source.file_size)].filter(Boolean);
  return h("div", { class: "sound" },
    h("div", { class: "file-name" }, title), player("audio", source),
    h("div", { class: "file-meta" }, meta.join(" · ")));
}

function sticker(source) {
  if (source.is_animated || source.is_video) return h("div", { class: "sticker emoji-only" }, source.emoji || "🙂");
  return h("img", { class: "sticker", src: api.fileUrl(source.file_id), alt: source.emoji || t("sticker") });
}

function file(source) {
  const name = source.file_name || t("document");
  const extension = /\.([\p{L}\p{N}]{1,5})$/u.exec(name);
  return h("a", {
    class: "file", href: api.fileUrl(source.file_id), download: name, title: t("download"),
  },
  h("span", { class: "file-icon", "aria-hidden": "true" }, extension ? extension[1].toLowerCase() : icon("file", 20), icon("download", 20)),
  h("span", { class: "file-text" },
    h("span", { class: "file-name" }, name),
    h("span", { class: "file-meta" }, size(source.file_size))));
}

function contact(person) {
  const tel = phone(person.phone_number);
  return h("div", { class: "contact" },
    h("span", { class: `avatar ${tone(person.user_id || 3)}`, "aria-hidden": "true" }, initials(person)),
    h("span", { class: "file-text" },
      h("span", { class: "file-name" }, fullName(person)),
      h("a", { href: `tel:${tel.replace(/[^\d+]/g, "")}` }, tel)));
}

function poll(source) {
  return h("div", { class: "poll" },
    h("div", { class: "file-name" }, source.question),
    h("ul", {}, source.options.map((option) => h("li", {}, option.text, " ", h("span", { class: "file-meta" }, String(option.voter_count || ""))))));
}

const dice = (source) => h("div", { class: "emoji-only", title: t("dice") }, `${source.emoji} ${source.value}`);

const invoice = (source) => h("div", { class: "invoice" },
  h("div", { class: "file-name" }, source.title), h("div", {}, source.description), h("div", { class: "big" }, money(source)));

/** A drawn plan, the same for the same place: no map is fetched, the link leads to one. */
function place(where, venue) {
  const { latitude, longitude } = where;
  const text = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return h("div", { class: "place" },
    h("a", { href, target: "_blank", rel: "noopener noreferrer", title: t("open_map") }, plan(latitude, longitude)),
    h("div", { class: "place-text" },
      venue && h("div", { class: "file-name" }, venue.title), venue && h("div", {}, venue.address),
      h("span", { class: "file-meta" }, text), " · ",
      h("a", { href, target: "_blank", rel: "noopener noreferrer" }, t("open_map"))));
}

function plan(latitude, longitude) {
  const shift = (value, span) => Math.abs(Math.round(value * 10000)) % span;
  const dx = shift(longitude, 40), dy = shift(latitude, 36);
  const line = (d, cls) => svg("path", { d, class: cls });
  const streets = [];
  for (let x = -40 + dx; x < 300; x += 56) streets.push(line(`M${x} -10L${x + 24} 150`, "street"));
  for (let y = -20 + dy; y < 150; y += 44) streets.push(line(`M-10 ${y}L290 ${y + 14}`, "street"));
  return svg("svg", { viewBox: "0 0 280 130", class: "plan", role: "img", "aria-label": `${t("location")} ${latitude}, ${longitude}` },
    svg("rect", { width: 280, height: 130, class: "ground" }),
    line(`M${150 + dx} 140C${190 + dx} 80 ${220 + dx} 90 300 ${20 + dy}L300 140Z`, "park"),
    line(`M-10 ${30 + dy}C70 ${dy} 90 ${70 + dy} 170 ${40 + dy}S250 ${20 + dy} 300 ${60 + dy}`, "water"),
    ...streets,
    line("M140 92c15-17 22-27 22-37a22 22 0 0 0-44 0c0 10 7 20 22 37z", "pin"),
    svg("circle", { cx: 140, cy: 54, r: 8, class: "pin-hole" }));
}
