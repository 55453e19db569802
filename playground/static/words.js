/** The languages of the page; i18n.js picks one and fills in the values. */
import { RU } from "./words.ru.js";
import { EN } from "./words.en.js";

export const WORDS = { ru: RU, en: EN };
