// One anchor, its positive and its negatives on the unit circle. `data`: see circle() in __init__.py.
const RATE = 0.1; // radians moved in one step under a force of 1
const LENGTH = 0.5, LONGEST = 0.95; // of an arrow, in radii: under a force of 1, and at most
const MOST = 9; // of the images that a far negative stands for, as a power of two
const MARGIN = 62; // pixels around the circle for names and arrows
let kept = null; // { angles, temperature } as the visitor left them, while the page is open

const radians = (degrees) => (degrees * Math.PI) / 180;
const degrees = (radians) => (radians * 180) / Math.PI;
const wrapped = (angle) => Math.atan2(Math.sin(angle), Math.cos(angle));
const signed = (x, digits) => minus(x.toFixed(digits));

// The anchor's term of NT-Xent. `angles` in radians: anchor, positive, negatives. Of the negatives
// all but the first stand for `many` images each; a force is that on one image.
function term([anchor, ...others], temperature, many) {
  const cosines = others.map((other) => Math.cos(anchor - other)), counts = others.map((_, i) => (i < 2 ? 1 : many));
  const exps = cosines.map((cosine, i) => counts[i] * Math.exp(cosine / temperature));
  const sum = exps.reduce((a, b) => a + b);
  const shares = exps.map((e) => e / sum);
  // -dL/dangle: the positive is pulled with 1 - its share, each negative pushed with its share
  const forces = others.map((other, i) => (((i === 0) - shares[i] / counts[i]) / temperature) * Math.sin(anchor - other));
  const onAnchor = -forces.reduce((sum, force, i) => sum + counts[i] * force, 0); // turning all points together changes nothing
  return { cosines, counts, exps, sum, shares, loss: -Math.log(shares[0]), forces: [onAnchor, ...forces] };
}

// ---- the picture ----

const SHAPES = [
  (x, y) => ({ name: "circle", cx: x, cy: y, r: 10 }),
  (x, y) => ({ name: "rect", x: x - 9, y: y - 9, width: 18, height: 18 }),
  (x, y) => ({ name: "polygon", points: `${x},${y - 11} ${x + 11},${y} ${x},${y + 11} ${x - 11},${y}` }),
];

function point(i, x, y, data) {
  const { name, ...place } = SHAPES[Math.min(i, 2)](x, y);
  return tag(name, { class: "point", "data-i": i, fill: data.colours[i], stroke: data.paper, "stroke-width": 2, ...place });
}

// From a point along the circle's tangent; counter-clockwise where the force is positive.
function arrow(x, y, angle, force, radius, colour) {
  const length = Math.sign(force) * radius * Math.min(LONGEST, LENGTH * Math.abs(force));
  if (Math.abs(length) < 3) return "";
  const isCut = LENGTH * Math.abs(force) > LONGEST;
  const [ux, uy] = [-Math.sin(angle), -Math.cos(angle)]; // screen: y points down
  const [tipX, tipY] = [x + length * ux, y + length * uy];
  const back = 9 * Math.sign(length);
  const corner = (side) => `${tipX - back * ux + side * 5 * uy},${tipY - back * uy - side * 5 * ux}`;
  return tag("line", { x1: x, y1: y, x2: tipX - back * ux, y2: tipY - back * uy, stroke: colour, "stroke-width": 3.5, ...(isCut && { "stroke-dasharray": "6 4" }) })
    + tag("polygon", { points: `${tipX},${tipY} ${corner(1)} ${corner(-1)}`, fill: colour });
}

function draw(svg, state, found, data) {
  const width = svg.clientWidth, height = svg.clientHeight, { words } = data;
  if (width < 80) return; // not on the page, or no longer
  const radius = Math.min(width, height) / 2 - MARGIN, cx = width / 2, cy = height / 2;
  let lines = "", points = "", names = "";
  state.angles.forEach((angle, i) => {
    const below = state.angles.slice(0, i).filter((other) => Math.abs(wrapped(other - angle)) < 0.2).length; // names already there
    const [dx, dy] = [Math.cos(angle), -Math.sin(angle)], x = cx + radius * dx, y = cy + radius * dy;
    lines += tag("line", { class: "rim", x1: cx, y1: cy, x2: x, y2: y });
    if (data.revealed) lines += arrow(x, y, angle, found.forces[i], radius, data.colours[i]);
    points += point(i, x, y, data);
    names += tag("text", { x: x + 20 * dx, y: y + 20 * dy + 4 + 16 * below * (Math.sign(dy) || 1) + 8 * Math.sign(dy) * (Math.abs(dx) < 0.5), "text-anchor": Math.abs(dx) < 0.35 ? "middle" : dx < 0 ? "end" : "start" }, words.points[i][1]);
  });
  svg.innerHTML = tag("circle", { class: "rim", cx, cy, r: radius }) + lines + points + names;
  const where = state.angles.map((angle, i) => filled(words.point_at, { name: words.points[i][0], degrees: Math.round(degrees(angle)) })).join(", ");
  const loss = data.revealed ? filled(words.loss_alt, { loss: found.loss.toFixed(3) }) : "";
  svg.setAttribute("aria-label", `${filled(words.alt, { points: where })} ${loss}`);
}

// ---- the arithmetic ----

// Which cells of the table a term of the formula is about: a row for each other point.
const standsOut = (highlighted, row, column) =>
  ({ positive: row === 0 && column === 1, sum: column === 2 })[highlighted] ?? true;

function tell(root, state, found, data) {
  const size = (e) => (e >= 1e5 ? e.toExponential(2) : e.toFixed(e < 10 ? 3 : 1));
  root.querySelector("tbody").innerHTML = found.cosines.map((cosine, i) => {
    const between = Math.abs(degrees(wrapped(state.angles[0] - state.angles[i + 1])));
    const cells = [`${between.toFixed(0)}°`, signed(cosine, 3), size(found.exps[i]), found.shares[i].toFixed(3), signed(found.forces[i + 1], 3)];
    const name = data.words.points[i + 1][0] + (found.counts[i] > 1 ? ` ×${found.counts[i]}` : "");
    return `<tr style="--colour:${data.colours[i + 1]}"><th scope="row">${name}</th>${cells.map((c, j) => `<td style="opacity:${standsOut(data.highlighted, i, j) ? 1 : FADED}">${c}</td>`).join("")}</tr>`;
  }).join("");
  root.querySelector(".loss").innerHTML =
    `${data.words.loss} = −ln ( ${size(found.exps[0])} / ${size(found.sum)} ) = −ln ${found.shares[0].toFixed(3)} = <b data-n="loss">${found.loss.toFixed(3)}</b>`
    + ` &nbsp; ${data.words.false_negative} <b data-n="false">${signed(found.forces[2], 3)}</b>`
    + ` &nbsp; ${data.words.on_anchor} <b data-n="anchor">${signed(found.forces[0], 3)}</b>`;
}

// ---- the widget ----

function slider(label, control, colour, lowest, highest, step, changed) {
  const name = document.createElement("label"), input = document.createElement("input"), value = document.createElement("output");
  Object.assign(input, { type: "range", min: lowest, max: highest, step });
  input.setAttribute("aria-label", label);
  input.style.setProperty("--colour", colour);
  name.textContent = label;
  input.oninput = () => changed(Number(input.value));
  for (const part of [name, input, value]) part.dataset.control = control;
  return { parts: [name, input, value], show(x, text) { input.value = x; value.textContent = text; input.setAttribute("aria-valuetext", text); } };
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), svg = root.querySelector(".circle");
  say(root, data.words);
  root.style.setProperty("--accent", data.accent);
  root.dataset.revealed = data.revealed;
  const fresh = () => ({ angles: data.degrees.map(radians), temperature: data.temperature, many: 1 });
  kept ??= fresh();
  const unlink = inLink("circle", data, (asked) => {
    const { angles, temperature: T, many: n } = like(asked, kept);
    kept = { angles: angles.map(wrapped), temperature: bounded(T, 0.1, 1), many: 2 ** placed(Math.log2(Math.max(1, n)), MOST + 1) };
  }, () => kept);

  const sliders = data.words.points.map(([name], i) => slider(name, "angles", data.colours[i], -180, 180, 1, (x) => { kept.angles[i] = radians(x); render(); }));
  const temperature = slider(data.words.temperature, "temperature", data.accent, 0.1, 1, 0.05, (x) => { kept.temperature = x; render(); });
  const many = slider(data.words.many, "many", data.accent, 0, MOST, 1, (x) => { kept.many = 2 ** x; render(); });
  const rule = Object.assign(document.createElement("div"), { className: "rule" });
  root.querySelector(".sliders").replaceChildren(...sliders.flatMap((s) => s.parts), rule, ...temperature.parts, ...many.parts);
  hideControls(root, data);

  const render = () => {
    const found = term(kept.angles, kept.temperature, kept.many);
    draw(svg, kept, found, data);
    if (data.revealed) tell(root, kept, found, data);
    sliders.forEach((s, i) => {
      const at = degrees(wrapped(kept.angles[i]));
      const away = Math.abs(Math.round(degrees(wrapped(kept.angles[i] - kept.angles[0])))), shown = signed(Math.round(at), 0);
      s.show(at, i ? filled(data.words.away, { degrees: shown, away }) : `${shown}°`);
    });
    many.show(Math.log2(kept.many), String(kept.many));
    temperature.show(kept.temperature, kept.temperature.toFixed(2));
  };
  root.querySelector(".step").onclick = () => {
    const { forces } = term(kept.angles, kept.temperature, kept.many);
    kept.angles = kept.angles.map((angle, i) => wrapped(angle + RATE * forces[i]));
    render();
  };
  root.querySelector(".reset").onclick = () => { kept = fresh(); render(); };
  let held = null; // index of the point under the pointer
  svg.onpointerdown = (event) => {
    const shape = event.target.closest(".point");
    held = shape && Number(shape.dataset.i);
    if (shape) svg.setPointerCapture(event.pointerId);
  };
  svg.onpointermove = (event) => {
    if (held === null || !event.buttons) return;
    const box = svg.getBoundingClientRect();
    kept.angles[held] = Math.atan2(box.top + box.height / 2 - event.clientY, event.clientX - box.left - box.width / 2);
    render();
  };
  svg.onpointerup = svg.onpointercancel = () => { held = null; };
  render();
  return redrawn(parentElement, svg, render, unlink);
}
