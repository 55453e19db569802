/** What the paper clip offers, and the sheets behind it: files, contact, place. Each resolves when sent or dismissed. */
import { api } from "./api.js";
import { h } from "./dom.js";
import { phone, size, t } from "./i18n.js";
import { field, form } from "./overlay.js";
import { bot, personas } from "./store.js";
import { fullName } from "./summary.js";

const ALBUM = 10;
const CITIES = [["city_moscow", 55.75222, 37.61556], ["city_petersburg", 59.93863, 30.31413], ["city_kazan", 55.79639, 49.10889]];

export function pickFiles() {
  return new Promise((resolve) => {
    const input = h("input", { type: "file", multiple: true });
    input.addEventListener("change", () => resolve([...input.files]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

/** Asks how to send, then sends; ten files make one album, more make several. */
export async function sendFiles(uid, files) {
  if (!files.length) return;
  const urls = [];
  const chosen = await form({
    title: files.length === 1 ? t("files_title_one") : t("files_title", { n: files.length }),
    fields: [previews(files, urls), ways(files), field("caption", t("caption"), { maxlength: 1024 })],
    submit: t("send"), testid: "files-sheet",
    read: (body) => ({ as: body.elements.as.value, caption: body.elements.caption.value.trim() }),
    onready: (body) => queueMicrotask(() => body.elements.caption.focus()),
  });
  urls.forEach((url) => URL.revokeObjectURL(url));
  if (!chosen) return;
  for (let i = 0; i < files.length; i += ALBUM) {
    await api.files(uid, files.slice(i, i + ALBUM), { ...chosen, caption: i ? "" : chosen.caption });
  }
}

function previews(files, urls) {
  return h("div", { class: "previews" }, files.slice(0, 12).map((file) => {
    if (!file.type.startsWith("image/")) {
      return h("div", { class: "preview" }, h("span", { class: "file-name" }, file.name), h("span", { class: "file-meta" }, size(file.size)));
    }
    urls.push(URL.createObjectURL(file));
    return h("img", { class: "preview", src: urls.at(-1), alt: file.name });
  }));
}

/** Only the ways that make sense for these files; the first is the default. */
function ways(files) {
  const all = (prefix) => files.every((file) => file.type.startsWith(prefix));
  const names = [all("image/") && "photo", "document", all("audio/") && "voice", all("video/") && "video_note"].filter(Boolean);
  return h("fieldset", { class: "ways" }, h("legend", {}, t("send_as")), names.map((name, i) =>
    h("label", {}, h("input", { type: "radio", name: "as", value: name, checked: i === 0 }), t(`as_${name}`))));
}

/** The sheet of a request_contact button: shows the number before it goes to the bot. */
export async function shareOwnContact(uid) {
  const person = personas.get(uid) || {};
  const known = person.phone;
  const answer = await form({
    title: t("contact_title"), testid: "contact-sheet", submit: t("contact_share"),
    text: known ? t("contact_text", { bot: bot.first_name }) : t("contact_none"),
    fields: known
      ? h("p", { class: "big" }, fullName(person), h("br"), phone(known))
      : field("phone", t("phone"), { type: "tel", required: true, placeholder: "+7 999 643-23-87" }),
    read: (body) => (known ? {} : { user_id: uid, phone_number: body.elements.phone.value.trim(), first_name: person.first_name }),
  });
  if (answer) await api.contact(uid, answer);
}

/** The paper clip's contact: the own one is filled in, another may be typed over it. */
export async function sendContact(uid) {
  const person = personas.get(uid) || {};
  const own = phone(person.phone);
  const answer = await form({
    title: t("contact_other"), testid: "contact-form", submit: t("send"),
    fields: [
      field("first_name", t("first_name"), { value: fullName(person), required: true, maxlength: 64 }),
      field("phone", t("phone"), { type: "tel", value: own, required: true, maxlength: 32, placeholder: "+7 999 643-23-87" }),
    ],
    read: (body) => ({ phone_number: body.elements.phone.value.trim(), first_name: body.elements.first_name.value.trim() }),
  });
  if (!answer) return;
  const isOwn = own && phone(answer.phone_number) === own && answer.first_name === fullName(person);
  await api.contact(uid, isOwn ? {} : answer);
}

export async function sendLocation(uid) {
  const [, latitude, longitude] = CITIES[0];
  const number = (limit) => ({ type: "number", step: "any", min: -limit, max: limit, required: true });
  const answer = await form({
    title: t("location_title"), testid: "location-sheet", submit: t("send"),
    fields: [
      cityField(),
      h("div", { class: "pair" },
        field("latitude", t("latitude"), { ...number(90), value: latitude }),
        field("longitude", t("longitude"), { ...number(180), value: longitude })),
    ],
    read: (body) => [Number(body.elements.latitude.value), Number(body.elements.longitude.value)],
    onready: (body) => body.elements.city.addEventListener("change", (event) => {
      const city = CITIES[Number(event.target.value)];
      if (city) [, body.elements.latitude.value, body.elements.longitude.value] = city;
    }),
  });
  if (answer) await api.location(uid, ...answer);
}

function cityField() {
  return h("div", { class: "field" }, h("label", { for: "field-city" }, t("location_preset")),
    h("select", { id: "field-city", name: "city" },
      CITIES.map(([name], i) => h("option", { value: String(i) }, t(name))), h("option", { value: "-1" }, t("location_custom"))));
}

export const newVisitor = () => form({
  title: t("visitor_title"), text: t("visitor_text"), testid: "visitor-sheet", submit: t("add"),
  fields: [
    field("first_name", t("first_name"), { required: true, maxlength: 64 }),
    field("last_name", t("last_name"), { maxlength: 64, optional: true }),
    field("username", t("username"), { maxlength: 32, pattern: "@?[A-Za-z0-9_]{3,32}", optional: true }),
    field("phone", t("phone"), { type: "tel", maxlength: 32, placeholder: "+7 999 643-23-87", optional: true }),
    h("div", { class: "field" }, h("label", { for: "field-language" }, t("persona_language")),
      h("select", { id: "field-language", name: "language_code" }, h("option", { value: "ru" }, "Русский"), h("option", { value: "en" }, "English"))),
  ],
  read: (body) => Object.fromEntries([...new FormData(body)]
    .map(([name, value]) => [name, name === "username" ? value.trim().replace(/^@/, "") : value.trim()])
    .filter(([, value]) => value)),
});
