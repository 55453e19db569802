/** Small DOM building blocks. Nothing here parses markup: strings always become text nodes. */

const SVG = "http://www.w3.org/2000/svg";

/** h("button", {class: "x", onclick, dataset: {id: 1}, aria-label…}, ...children) → element */
export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(el, name, value);
  append(el, children);
  return el;
}

function setProp(el, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") el.className = value;
  else if (name === "dataset") Object.assign(el.dataset, value);
  else if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
  else if (name === "value") el.value = value;
  else el.setAttribute(name, value === true ? "" : String(value));
}

/** Appends nodes and strings; skips null, undefined and false, flattens arrays. */
export function append(el, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    el.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return el;
}

export function svg(tag, attrs = {}, ...children) {
  const el = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attrs)) el.setAttribute(name, String(value));
  el.append(...children);
  return el;
}

/** Replaces children in one go; keeps the element itself, so listeners and focus around it stay. */
export function fill(el, ...children) {
  el.replaceChildren();
  return append(el, children);
}

/** A tiny publish/subscribe: `on` returns the function that unsubscribes. */
export function emitter() {
  const topics = new Map();
  return {
    on(topic, fn) {
      if (!topics.has(topic)) topics.set(topic, new Set());
      topics.get(topic).add(fn);
      return () => topics.get(topic).delete(fn);
    },
    emit(topic, detail) {
      for (const fn of [...(topics.get(topic) || [])]) fn(detail);
    },
  };
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
