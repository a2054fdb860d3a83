// The energy loss over the energies it acts on. `data`: see margins() in __init__.py.
const BINS = 60;
const LIMITS = { min: -60, max: 60, step: 0.5 }; // of a margin
const LEFT = 44, RIGHT = 8;
const kept = new Map(); // version -> [m_in, m_out], while the page is open

// ---- numbers ----

// How far beyond its margin an energy lies, squared: ID above m_in, outliers below m_out.
const hinge = (side, energy, margin) => Math.max(0, side === "in" ? energy - margin : margin - energy) ** 2;
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

function pull(energies, side, margin) {
  const losses = energies.map((e) => hinge(side, e, margin));
  return { pushed: mean(losses.map((l) => Number(l > 0))), loss: mean(losses) };
}

const written = (value) => (value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(3));

// ---- the picture ----

function shares(energies, low, high) {
  const counts = new Array(BINS).fill(0);
  for (const e of energies) {
    const bin = Math.floor(((e - low) / (high - low)) * BINS);
    if (bin >= 0 && bin < BINS) counts[bin] += 1 / energies.length;
  }
  return counts;
}

// The axis holds the energies and both margins; it stays where it is while they are inside.
function axis(data, set) {
  const all = data.groups.flatMap((g) => [g.energies[0], g.energies.at(-1)]);
  const low = Math.min(...all, ...set) - 2, high = Math.max(0, ...all, ...set) + 4;
  return [Math.floor(low / 5) * 5, Math.ceil(high / 5) * 5];
}

function draw(svg, data, set) {
  const width = svg.clientWidth, height = svg.clientHeight;
  if (width < 80) return; // not on the page, or no longer
  const [low, high] = axis(data, set), x = (e) => LEFT + ((e - low) / (high - low)) * (width - LEFT - RIGHT);
  const split = 0.46 * height, floor = height - 40;
  // above: the hinges
  const most = 400, up = (v) => split - 14 - (Math.min(v, most) / most) * (split - 48);
  let out = tag("text", { class: "muted", x: 0, y: 12 }, data.words.above);
  for (const v of [0, 100, 200, 300, 400]) {
    out += tag("line", { class: "axis", x1: x(low), x2: x(high), y1: up(v), y2: up(v) });
    out += tag("text", { class: "muted", x: LEFT - 6, y: up(v) + 4, "text-anchor": "end" }, v);
  }
  for (const [i, side] of ["in", "out"].entries()) {
    const places = [...Array(201)].map((_, n) => low + (n / 200) * (high - low)).filter((e) => hinge(side, e, set[i]) <= most);
    const path = places.map((e) => `${x(e)},${up(hinge(side, e, set[i]))}`).join("L");
    out += tag("path", { class: `hinge-${side}`, d: `M${path}`, fill: "none", stroke: data.hinges[side], "stroke-width": data.highlighted === side ? 4.5 : 2.5, opacity: [side, null].includes(data.highlighted) ? 1 : 0.3, "stroke-dasharray": side === "in" ? "" : "9 4" });
  }
  // below: the energies as they are
  const binned = data.groups.map((g) => shares(g.energies, low, high)), peak = Math.max(...binned.flat(), 0.01);
  const y = (v) => floor - (v / peak) * (floor - split - 30);
  out += tag("text", { class: "muted", x: 0, y: split + 16 }, data.words.below);
  data.groups.forEach((g, n) => {
    const path = binned[n].map((v, i) => `L${x(low + (i / BINS) * (high - low))},${y(v)}L${x(low + ((i + 1) / BINS) * (high - low))},${y(v)}`).join("");
    const outline = `M${x(low)},${y(0)}${path}L${x(high)},${y(0)}`, colour = data.colours[g.kind];
    if (g.kind === "id") out += tag("path", { d: outline, fill: colour, opacity: 0.25 });
    out += tag("path", { d: outline, fill: "none", stroke: colour, "stroke-width": 2, "stroke-dasharray": DASHES[g.kind] });
  });
  out += tag("line", { class: "axis", x1: x(low), x2: x(high), y1: floor, y2: floor });
  const step = [5, 10, 20, 50].find((s) => (high - low) / s <= (width < 480 ? 6 : 12));
  for (let e = Math.ceil(low / step) * step; e <= high; e += step)
    out += tag("text", { class: "muted", x: x(e), y: floor + 16, "text-anchor": "middle" }, minus(String(e)));
  out += tag("text", { x: x((low + high) / 2), y: height - 4, "text-anchor": "middle" }, data.words.axis);
  // through both: the margins
  for (const [i, side] of ["in", "out"].entries()) {
    const at = x(set[i]), left = set[i] < set[1 - i] || (i === 0 && set[0] === set[1]);
    out += tag("line", { x1: at, x2: at, y1: 26, y2: floor, stroke: data.hinges[side], "stroke-width": 1.5 });
    out += tag("text", { x: at + (left ? -6 : 6), y: 36, "text-anchor": left ? "end" : "start" }, `m<tspan dy="3" font-size="10">${side}</tspan>`);
  }
  svg.innerHTML = out;
}

function legend(box, data) {
  const line = (colour, dash) => tag("line", { x1: 0, x2: 26, y1: 4, y2: 4, stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash });
  const area = (colour) => tag("rect", { width: 26, height: 8, fill: colour, opacity: 0.35 });
  const items = [
    [data.words.hinge_in, line(data.hinges.in, "")],
    [data.words.hinge_out, line(data.hinges.out, "9 4")],
    ...data.groups.map((g) => [g.label, g.kind === "id" ? area(data.colours.id) : line(data.colours[g.kind], DASHES[g.kind])]),
  ];
  box.innerHTML = items.map(([name, drawn]) => `<span><svg viewBox="0 0 26 8" aria-hidden="true">${drawn}</svg>${name}</span>`).join("");
}

// ---- the widget ----

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), { words } = data;
  root.style.setProperty("--accent", data.accent);
  const svg = root.querySelector("svg[role=img]"), body = root.querySelector("tbody"), told = root.querySelector(".told");
  let set = [...(kept.get(data.version) ?? [-5, 5])];
  legend(root.querySelector(".legend"), data);
  root.querySelector("thead").innerHTML = `<tr><td></td>${[words.pushed, words.loss].map((name) => `<th scope="col">${name}</th>`).join("")}</tr>`;

  const render = () => {
    kept.set(data.version, set);
    draw(svg, data, set);
    const pulls = data.groups.map((g) => ({ ...g, ...pull(g.energies, g.hinge, set[g.hinge === "in" ? 0 : 1]) }));
    body.innerHTML = pulls.map((g) => `<tr><th scope="row">${g.label}</th><td>${percent(g.pushed)}</td><td>${written(g.loss)}</td></tr>`).join("");
    const side = (name) => mean(pulls.filter((g) => g.hinge === name).map((g) => g.loss));
    const total = data.weight * (side("in") + side("out"));
    const swapped = set[0] >= set[1] ? ` ${words.swapped}` : "";
    told.textContent = filled(words.told, { total: written(total), ce: written(data.cross_entropy) }) + swapped;
    const share = (g) => `${g.label}: ${percent(g.pushed)} ${words.pushed}`;
    svg.setAttribute("aria-label", `${words.alt} m_in ${minus(String(set[0]))}, m_out ${minus(String(set[1]))}. ${pulls.map(share).join(", ")}.`);
  };

  const box = root.querySelector(".inputs");
  box.replaceChildren();
  const setters = ["in", "out"].map((side, i) => {
    const changed = (value) => { set[i] = value; render(); };
    return numberField(box, { words, label: `m<sub>${side}</sub>`, id: `m_${side}`, ...LIMITS, typed: "any", changed });
  });
  const show = () => { set.forEach((value, i) => setters[i](value)); render(); };
  const suggest = root.querySelector(".suggest");
  suggest.textContent = words.suggest;
  suggest.onclick = () => { set = [...data.suggested]; show(); };
  show();
  return redrawn(parentElement, root, render);
}
