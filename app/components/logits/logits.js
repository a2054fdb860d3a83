// Logits, their softmax and their energy. `data`: see __init__.py.
const LIMITS = { z: { min: -10, max: 10, step: 0.1 }, c: { min: -10, max: 10, step: 0.5 }, T: { min: 0.1, max: 5, step: 0.1 } };
const ENERGIES = [-27, 21]; // every energy that the limits allow: -(10 + 10) - 5 log 3 to 20
const kept = new Map(); // key of the sample -> what was set, while the page is open

// ---- numbers ----

const terms = (z, T) => z.map((v) => Math.exp(v / T)); // at most e^200: no overflow
const sum = (values) => values.reduce((a, b) => a + b, 0);

const plain = (value) => minus(String(Number(value.toFixed(2)))); // 1, 0.3
const fixed = (value, digits = 1) => minus((Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits));

// Three digits that matter; powers of ten where there would be many zeros.
function large(value) {
  if (value >= 0.001 && value < 99999.5) return Number(value.toPrecision(value >= 1000 ? 5 : 3)).toString();
  const [digits, exponent] = value.toExponential(2).split("e");
  return `${digits}·10${raised(Number(exponent))}`;
}

// A probability, never rounded up to certainty or down to nothing.
const share = (p) => (p > 0.9995 ? "> 0.999" : p < 0.0005 ? "< 0.001" : p.toFixed(3));

// ---- pictures ----

// Bars from zero; an outline where `shadow` says they were.
function drawBars(svg, { values, shadow, names, low, high, written, accent, muted }) {
  const width = svg.clientWidth, height = svg.clientHeight, base = height - 22, top = 18;
  if (width < 80) return; // not on the page, or no longer
  const y = (v) => base - ((v - low) / (high - low)) * (base - top), each = width / values.length;
  const wide = Math.min(64, 0.55 * each);
  let out = tag("line", { class: "axis", x1: 0, x2: width, y1: y(0), y2: y(0) });
  const box = (v, look) => tag("rect", { width: wide, y: Math.min(y(0), y(v)), height: Math.abs(y(v) - y(0)), ...look });
  values.forEach((v, i) => {
    const x = (i + 0.5) * each - wide / 2, best = v === Math.max(...values);
    out += box(v, { x, fill: best ? accent : muted, opacity: best ? 0.9 : 0.55 });
    if (Math.abs(shadow[i] - v) > 1e-9) out += box(shadow[i], { x, fill: "none", stroke: muted, "stroke-dasharray": "3 3" });
    out += tag("text", { x: x + wide / 2, y: v < 0 ? y(v) + 15 : y(v) - 5, "text-anchor": "middle" }, written(v));
    out += tag("text", { class: "muted", x: x + wide / 2, y: height - 4, "text-anchor": "middle" }, names[i]);
  });
  svg.innerHTML = out;
}

// The energy, where it was without the constant, and the energies of the pairs, on one axis.
function drawScale(svg, { now, before, pairs, names, words, accent, muted }) {
  const width = svg.clientWidth, line = 44, x = (e) => 8 + ((e - ENERGIES[0]) / (ENERGIES[1] - ENERGIES[0])) * (width - 16);
  if (width < 80) return;
  let out = tag("line", { x1: x(ENERGIES[0]), x2: x(ENERGIES[1]), y1: line, y2: line, stroke: muted });
  for (const e of [-20, -10, 0, 10, 20]) {
    out += tag("line", { class: "axis", x1: x(e), x2: x(e), y1: line - 12, y2: line + 60 });
    out += tag("text", { class: "muted", x: x(e), y: line + 74, "text-anchor": "middle" }, fixed(e, 0));
  }
  out += tag("text", { class: "muted", x: 8, y: line + 94 }, `← ${words.low}`);
  out += tag("text", { class: "muted", x: width - 8, y: line + 94, "text-anchor": "end" }, `${words.high} →`);
  // the pairs from left to right; a name stands left of its stroke, below the one before if close
  let last = -Infinity, row = 0;
  for (const { e, name } of pairs.map((e, i) => ({ e, name: names[i] })).sort((a, b) => a.e - b.e)) {
    row = x(e) - last < 66 ? row + 1 : 0;
    last = x(e);
    const foot = line + 20 + 15 * row;
    out += tag("line", { x1: x(e), x2: x(e), y1: line - 9, y2: foot, stroke: muted, "stroke-width": 1.5 });
    out += tag("text", { class: "muted", x: x(e) - 4, y: foot, "text-anchor": "end" }, `E(x, ${name})`);
  }
  if (Math.abs(now - before) > 1e-9) {
    out += tag("circle", { cx: x(before), cy: line, r: 7, fill: "none", stroke: muted, "stroke-dasharray": "3 2", "stroke-width": 1.5 });
    out += tag("line", { x1: x(before), x2: x(now), y1: line - 16, y2: line - 16, stroke: accent, "stroke-width": 1.5, "stroke-dasharray": "3 3" });
  }
  out += tag("circle", { cx: x(now), cy: line, r: 7, fill: accent });
  const anchor = x(now) < 70 ? "start" : x(now) > width - 70 ? "end" : "middle";
  out += tag("text", { class: "strong", x: x(now), y: line - 24, "text-anchor": anchor }, `E = ${fixed(now, 2)}`);
  svg.innerHTML = out;
}

// ---- the widget ----

function written({ z, c, T, classes, words }) {
  const moved = z.map((v) => v + c), e = terms(moved, T), total = sum(e), p = softmax(moved, T);
  const best = p.indexOf(Math.max(...p));
  const power = (v) => `e<sup>${fixed(v)}${T === 1 ? "" : `/${plain(T)}`}</sup>`;
  const powers = moved.map(power).join(" + "), values = e.map(large).join(" + ");
  const E = energy(moved, T), before = energy(z, T);
  return [
    `<span class="name">${words.softmax}</span> &nbsp; p<sub>${classes[best]}</sub> = ${power(moved[best])} / (${powers}) = ${large(e[best])} / (${values}) = <b>${share(p[best])}</b>`,
    `<span class="name">${words.energy}</span> &nbsp; E = −T · log(${powers}) = −${plain(T)} · log(${large(total)}) = −${plain(T)} · ${fixed(Math.log(total), T === 1 ? 2 : 3)} = <b>${fixed(E, 2)}</b>`,
    `<span class="name">${words.constant}</span> &nbsp; ${fixed(before, 2)} − ${c < 0 ? `(${plain(c)})` : plain(c)} = <b>${fixed(E, 2)}</b>`,
  ].map((line) => `<p>${line}</p>`).join("");
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), { classes, words, accent, muted } = data;
  root.style.setProperty("--accent", accent);
  const fresh = () => ({ z: [...data.start], c: 0, T: 1 });
  let now = kept.get(data.version) ?? { ...fresh(), c: data.constant };
  const unlink = inLink("logits", data, (asked) => {
    const { z, c, T } = like(asked, now), fits = (name, value) => bounded(value, LIMITS[name].min, LIMITS[name].max);
    now = { z: z.map((v) => fits("z", v)), c: fits("c", c), T: fits("T", T) };
  }, () => now);
  const [before, after] = root.querySelectorAll(".bars"), scale = root.querySelector(".scale");
  root.querySelectorAll("figcaption").forEach((caption, i) => { caption.textContent = [words.logits, words.probabilities, words.scale][i]; });

  const box = root.querySelector(".inputs");
  box.replaceChildren();
  const hides = (part) => data.highlighted && data.highlighted !== part;
  const setters = classes.map((name, i) => numberField(box, { words, label: filled(words.logit, { name: `<i>${name}</i>` }), id: filled(words.logit, { name }), faded: hides("logits"), control: "logits", ...LIMITS.z, changed: (v) => { now.z[i] = v; render(); } }));
  const setC = numberField(box, { words, label: words.c, id: words.c, faded: data.highlighted, control: "c", ...LIMITS.c, changed: (v) => { now.c = v; render(); } });
  const setT = numberField(box, { words, label: words.T, id: words.T, faded: hides("temperature"), control: "T", ...LIMITS.T, changed: (v) => { now.T = v; render(); } });
  hideControls(root, data);

  const moved = (name, set, n) => {
    const { min, max, step } = LIMITS[name];
    now[name] = Math.min(max, Math.max(min, Number((now[name] + n * step).toFixed(1))));
    set(now[name]);
    render();
  };
  const live = { T: scrubbed(words.of_T, (n) => moved("T", setT, n)), c: scrubbed(words.of_c, (n) => moved("c", setC, n)) };
  const [E, p] = ["b", "b"].map((name) => document.createElement(name));
  root.querySelector(".live").replaceChildren(...sentence(words.live, { T: live.T.place, c: live.c.place, E, p }));

  const render = () => {
    kept.set(data.version, now);
    const { z, c, T } = now, moved = z.map((v) => v + c), shares = softmax(moved, T), level = energy(moved, T);
    const [low, high] = [Math.min(0, ...z, ...moved) - 3, Math.max(0, ...z, ...moved) + 3];
    const look = { names: classes, accent, muted };
    drawBars(before, { ...look, values: moved, shadow: z, low, high, written: (v) => fixed(v) });
    drawBars(after, { ...look, accent: data.certain, values: shares, shadow: softmax(z, T), low: 0, high: 1.1, written: share });
    drawScale(scale, { ...look, now: level, before: energy(z, T), pairs: moved.map((v) => -v), words });
    root.querySelector(".sums").innerHTML = written({ z, c, T, classes, words });
    const told = filled(words.told, { shares: shares.map((v, i) => `${classes[i]} ${share(v)}`).join(", "), energy: fixed(level, 2) });
    for (const name of ["T", "c"]) live[name].show(plain(now[name]), now[name]);
    [E.textContent, p.textContent] = [fixed(level, 2), share(Math.max(...shares))];
    root.querySelector(".told").textContent = told;
    [before, after, scale].forEach((svg) => svg.setAttribute("aria-label", told));
  };
  const show = () => {
    now.z.forEach((v, i) => setters[i](v));
    setC(now.c);
    setT(now.T);
    render();
  };
  const [add, reset] = [root.querySelector(".add"), root.querySelector(".reset")];
  add.textContent = words.add;
  reset.textContent = words.reset;
  add.onclick = () => { now.c = Math.min(LIMITS.c.max, now.c + 5); show(); };
  reset.onclick = () => { now = fresh(); show(); };
  show();
  return redrawn(parentElement, root, render, unlink);
}
