// The outlier term as a function of one probability. `data`: see uniform() in __init__.py.
const EDGE = 0.001; // the raised probability stays this far from 0 and 1, where the loss is infinite
const HEAVIEST = 5, LIGHTER = 0.05; // the largest weight, and a step of it
const kept = { p: 0.9, classes: null, weight: null }; // what was set, while the page is open

// Cross entropy to the uniform distribution; the other classes share 1 - p (nats).
const loss = (p, k) => -(Math.log(p) + (k - 1) * Math.log((1 - p) / (k - 1))) / k;
const gradients = (p, k, weight) => ({
  top: weight * (p - 1 / k),
  rest: weight * ((1 - p) / (k - 1) - 1 / k),
});

// What the arrows show: the gradients, or those of one of the term's two parts.
const shown = (p, k, { weight, push }) => {
  const down = { top: weight * p, rest: (weight * (1 - p)) / (k - 1) }, up = { top: -weight / k, rest: -weight / k };
  return { down, up }[push] ?? gradients(p, k, weight);
};

const fixed = (x, digits) => minus(x.toFixed(digits));
const clamp = (p) => Math.min(1 - EDGE, Math.max(EDGE, p));
const LEFT = 40, TOP = 12, BOTTOM = 42;

function drawCurve(svg, p, k, data) {
  const width = svg.clientWidth, height = svg.clientHeight;
  if (width < 80) return; // not on the page, or no longer
  const most = 7.5, least = Math.log(k);
  const x = (f) => LEFT + f * (width - LEFT - 10), y = (v) => height - BOTTOM - (v / most) * (height - TOP - BOTTOM);
  let out = tag("line", { class: "axis", x1: x(0), x2: x(1), y1: y(0), y2: y(0) });
  for (const f of [0, 0.25, 0.5, 0.75, 1])
    out += tag("text", { class: "muted", x: x(f), y: y(0) + 16, "text-anchor": "middle" }, `${100 * f}%`);
  for (const v of [0, 2, 4, 6])
    out += tag("text", { class: "muted", x: LEFT - 8, y: y(v) + 4, "text-anchor": "end" }, v);
  out += tag("text", { x: x(0.5), y: height - 6, "text-anchor": "middle" }, data.words.axis);
  out += tag("line", { class: "axis", x1: x(0), x2: x(1), y1: y(least), y2: y(least), "stroke-dasharray": "3 4" });
  out += tag("text", { class: "muted", x: x(1), y: y(least) + 15, "text-anchor": "end" }, filled(data.words.at_least, { k, least: fixed(least, 2) }));
  const points = [...Array(401)].map((_, i) => clamp(i / 400)).filter((q) => loss(q, k) <= most);
  out += tag("path", { d: points.map((q, i) => `${i ? "L" : "M"}${x(q)},${y(loss(q, k))}`).join(""), fill: "none", stroke: data.accent, "stroke-width": 2.5 });
  const [px, py] = [x(p), y(Math.min(most, loss(p, k)))];
  const step = -shown(p, k, data).top;
  out += arrowBy(px, py, (step * (width - LEFT)) / 2, 0, data.colour);
  out += tag("circle", { class: "point", cx: px, cy: py, r: 7, fill: data.accent, stroke: data.paper, "stroke-width": 2 });
  svg.innerHTML = out;
}

function drawBars(svg, p, k, data) {
  const width = svg.clientWidth, height = svg.clientHeight;
  if (width < 80) return;
  const x = (f) => LEFT + f * (width - LEFT - 6), y = (v) => height - BOTTOM - v * (height - TOP - BOTTOM);
  const { top, rest } = shown(p, k, data), each = 1 / k;
  let out = tag("line", { class: "axis", x1: x(0), x2: x(1), y1: y(0), y2: y(0) });
  for (const v of [0, 0.5, 1])
    out += tag("text", { class: "muted", x: LEFT - 8, y: y(v) + 4, "text-anchor": "end" }, `${100 * v}%`);
  for (let i = 0; i < k; i++) {
    const value = i ? (1 - p) / (k - 1) : p, middle = x((i + 0.5) * each);
    out += tag("rect", { x: x((i + 0.12) * each), y: y(value), width: Math.max(1, 0.76 * each * (width - LEFT - 6)), height: Math.max(0, y(0) - y(value)), fill: data.certain, opacity: 0.35 });
    if (i === 0 || k <= 10) out += arrowBy(middle, y(value), 0, 1.5 * (i ? rest : top) * (height - TOP - BOTTOM), data.colour, 2);
  }
  out += tag("line", { x1: x(0), x2: x(1), y1: y(each), y2: y(each), stroke: "currentColor", "stroke-dasharray": "3 4", opacity: 0.6 });
  out += tag("text", { class: "muted", x: x(1), y: y(each) - 6, "text-anchor": "end" }, `1/K = ${fixed(100 * each, 0)}%`);
  out += tag("text", { x: x(0.5), y: height - 6, "text-anchor": "middle" }, k > 10 ? data.words.many : data.words.few);
  svg.innerHTML = out;
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), { words } = data;
  say(root, words);
  hideControls(root, data);
  root.style.setProperty("--accent", data.accent);
  const curve = root.querySelector(".curve"), bars = root.querySelector(".bars");
  const slider = root.querySelector(".slider");
  kept.classes ??= data.classes[1];
  kept.weight ??= data.weight;
  const unlink = inLink("uniform", data, (asked) => {
    const { p, classes, weight } = like(asked, kept);
    Object.assign(kept, { p: clamp(p), weight: bounded(weight, 0, HEAVIEST) }, data.classes.includes(classes) ? { classes } : {});
  }, () => kept);
  const lambda = scrubbed(words.lambda, (n) => { kept.weight = Math.min(HEAVIEST, Math.max(0, Number((kept.weight + n * LIGHTER).toFixed(2)))); render(); });
  root.querySelector("[data-say=top]").replaceChildren(...sentence(words.top, { lambda: lambda.place }));
  const write = (name, text) => { root.querySelector(`[data-n=${name}]`).textContent = text; };

  const render = () => {
    const { p, classes: k, weight } = kept, { top, rest } = gradients(p, k, weight);
    drawCurve(curve, p, k, { ...data, weight });
    drawBars(bars, p, k, { ...data, weight });
    lambda.show(String(weight), weight);
    write("p", `${fixed(100 * p, 1)}%`);
    write("loss", fixed(loss(p, k), 3));
    write("least", fixed(Math.log(k), 3));
    write("top", fixed(top, 3));
    write("rest", fixed(rest, 3));
    slider.value = Math.round(1000 * p);
    const facts = { k, least: fixed(Math.log(k), 2), p: fixed(100 * p, 1), loss: fixed(loss(p, k), 2), top: fixed(top, 3), rest: fixed(rest, 3) };
    const said = filled(words.said, facts);
    slider.setAttribute("aria-valuetext", said);
    curve.setAttribute("aria-label", filled(words.curve_alt, { ...facts, said }));
    bars.setAttribute("aria-label", filled(words.bars_alt, facts));
  };
  const move = (p) => { kept.p = clamp(p); render(); };
  slider.oninput = () => move(slider.value / 1000);
  curve.onpointerdown = (event) => { curve.setPointerCapture(event.pointerId); curve.onpointermove(event); };
  curve.onpointermove = (event) => {
    if (!event.buttons) return;
    move((within(event, curve)[0] - LEFT) / (curve.clientWidth - LEFT - 10));
  };
  root.querySelector(".uniform").onclick = () => move(1 / kept.classes);
  const box = root.querySelector(".classes");
  box.querySelectorAll("label").forEach((label) => label.remove());
  for (const k of data.classes) {
    const label = document.createElement("label"), input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "classes", checked: k === kept.classes });
    input.onchange = () => { kept.classes = k; render(); };
    label.append(input, String(k));
    box.append(label);
  }
  render();
  return redrawn(parentElement, root, render, unlink);
}
