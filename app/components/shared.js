// What every widget draws with; put before its own code.
const DASHES = { id: "", near: "7 4", far: "2 3", shift: "8 3 2 3" };
const tag = (name, attributes, text = "") =>
  `<${name} ${Object.entries(attributes).map(([k, v]) => `${k}="${v}"`).join(" ")}>${text}</${name}>`;

const SCRUB = 3; // pixels of a drag that move a number in a sentence by a step
const FADED = 0.3; // opacity of what a chosen term of the formula does not control
const minus = (text) => text.replaceAll("-", "−");
const raised = (n) => String(n).replace(/./g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻"); // a whole number as an exponent

const percent = (x) => (Number.isFinite(x) ? `${(100 * x).toFixed(1)}%` : "–");
const number = (x) => minus(Math.abs(x) >= 1000 || (x && Math.abs(x) < 0.001) ? x.toExponential(2) : x.toFixed(3));
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)); // of base64

// ---- histograms ----

// Where a score stands on the axis. Confidences crowd at -1, so theirs can be spread out:
// -0.9, -0.99, -0.999, ... at equal distances.
const AXES = {
  even: { to: (s) => s, from: (u) => u, tick: number },
  nines: {
    to: (s) => Math.log10(Math.max(1 + s, 1e-16)),
    from: (u) => 10 ** u - 1,
    tick: (u) => (u > -0.05 ? "0" : `−${(1 - 10 ** u).toFixed(Math.max(1, Math.ceil(-u)))}`),
  },
};

// Round numbers, about `most` of them, between `low` and `high`.
function roundTicks(low, high, most = 6) {
  const rough = (high - low) / most, unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((factor) => factor * unit >= rough);
  const first = Math.ceil(low / step);
  return [...Array(Math.floor(high / step) - first + 1)].map((_, i) => Number(((first + i) * step).toPrecision(12)));
}

// What stands beside a histogram of shares up to `most`: scores below `base`, shares left of `left`.
function histogramTicks({ axis, low, high }, x, y, base, left, most, isNarrow) {
  const parts = isNarrow ? 2 : 4, isEven = axis === AXES.even;
  const at = isEven ? roundTicks(low, high, isNarrow ? 3 : 6) : [...Array(parts + 1)].map((_, i) => low + (i / parts) * (high - low));
  let out = "";
  for (const u of at) {
    const f = (u - low) / (high - low), anchor = f < 0.03 ? "start" : f > 0.97 ? "end" : "middle";
    out += tag("text", { class: "muted", x: x(f), y: base + 16, "text-anchor": anchor }, isEven ? minus(String(u)) : axis.tick(u));
  }
  for (const v of roundTicks(0, most, 3).slice(1))
    out += tag("text", { class: "muted", x: left - 6, y: y(v) + 4, "text-anchor": "end" }, `${Number((100 * v).toPrecision(6))}%`);
  return out;
}

// A histogram's outline, or its area, from `values` per bin; x of a fraction, y of a value.
function steps(values, x, y, close) {
  const path = values.map((v, i) => `L${x(i / values.length)},${y(v)}L${x((i + 1) / values.length)},${y(v)}`).join("");
  return `M${x(0)},${close ? y(0) : y(values[0])}${path}${close ? `L${x(1)},${y(0)}Z` : ""}`;
}

// A line or a path in the look of a population: its kind's dash, its own shade; every other one is hollow.
function outlined(name, where, { kind, colour, isHollow = false }, more = {}) {
  const drawn = (stroke, width) => tag(name, { ...where, fill: "none", stroke, "stroke-width": width, "stroke-dasharray": DASHES[kind], ...more });
  return isHollow ? drawn(colour, 4.4) + drawn("var(--st-background-color)", 1.6) : drawn(colour, 2);
}

// The line a kind, or one population of it, is drawn with, as a small picture.
const swatch = (kind, colour, isHollow) =>
  `<svg class="swatch" viewBox="0 0 24 6" aria-hidden="true">${outlined("line", { x1: 0, x2: 24, y1: 3, y2: 3 }, { kind, colour, isHollow })}</svg>`;

// ---- colours ----

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

// At a fraction of the way through colours that stand at equal distances.
function shade(colours, fraction) {
  const at = fraction * (colours.length - 1), i = Math.min(colours.length - 2, Math.floor(at));
  return colours[i].map((start, k) => start + (at - i) * (colours[i + 1][k] - start));
}

// ---- markers: corners on the unit circle, null for a disc ----

const regular = (n) => [...Array(n)].map((_, i) => [Math.sin((2 * Math.PI * i) / n), -Math.cos((2 * Math.PI * i) / n)]);
const CORNERS = {
  circle: null,
  square: [[-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]],
  pentagon: regular(5),
  cross: [[-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35], [1, 0.35], [0.35, 0.35],
    [0.35, 1], [-0.35, 1], [-0.35, 0.35], [-1, 0.35], [-1, -0.35], [-0.35, -0.35]],
  diamond: regular(4),
  "triangle-up": regular(3),
  "triangle-down": regular(3).map(([x, y]) => [x, -y]),
  x: [[0, -0.45], [0.5, -0.95], [0.95, -0.5], [0.45, 0], [0.95, 0.5], [0.5, 0.95], [0, 0.45],
    [-0.5, 0.95], [-0.95, 0.5], [-0.45, 0], [-0.95, -0.5], [-0.5, -0.95]],
  star: regular(10).map(([x, y], i) => (i % 2 ? [x * 0.45, y * 0.45] : [x * 1.2, y * 1.2])),
};

function marker(context, symbol, x, y, r) {
  const corners = CORNERS[symbol];
  context.beginPath();
  if (corners) corners.forEach(([a, b], i) => context[i ? "lineTo" : "moveTo"](x + r * a, y + r * b));
  else context.arc(x, y, r, 0, 2 * Math.PI);
  context.closePath();
  context.fill();
  context.stroke();
}

function drawnMarker(symbol, x, y, r, look) {
  const corners = CORNERS[symbol];
  return corners
    ? tag("polygon", { points: corners.map(([a, b]) => `${x + r * a},${y + r * b}`).join(" "), ...look })
    : tag("circle", { cx: x, cy: y, r, ...look });
}

const markerIcon = ({ symbol, colour, isHollow = false }) =>
  `<svg viewBox="0 0 22 12" aria-hidden="true">${drawnMarker(symbol, 11, 6, isHollow ? 4 : 5, isHollow ? { fill: "none", stroke: colour, "stroke-width": 1.8 } : { fill: colour })}</svg>`;

// An arrow from (x, y) by (dx, dy) pixels; nothing where there is no push.
function arrowBy(x, y, dx, dy, colour, width = 2.5) {
  const length = Math.hypot(dx, dy);
  if (length < 1.5) return "";
  const head = Math.min(7, length), [ux, uy] = [dx / length, dy / length];
  const [tipX, tipY] = [x + dx, y + dy], [backX, backY] = [tipX - head * ux, tipY - head * uy];
  const corners = [[tipX, tipY], [backX - 0.6 * head * uy, backY + 0.6 * head * ux], [backX + 0.6 * head * uy, backY - 0.6 * head * ux]];
  return tag("line", { x1: x, y1: y, x2: backX, y2: backY, stroke: colour, "stroke-width": width })
    + tag("polygon", { points: corners.map((c) => c.join(",")).join(" "), fill: colour });
}

// ---- logits ----

const logsumexp = (z) => { const top = Math.max(...z); return top + Math.log(z.reduce((sum, v) => sum + Math.exp(v - top), 0)); };
const energy = (z, T = 1) => -T * logsumexp(z.map((v) => v / T));
const softmax = (z, T = 1) => { const total = logsumexp(z.map((v) => v / T)); return z.map((v) => Math.exp(v / T - total)); };

// ---- words: they come with the data ----

// Write them into the html: `data-say` names what stands there, `data-label` what is read aloud.
function say(root, words) {
  for (const place of root.querySelectorAll("[data-say]")) place.textContent = words[place.dataset.say];
  for (const place of root.querySelectorAll("[data-label]")) place.setAttribute("aria-label", words[place.dataset.label]);
}

// What a link leaves out of the controls, each of which stands in `data-control` (app/server/view.py).
function hideControls(root, { hidden = [] }) {
  for (const place of root.querySelectorAll("[data-control]")) place.classList.toggle("gone", hidden.includes(place.dataset.control));
}

// A text with {names} in it, and what stands for each.
const filled = (text, facts) => text.replace(/\{([-\w]+)\}/g, (_, name) => facts[name]);

// ---- a widget's life: it is drawn anew with every rerun, into the same element ----

const ends = new WeakMap(); // parentElement -> what ends the widget drawn there before

// A drag over a picture selects no text. (In WebKit one may begin even where user-select is none.)
function keepUnselected(event) {
  const at = event.target.closest ? event.target : event.target.parentElement; // it may be a text
  if (at.closest("svg") || at.closest("canvas")) event.preventDefault();
}

// Call render whenever `box` changes its size. Returns, and keeps, what ends that.
function redrawn(parentElement, box, render, stop = () => {}) {
  parentElement.addEventListener("selectstart", keepUnselected);
  const observer = new ResizeObserver(render);
  observer.observe(box);
  const end = () => { stop(); observer.disconnect(); };
  ends.set(parentElement, end);
  return end;
}

// ---- a link to the view (app/server/view.py): it holds what a hand has set in a widget, too ----

const seenNow = (globalThis.oodlabSeen ??= new Map()); // name of a widget on the page -> what tells what it holds
const seenAsked = (globalThis.oodlabAsked ??= new Set()); // names of those that have taken what the link says

// The widget of that name (its kind, or KIND:NAME) will `take` what the link says, once, and `tell`
// what it holds when a link is made. Returns what ends that.
function inLink(name, data, take, tell) {
  const asked = data.asked?.[name] ?? null;
  if (asked !== null && !seenAsked.has(name)) take(asked);
  seenAsked.add(name);
  seenNow.set(name, tell);
  return () => { if (seenNow.get(name) === tell) seenNow.delete(name); };
}

// What was asked for in the shape of what is there; of another kind, or no number, what is there.
function like(asked, now) {
  if (Array.isArray(now)) return Array.isArray(asked) && asked.length === now.length ? now.map((one, i) => like(asked[i], one)) : now;
  if (now !== null && typeof now === "object") return Object.fromEntries(Object.entries(now).map(([name, one]) => [name, like(asked?.[name], one)]));
  return typeof asked === typeof now && (typeof now !== "number" || Number.isFinite(asked)) ? asked : now;
}
const bounded = (value, low, high) => Math.min(high, Math.max(low, value));
const placed = (value, n) => bounded(Math.round(value), 0, n - 1); // one of n places

// Where the pointer is in an element, in the element's own pixels: a presentation enlarges them.
function within({ clientX, clientY }, element) {
  const box = element.getBoundingClientRect(), scale = box.width / (element.clientWidth || box.width);
  return [(clientX - box.left) / scale, (clientY - box.top) / scale];
}

// A number to type or to slide, in a row of `box`. Returns a function that shows another value.
function numberField(box, { words, label, id, min, max, step, typed = step, faded = false, control = "", changed }) {
  const row = document.createElement("label"), name = document.createElement("span");
  name.innerHTML = label;
  const [number, range] = [["number", typed], ["range", step]].map(([type, by]) => Object.assign(document.createElement("input"), { type, min, max, step: by }));
  number.setAttribute("aria-label", filled(words.number, { name: id }));
  range.setAttribute("aria-label", id);
  let current;
  const show = (value) => { current = number.value = range.value = value; };
  const take = (input, other) => {
    if (!Number.isFinite(input.valueAsNumber)) return; // still being typed
    current = other.value = Math.min(max, Math.max(min, input.valueAsNumber));
    changed(current);
  };
  number.oninput = () => take(number, range);
  number.onchange = () => { number.value = current; };
  range.oninput = () => take(range, number);
  row.style.opacity = faded ? FADED : 1;
  if (control) row.dataset.control = control;
  row.append(name, number, range);
  box.append(row);
  return show;
}

// Radio buttons after the legend of `box`, one for each of the contents; `choose(i)` takes one.
function oneOf(box, name, contents, chosen, choose) {
  box.querySelectorAll("label").forEach((label) => label.remove());
  contents.forEach((content, i) => {
    const label = document.createElement("label"), input = Object.assign(document.createElement("input"), { type: "radio", name, checked: i === chosen });
    input.onchange = () => choose(i);
    label.append(input, ...[content].flat());
    box.append(label);
  });
}

// A number in a sentence, dragged sideways or moved by keys; `step(n)` moves it by n steps of so many pixels.
function scrubbed(label, step, pixels = SCRUB) {
  const place = Object.assign(document.createElement("span"), { className: "scrubbed", tabIndex: 0 });
  const keys = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
  let from = null;
  place.setAttribute("role", "slider");
  place.setAttribute("aria-label", label);
  place.onpointerdown = (event) => { from = event.clientX; place.setPointerCapture(event.pointerId); };
  place.onpointermove = ({ clientX }) => {
    const n = from === null ? 0 : Math.trunc((clientX - from) / pixels);
    if (!n) return;
    from += n * pixels;
    step(n);
  };
  place.onpointerup = place.onpointercancel = () => { from = null; };
  place.onkeydown = (event) => {
    if (!(event.key in keys)) return;
    event.preventDefault(); // the page would scroll
    step(keys[event.key]);
  };
  const show = (text, value) => {
    place.textContent = text;
    place.setAttribute("aria-valuenow", value);
    place.setAttribute("aria-valuetext", text);
  };
  return { place, show };
}

// A text with {names} in it, and the element that stands for each.
const sentence = (text, places) => text.split(/(\{[-\w]+\})/).map((piece) => places[piece.slice(1, -1)] ?? piece);

// ---- frames of a canvas: each comes once, by a widget of its own, to the one that shows them ----

const films = (globalThis.oodlabFilms ??= { frames: new Map(), shown: new Map() }); // by the canvas's name
const FILMS = 4; // kept; the one seen longest ago makes room

function keepFrame(name, at, frame) {
  const frames = films.frames.get(name) ?? [];
  films.frames.delete(name);
  films.frames.set(name, frames); // the last one now
  frames[at] = frame;
  for (const old of [...films.frames.keys()].slice(0, -FILMS)) films.frames.delete(old);
  films.shown.get(name)?.();
}
