// Inputs by the two parts of CSI's score, and one of them on two clocks. `data`: see clocks() in __init__.py.
const LEFT = 40, TOP = 8, RIGHT = 8, BOTTOM = 40; // pixels around the plane
const TALL = 0.72; // of the plane's width
const RADIUS = 48, HALF = 60, FOOT = 66; // of a clock: its arc, the middle of its picture, its axle
const CORNER = [50, 106], LONGEST = 100; // where z begins, and pixels of the longest
const kept = new Map(); // version -> { of, at }, while the page is open

const fixed = (value, digits = 2) => minus(value.toFixed(digits));
const FIELDS = ["con", "cls", "cosine", "length"];

function read(population) {
  const values = new Float32Array(bytes(population.bytes).buffer), n = values.length / FIELDS.length;
  const inputs = Array.from({ length: n }, (_, i) => Object.fromEntries(FIELDS.map((name, j) => [name, values[FIELDS.length * i + j]])));
  return { ...population, inputs };
}

// The least and the greatest value that a clock shows, and a plane's axis.
function axis(values) {
  const low = Math.min(0, ...values), high = Math.max(1, ...values), more = 0.05 * (high - low);
  return [low - more, high + more];
}

// A half circle from low on the left to high on the right, the middle of ID shaded, a hand at `value`.
function clock(svg, [low, high], middle, value, { ink, id }) {
  const angle = (v) => Math.PI * (1 - Math.min(1, Math.max(0, (v - low) / (high - low))));
  const place = (v, r) => `${HALF + r * Math.cos(angle(v))},${FOOT - r * Math.sin(angle(v))}`;
  const arc = (from, to, look) => tag("path", { d: `M${place(from, RADIUS)}A${RADIUS},${RADIUS} 0 0 1 ${place(to, RADIUS)}`, fill: "none", ...look });
  let out = arc(low, high, { stroke: "var(--st-border-color)", "stroke-width": 9 });
  out += arc(...middle, { stroke: id, "stroke-width": 9, opacity: 0.55 });
  for (const v of [0, 1]) out += tag("text", { x: place(v, RADIUS + 10).split(",")[0], y: Number(place(v, RADIUS + 10).split(",")[1]) + 3, "text-anchor": "middle" }, v);
  const [x, y] = place(value, RADIUS - 2).split(",");
  out += tag("line", { x1: HALF, y1: FOOT, x2: x, y2: y, stroke: ink, "stroke-width": 3, "stroke-linecap": "round" });
  svg.innerHTML = out + tag("circle", { cx: HALF, cy: FOOT, r: 5, fill: ink });
}

// z as an arrow: its angle to the nearest training input's, which lies along the line, and its length.
function arrow(svg, { cosine, length }, longest, ink) {
  const by = (LONGEST * length) / longest, along = by * cosine, across = by * Math.sqrt(Math.max(0, 1 - cosine ** 2));
  const line = (to, look) => tag("line", { x1: CORNER[0], y1: CORNER[1], x2: CORNER[0] + to, y2: CORNER[1], stroke: ink, ...look });
  svg.innerHTML = line(1.4 * LONGEST, { "stroke-width": 1 }) + line(along, { "stroke-width": 6, opacity: 0.35 }) + arrowBy(...CORNER, along, -across, ink);
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), find = (c) => root.querySelector(c), { words } = data, canvas = find("canvas"), slider = find(".slider");
  say(root, words);
  hideControls(root, data);
  root.style.setProperty("--accent", data.accent);
  root.style.setProperty("--ink", data.ink);
  const populations = data.populations.map(read), [onId, ood] = populations, every = populations.flatMap(({ inputs }) => inputs);
  const axes = { con: axis(every.map(({ con }) => con)), cls: axis(every.map(({ cls }) => cls)) }, longest = Math.max(...every.map(({ length }) => length));
  if (!kept.has(data.version)) kept.set(data.version, { of: 1, at: 0 });
  const set = kept.get(data.version), chosen = () => populations[set.of].inputs[set.at];
  const unlink = inLink("clocks", data, (asked) => {
    const { of, at } = like(asked, set);
    set.of = placed(of, populations.length);
    set.at = placed(at, populations[set.of].inputs.length);
  }, () => set);

  const scale = () => {
    const width = canvas.clientWidth - LEFT - RIGHT, height = Math.round(TALL * width);
    const to = (v, [low, high]) => (v - low) / (high - low);
    return { width, height, x: (v) => LEFT + width * to(v, axes.con), y: (v) => TOP + height * (1 - to(v, axes.cls)) };
  };

  const draw = () => {
    const { width, height, x, y } = scale(), ratio = window.devicePixelRatio || 1;
    if (width < 80) return; // not on the page, or no longer
    Object.assign(canvas, { width: canvas.clientWidth * ratio, height: (height + TOP + BOTTOM) * ratio });
    canvas.style.height = `${height + TOP + BOTTOM}px`;
    const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
    context.scale(ratio, ratio);
    context.font = `12px ${style.fontFamily}`;
    context.strokeStyle = style.getPropertyValue("--st-border-color") || "#999";
    context.strokeRect(LEFT, TOP, width, height);
    context.save();
    context.beginPath();
    context.rect(LEFT, TOP, width, height);
    context.clip();
    for (const { inputs, colour, symbol } of [onId, ood]) {
      Object.assign(context, { fillStyle: colour, strokeStyle: data.paper, lineWidth: 0.6, globalAlpha: 0.8 });
      for (const { con, cls } of inputs) marker(context, symbol, x(con), y(cls), 3.6);
    }
    Object.assign(context, { globalAlpha: 1, strokeStyle: data.ink, lineWidth: 1.5 });
    context.setLineDash([5, 4]); // where con + cls is the cut
    context.beginPath();
    for (const con of axes.con) context.lineTo(x(con), y(data.cut - con));
    context.stroke();
    context.setLineDash([]);
    context.lineWidth = 3;
    context.beginPath();
    context.arc(x(chosen().con), y(chosen().cls), 8, 0, 2 * Math.PI);
    context.stroke();
    context.restore();
    context.fillStyle = data.ink;
    context.textAlign = "center";
    for (const v of roundTicks(...axes.con, 5)) context.fillText(minus(String(v)), x(v), TOP + height + 15);
    context.fillText(`${words.con} →`, LEFT + width / 2, TOP + height + 33);
    context.textAlign = "right";
    for (const v of roundTicks(...axes.cls, 5)) context.fillText(minus(String(v)), LEFT - 5, y(v) + 4);
    context.textAlign = "left";
    context.fillText(words.cut, LEFT + 6, Math.min(TOP + height, Math.max(TOP + 40, y(data.cut - axes.con[0]))) - 8);
    context.fillText(`↑ ${words.cls}`, LEFT + 6, TOP + 16);
  };

  const tell = () => {
    const { label, inputs } = populations[set.of], one = chosen(), { con, cls, cosine, length } = one;
    clock(find("svg.con"), axes.con, data.middle[0], con, { ink: data.ink, id: onId.colour });
    clock(find("svg.cls"), axes.cls, data.middle[1], cls, { ink: data.ink, id: onId.colour });
    arrow(find("svg.z"), one, longest, data.ink);
    const angle = (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI, [by_con, by_cls, by_score] = data.aurocs.map((auroc) => auroc.toFixed(2));
    const numbers = { con: fixed(con), cls: fixed(cls), score: fixed(con + cls), below: percent(data.below), by_con, by_cls, by_score };
    for (const [name, text] of Object.entries(numbers)) find(`[data-n=${name}]`).textContent = text;
    find(".z-said").textContent = filled(words.z, { angle: fixed(angle, 0), length: fixed(length) });
    find("dt.below").textContent = filled(words.below, { label: ood.label });
    Object.assign(slider, { max: inputs.length - 1, value: set.at });
    const told = filled(words.told, { label, i: set.at + 1, n: inputs.length, ...numbers });
    slider.setAttribute("aria-valuetext", told);
    canvas.setAttribute("aria-label", `${data.alt} ${told}`);
    find(".told").textContent = told;
  };
  const render = () => { tell(); draw(); };
  const choose = (of, at) => { Object.assign(set, { of, at }); render(); };

  const looks = populations.map(({ label, symbol, colour }) => {
    const icon = document.createElement("span");
    icon.innerHTML = markerIcon({ symbol, colour });
    return [icon.firstChild, label];
  });
  oneOf(find(".of"), `of:${data.version}`, looks, set.of, (of) => choose(of, Math.min(set.at, populations[of].inputs.length - 1)));
  slider.oninput = () => choose(set.of, Number(slider.value));
  canvas.onclick = (event) => {
    const { x, y } = scale(), [px, py] = within(event, canvas);
    const places = populations.flatMap(({ inputs }, of) => inputs.map(({ con, cls }, at) => ({ of, at, far: Math.hypot(x(con) - px, y(cls) - py) })));
    const { of, at } = places.reduce((a, b) => (b.far < a.far ? b : a));
    choose(of, at);
    find(".of").querySelectorAll("input")[of].checked = true;
  };
  render();
  return redrawn(parentElement, root, render, unlink);
}
