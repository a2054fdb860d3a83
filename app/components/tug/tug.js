// Loss terms that pull at the logits of one input. `data`: see tug() in __init__.py.
const LIMITS = { z: { min: -30, max: 30, step: 0.1 }, c: { min: -10, max: 10, step: 0.5 }, rate: { min: 0.1, max: 5, step: 0.1 }, weight: { min: 0, max: 5, step: 0.05 }, margin: { min: -40, max: 10, step: 0.5 } };
const FIELDS = { rate: LIMITS.rate, lambda_oe: LIMITS.weight, beta: LIMITS.weight, lambda: LIMITS.weight, m_in: LIMITS.margin, m_out: LIMITS.margin }; // the same for all inputs
const WIDEST = 1e4; // of logits in a link, after many steps
const GAIN = 70, LONGEST = 90; // pixels of an arrow for a pull of 1, and at most
const kept = new Map(); // version -> what is set, while the page is open
let wanted = { ce: true, hinge_in: true, uniform: true, kl: false, hinge_out: false }; // terms that count
let rates = null; // weights, margins and rate, the same for all inputs

// ---- the gradients (the same as ood_core/evaluation/logit_gradients.py) ----

const TERMS = { // name -> [whom it is for, gradient at z]
  ce: ["id", (z, { y }) => softmax(z).map((p, k) => p - (k === y))],
  hinge_in: ["id", (z, { lambda, m_in }) => softmax(z).map((p) => -2 * lambda * Math.max(0, energy(z) - m_in) * p)],
  uniform: ["outlier", (z, { lambda_oe }) => softmax(z).map((p) => lambda_oe * (p - 1 / z.length))],
  kl: ["outlier", (z, { beta }) => softmax(z).map((p) => beta * (p - 1 / z.length))],
  hinge_out: ["outlier", (z, { lambda, m_out }) => softmax(z).map((p) => 2 * lambda * Math.max(0, m_out - energy(z)) * p)],
};
const terms = (role) => Object.keys(TERMS).filter((name) => TERMS[name][0] === role);
const active = (role) => terms(role).filter((name) => wanted[name]);
const total = (z, set) => active(set.role).map((name) => TERMS[name][1](z, { ...rates, y: set.y })).reduce((sum, g) => sum.map((v, k) => v + g[k]), z.map(() => 0));

const fixed = (x, digits = 2) => minus((Math.abs(x) < 0.5 * 10 ** -digits ? 0 : x).toFixed(digits));

// ---- pictures ----

function drawLogits(svg, z, start, set, data) {
  const width = svg.clientWidth, height = svg.clientHeight, left = 34, bottom = height - 42, top = 24;
  if (width < 80) return; // not on the page, or no longer
  const pulls = terms(set.role).map((name) => [data.colours[name], TERMS[name][1](z, { ...rates, y: set.y }), wanted[name] ? 1 : FADED]);
  const low = Math.min(-1, ...z, ...start) - 0.5, high = Math.max(1, ...z, ...start) + 0.5;
  const y = (v) => bottom - ((v - low) / (high - low)) * (bottom - top), each = (width - left) / z.length;
  let out = tag("line", { class: "axis", x1: left, x2: width, y1: y(0), y2: y(0) });
  for (const v of [low + 0.5, 0, high - 0.5]) out += tag("text", { class: "muted", x: left - 6, y: y(v) + 4, "text-anchor": "end" }, fixed(v, 0));
  z.forEach((v, k) => {
    const x = left + k * each, wide = 0.36 * each, box = (value, look) => tag("rect", { x: x + 0.06 * each, width: wide, y: Math.min(y(0), y(value)), height: Math.abs(y(value) - y(0)), ...look });
    out += box(v, { fill: data.accent, opacity: v === Math.max(...z) ? 0.75 : 0.35 });
    if (Math.abs(start[k] - v) > 1e-6) out += box(start[k], { fill: "none", stroke: data.muted, "stroke-dasharray": "3 3" });
    const lanes = [...pulls, [data.text, total(z, set), 1]];
    lanes.forEach(([colour, g, opacity], i) => {
      const at = x + 0.06 * each + wide + (0.5 * each * (i + 0.7)) / lanes.length;
      const by = Math.max(-LONGEST, Math.min(LONGEST, GAIN * g[k]));
      out += `<g opacity="${opacity}">${arrowBy(at, y(v), 0, by, colour, i === pulls.length ? 4 : 2.5)}</g>`;
    });
    out += tag("text", { class: "muted", x: x + 0.06 * each + wide / 2, y: height - 4, "text-anchor": "middle" }, data.classes[k]);
  });
  svg.innerHTML = out;
}

function drawShares(svg, p, data) {
  const width = svg.clientWidth, height = svg.clientHeight, left = 34, bottom = height - 22, top = 10;
  if (width < 80) return;
  const y = (v) => bottom - v * (bottom - top), each = (width - left) / p.length;
  let out = tag("line", { class: "axis", x1: left, x2: width, y1: y(0), y2: y(0) });
  for (const v of [0, 0.5, 1]) out += tag("text", { class: "muted", x: left - 6, y: y(v) + 4, "text-anchor": "end" }, `${100 * v}%`);
  p.forEach((v, k) => {
    const x = left + k * each;
    out += tag("rect", { x: x + 0.15 * each, width: 0.7 * each, y: y(v), height: y(0) - y(v), fill: data.certain, opacity: v === Math.max(...p) ? 0.75 : 0.35 });
    out += tag("text", { class: "muted", x: x + each / 2, y: height - 4, "text-anchor": "middle" }, data.classes[k]);
  });
  out += tag("line", { x1: left, x2: width, y1: y(1 / p.length), y2: y(1 / p.length), stroke: "currentColor", "stroke-dasharray": "3 4", opacity: 0.6 });
  out += tag("text", { class: "muted", x: width, y: y(1 / p.length) - 5, "text-anchor": "end" }, "1/K");
  svg.innerHTML = out;
}

function drawEnergy(svg, E, before, data) {
  const width = svg.clientWidth, line = 38;
  if (width < 80) return;
  const { m_in, m_out } = rates, all = [E, before, m_in, m_out, 0], low = Math.min(...all) - 3, high = Math.max(...all) + 3;
  const x = (e) => 8 + ((e - low) / (high - low)) * (width - 16);
  let out = tag("line", { x1: x(low), x2: x(high), y1: line, y2: line, stroke: data.muted });
  for (const [name, m] of [["m_in", m_in], ["m_out", m_out]]) {
    out += tag("line", { x1: x(m), x2: x(m), y1: line - 10, y2: line + 14, stroke: data.colours[name === "m_in" ? "hinge_in" : "hinge_out"], "stroke-width": 2 });
    out += tag("text", { class: "muted", x: x(m), y: line + 28, "text-anchor": (name === "m_in") === (m_in < m_out) ? "end" : "start" }, `${name} ${fixed(m, 1)}`);
  }
  if (Math.abs(E - before) > 1e-9) out += tag("circle", { cx: x(before), cy: line, r: 7, fill: "none", stroke: data.muted, "stroke-dasharray": "3 2" });
  out += tag("circle", { cx: x(E), cy: line, r: 7, fill: data.accent });
  out += tag("text", { class: "bold", x: Math.min(width - 60, Math.max(40, x(E))), y: line - 16, "text-anchor": "middle" }, `E = ${fixed(E)}`);
  out += tag("text", { class: "muted", x: 8, y: line + 40 }, `← ${data.words.low}`);
  out += tag("text", { class: "muted", x: width - 8, y: line + 40, "text-anchor": "end" }, `${data.words.high} →`);
  svg.innerHTML = out;
}

// ---- the widget ----

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), { words, classes } = data, find = (c) => root.querySelector(c);
  say(root, words);
  root.style.setProperty("--accent", data.accent);
  rates ??= { rate: 1 };
  const of = JSON.stringify(data.rates);
  if (rates.of !== of) Object.assign(rates, data.rates, { of });
  const fresh = () => ({ z: [...data.z], c: 0, taken: 0, role: data.role, y: data.y });
  if (!kept.has(data.version)) kept.set(data.version, fresh());
  const set = kept.get(data.version);
  const unlink = inLink("tug", data, (asked) => {
    if (asked.of !== data.version) return;
    const { set: of, wanted: terms, rates: weights } = like(asked, { set, wanted, rates });
    wanted = terms;
    for (const [name, { min, max }] of Object.entries(FIELDS)) rates[name] = bounded(weights[name], min, max);
    const z = of.z.map((v) => bounded(v, -WIDEST, WIDEST)), c = bounded(of.c, LIMITS.c.min, LIMITS.c.max);
    Object.assign(set, { z, c, taken: placed(of.taken, 1e6), role: of.role === "id" ? "id" : "outlier", y: placed(of.y, classes.length) });
  }, () => ({ of: data.version, set, wanted, rates: Object.fromEntries(Object.keys(FIELDS).map((name) => [name, rates[name]])) }));
  const now = () => set.z.map((v) => v + set.c);

  const table = () => {
    find("thead").innerHTML = `<tr><td></td>${classes.map((name) => `<th scope="col">${name}</th>`).join("")}</tr>`;
    const z = now(), rows = terms(set.role);
    find("tbody").replaceChildren(...[...rows, "sum"].map((name) => {
      const row = document.createElement("tr"), head = Object.assign(document.createElement("th"), { scope: "row" });
      const g = name === "sum" ? total(z, set).map((v) => -rates.rate * v) : TERMS[name][1](z, { ...rates, y: set.y }).map((v) => -v);
      row.className = name === "sum" ? "sum" : wanted[name] ? "" : "off";
      head.innerHTML = name === "sum" ? `<label><i style="background: ${data.text}"></i></label>` : `<label><input type="checkbox"><i style="background: ${data.colours[name]}"></i></label>`;
      head.querySelector("label").append(words[name]);
      const box = head.querySelector("input");
      if (box) {
        box.dataset.term = name;
        box.checked = wanted[name];
        box.onchange = () => { wanted = { ...wanted, [name]: box.checked }; render(); find(`[data-term=${name}]`).focus(); };
      }
      row.append(head, ...g.map((v) => Object.assign(document.createElement("td"), { textContent: fixed(v, 3) })));
      return row;
    }));
  };

  const render = () => {
    const z = now(), p = softmax(z), E = energy(z);
    drawLogits(find(".pulled"), z, data.z, set, data);
    drawShares(find(".shares"), p, data);
    drawEnergy(find(".scale"), E, energy(data.z), data);
    table();
    find(".truth").hidden = set.role !== "id";
    find(".taken").textContent = filled(words.taken, { n: set.taken });
    const told = filled(words.told, { logits: z.map((v) => fixed(v, 3)).join(", "), shares: p.map((v) => fixed(v, 4)).join(", "), energy: fixed(E, 3) });
    find(".told").textContent = told;
    root.querySelectorAll("svg").forEach((svg) => svg.setAttribute("aria-label", told));
  };
  const step = (times) => {
    for (let i = 0; i < times; i++) {
      const g = total(now(), set);
      set.z = set.z.map((v, k) => v - rates.rate * g[k]);
    }
    set.taken += times;
    render();
  };
  find(".one").onclick = () => step(1);
  find(".ten").onclick = () => step(10);
  find(".reset").onclick = () => { Object.assign(set, fresh()); shows.forEach((show) => show()); choose(); render(); };

  const choose = () => {
    const box = find(".role"), select = find("select");
    box.querySelectorAll("label").forEach((label) => label.remove());
    for (const role of ["id", "outlier"]) {
      const label = document.createElement("label"), input = Object.assign(document.createElement("input"), { type: "radio", name: "role", checked: set.role === role });
      input.onchange = () => { set.role = role; render(); };
      label.append(input, words[role]);
      box.append(label);
    }
    select.replaceChildren(...classes.map((name, k) => new Option(name, k, false, k === set.y)));
    select.onchange = () => { set.y = Number(select.value); render(); };
  };
  const box = find(".fields"), shows = [];
  box.replaceChildren();
  const field = (label, id, limits, get, put) => {
    const show = numberField(box, { words, label, id, ...limits, typed: "any", changed: (v) => { put(v); render(); } });
    shows.push(() => show(get()));
    show(get());
  };
  field(words.c, words.c, LIMITS.c, () => set.c, (v) => { set.c = v; });
  for (const [name, limits] of Object.entries(FIELDS))
    field(words[name], words[name], limits, () => rates[name], (v) => { rates[name] = v; });
  if (data.editable) classes.forEach((name, k) => field(filled(words.logit, { name }), filled(words.logit, { name }), LIMITS.z, () => set.z[k], (v) => { set.z[k] = v; }));
  choose();
  render();
  return redrawn(parentElement, root, render, unlink);
}
