// Small helpers to make elements and to say values. Texts go in as text, never as HTML.

export const $ = (id) => document.getElementById(id);

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export function button(label, onClick, className = "") {
  const made = element("button", { type: "button", className }, label);
  made.addEventListener("click", onClick);
  return made;
}

export function pill(state) {
  const made = element("span", { className: "pill" }, state);
  made.dataset.state = state;
  return made;
}

export const empty = (text) => element("li", { className: "empty" }, text);

export function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) {
    bytes /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${units[unit]}`;
}

export const duration = (milliseconds) => (milliseconds === null ? "" : `${(milliseconds / 1000).toFixed(1)} s`);

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A moment in the reader's zone. */
export const time = (text) => clock.format(new Date(text));
