// One score, one threshold. `data`: see content() in __init__.py; all scores arrive sorted.
const BINS = 48;
const APART = 4; // populations of a kind that are drawn one by one; more of them, as one line
// What the user has set, kept while the page is open: populations switched off by name, whether
// saturated scores are spread out, and where each score's threshold stands.
const off = new Set();
const places = new Map(); // version -> { t, u, axis }: the threshold, its place on that axis
let spreadOut = true;

// ---- numbers (the same definitions as ood_core/evaluation/metrics.py) ----

// How many entries of an ascending array are >= t.
function reach(sorted, t) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < t) low = middle + 1;
    else high = middle;
  }
  return sorted.length - low;
}

// Distinct thresholds from high to low with the positives and negatives that reach them.
function curve(positive, negative) {
  const thresholds = [...new Set([...positive, ...negative])].sort((a, b) => b - a);
  return thresholds.map((t) => [t, reach(positive, t), reach(negative, t)]);
}

function averagePrecision(points, n) {
  let before = 0, sum = 0;
  for (const [, tp, fp] of points) {
    sum += ((tp - before) / n) * (tp / (tp + fp));
    before = tp;
  }
  return sum;
}

function evaluate(id, ood) {
  const points = curve(ood, id);
  let area = 0, lastT = 0, lastF = 0;
  for (const [, tp, fp] of points) {
    const [t, f] = [tp / ood.length, fp / id.length];
    area += ((f - lastF) * (t + lastT)) / 2;
    [lastT, lastF] = [t, f];
  }
  const at95 = points.find(([, tp]) => tp >= 0.95 * ood.length) ?? [0, 0, 0];
  const turned = (scores) => scores.map((s) => -s).reverse();
  return {
    points,
    auroc: area,
    fpr95: at95[2] / id.length,
    threshold95: at95[0],
    auprOut: averagePrecision(points, ood.length),
    auprIn: averagePrecision(curve(turned(id), turned(ood)), id.length),
    base: ood.length / (ood.length + id.length),
  };
}

// ---- pictures ----

function shares(places, low, high) {
  const counts = new Array(BINS).fill(0);
  for (const s of places) {
    const bin = Math.floor(((s - low) / (high - low)) * BINS);
    counts[Math.min(BINS - 1, Math.max(0, bin))] += 1 / places.length;
  }
  return counts;
}

function drawHistogram(svg, view, data, u, pointed) {
  const width = svg.clientWidth, height = svg.clientHeight;
  if (width < 80) return; // not on the page, or no longer
  const [left, right, top, bottom] = [44, 8, 30, 40];
  const x = (f) => left + f * (width - left - right);
  const most = 1.08 * Math.max(...view.lines.flatMap((line) => line.shares), 0.01);
  const y = (v) => height - bottom - (v / most) * (height - top - bottom);
  const at = x(Math.min(1, Math.max(0, (u - view.low) / (view.high - view.low))));
  const base = y(0);
  let out = tag("rect", { x: at, y: top, width: Math.max(0, x(1) - at), height: base - top, fill: data.accent, opacity: 0.09 });
  for (const line of view.lines) {
    const isFaded = pointed && line.kind !== "id" && line.name !== pointed;
    if (line.kind === "id") out += tag("path", { d: steps(line.shares, x, y, true), fill: line.colour, opacity: 0.3 });
    out += outlined("path", { d: steps(line.shares, x, y, false), "data-line": line.name }, line, isFaded ? { opacity: FADED } : {});
  }
  out += tag("line", { class: "axis", x1: x(0), x2: x(1), y1: base, y2: base });
  out += histogramTicks(view, x, y, base, left, most, width < 420);
  out += tag("text", { x: x(0.5), y: height - 6, "text-anchor": "middle" }, filled(data.words.axis, { score: data.title }));
  out += tag("text", { class: "muted", x: 0, y: 12 }, data.words.share);
  out += tag("line", { x1: at, x2: at, y1: top - 6, y2: base, stroke: data.accent, "stroke-width": 2.5 });
  out += tag("circle", { cx: at, cy: top - 6, r: 6, fill: data.accent });
  const flip = at > width - 90;
  out += tag("text", { x: at + (flip ? -12 : 12), y: top - 2, "text-anchor": flip ? "end" : "start" }, flip ? data.words.from_here : data.words.onwards);
  svg.innerHTML = out;
}

const rocSide = (svg) => Math.min(svg.clientWidth - 52, svg.clientHeight - 56);

function drawRoc(svg, result, counts, data) {
  const side = rocSide(svg), x = (f) => 42 + f * side, y = (v) => 14 + (1 - v) * side;
  if (side < 40) return;
  const { points, n, m } = result;
  let out = tag("path", { d: `M${x(0)},${y(0)}L${x(1)},${y(1)}`, class: "axis", "stroke-dasharray": "3 4" });
  out += tag("rect", { x: x(0), y: y(1), width: side, height: side, fill: "none", class: "axis" });
  out += tag("line", { x1: x(0), x2: x(1), y1: y(0.95), y2: y(0.95), class: "axis", "stroke-dasharray": "2 3" });
  if (n) out += tag("path", { d: `M${x(0)},${y(0)}` + points.map(([, tp, fp]) => `L${x(fp / m)},${y(tp / n)}`).join(""), fill: "none", stroke: data.accent, "stroke-width": 2 });
  if (n) out += tag("circle", { class: "point", cx: x(counts.fp / m), cy: y(counts.tp / n), r: 6, fill: "none", stroke: "var(--st-text-color)", "stroke-width": 2.5 });
  for (const f of [0, 1]) {
    out += tag("text", { class: "muted", x: x(f), y: y(0) + 16, "text-anchor": f ? "end" : "start" }, `${100 * f}%`);
    out += tag("text", { class: "muted", x: x(0) - 6, y: y(f) + (f ? 8 : 0), "text-anchor": "end" }, `${100 * f}%`);
  }
  out += tag("text", { x: x(0.5), y: y(0) + 34, "text-anchor": "middle" }, data.words.fpr);
  out += tag("text", { x: 0, y: 0, "text-anchor": "middle", transform: `translate(12 ${y(0.5)}) rotate(-90)` }, data.words.tpr);
  svg.innerHTML = out;
}

// ---- the widget ----

function pooled(data, wanted) {
  return data.groups.filter(wanted).flatMap((g) => g.scores).sort((a, b) => a - b);
}

// What is drawn beside ID: each population that is on, or all of a kind as one where they are many.
function lines(data, pointed) {
  const drawn = [{ name: "id", kind: "id", colour: data.colours.id, scores: data.id }];
  for (const kind of ["near", "far", "shift"]) {
    const on = data.groups.filter((g) => g.kind === kind && !off.has(g.name));
    if (on.length <= APART) drawn.push(...on);
    else drawn.push({ name: kind, kind, colour: data.colours[kind], scores: pooled(data, (g) => on.includes(g)) }, ...on.filter((g) => g.name === pointed));
  }
  return drawn;
}

const binned = (data, { axis, low, high }, pointed) =>
  lines(data, pointed).map((line) => ({ ...line, shares: shares(line.scores.map(axis.to), low, high) }));

function look(data, axis) {
  const counted = (g) => g.kind !== "shift" && !off.has(g.name);
  const ood = pooled(data, counted);
  const shifted = pooled(data, (g) => g.kind === "shift" && !off.has(g.name));
  const all = [...data.id, ...ood, ...shifted].sort((a, b) => a - b);
  const trim = (q) => axis.to(all[Math.round(q * (all.length - 1))]);
  let [low, high] = [trim(0.004), trim(0.996)]; // a few extreme scores would squeeze the rest
  if (high - low < 1e-12) [low, high] = [low - 0.5, high + 0.5];
  const margin = (high - low) / BINS;
  [low, high] = [low - margin, high + margin];
  if (axis === AXES.nines) high = Math.min(high, 0); // these scores are probabilities, negated
  else if (data.saturated) low = Math.max(low, -1);
  const view = { axis, low, high };
  return { ood, shifted, view, result: { ...evaluate(data.id, ood), n: ood.length, m: data.id.length } };
}

// A box to tick for each population, with its line as it is drawn; it is pointed at by pointer or focus.
function chips(root, data, changed, point) {
  const box = root.querySelector(".chips");
  box.querySelectorAll("label").forEach((label) => label.remove());
  for (const g of data.groups) {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "checkbox", checked: !off.has(g.name) });
    label.append(input, document.createElement("i"), g.label);
    label.onpointerenter = input.onfocus = () => point(g.name);
    label.onpointerleave = input.onblur = () => point(null);
    label.title = g.about;
    input.onchange = () => {
      input.checked ? off.delete(g.name) : off.add(g.name);
      changed();
    };
    box.append(label);
  }
  return (view) => box.querySelectorAll("label > i").forEach((place, i) => {
    const g = data.groups[i], { kind, colour, isHollow } = view.lines.find((line) => line.name === g.name) ?? view.lines.find((line) => line.name === g.kind) ?? g;
    place.innerHTML = swatch(kind, colour, isHollow);
  });
}

// What the numbers do not say by themselves.
function remark({ result, caught, atStart }, words) {
  if (!result.n) return words.no_ood;
  const remarks = [];
  if (atStart && caught > 0.96) remarks.push(filled(words.equal, { caught: percent(caught) }));
  if (result.auroc < 0.5) remarks.push(words.backwards);
  return remarks.join(" ");
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root");
  say(root, data.words);
  root.style.setProperty("--accent", data.accent);
  root.style.setProperty("--id", data.colours.id);
  const [histogram, roc] = root.querySelectorAll(".plots > figure > svg");
  const slider = root.querySelector(".slider");
  const spread = root.querySelector(".spread input");
  root.querySelector(".spread").hidden = !data.saturated;
  let seen, pointed = null;

  // What a link holds: the score and where its threshold stands, and what is switched off.
  const known = data.groups.map((group) => group.name);
  const unlink = inLink("threshold", data, ({ of, t, switched, isSpread }) => {
    if (of === data.version && Number.isFinite(t)) places.set(of, { t });
    if (Array.isArray(switched)) for (const name of known) if (switched.includes(name)) off.add(name);
    if (typeof isSpread === "boolean") spreadOut = isSpread;
  }, () => ({ of: data.version, t: places.get(data.version)?.t, switched: known.filter((name) => off.has(name)), isSpread: spreadOut }));
  spread.checked = spreadOut;
  root.querySelector(".confusion .shift").hidden = !data.groups.some((group) => group.kind === "shift");
  const write = (name, text) => { root.querySelector(`[data-n=${name}]`).textContent = text; };
  const place = () => {
    const set = places.get(data.version), { axis } = seen.view;
    const t = set?.t ?? seen.result.threshold95;
    return { t, u: set?.axis === axis ? set.u : axis.to(t) };
  };
  const render = () => {
    const { view, result, ood, shifted } = seen, { t, u } = place();
    const counts = { tp: reach(ood, t), fp: reach(data.id, t), sp: reach(shifted, t) };
    drawHistogram(histogram, view, data, u, pointed);
    drawRoc(roc, result, counts, data);
    write("tp", counts.tp); write("fn", ood.length - counts.tp);
    write("fp", counts.fp); write("tn", data.id.length - counts.fp);
    write("sp", counts.sp); write("sn", shifted.length - counts.sp);
    const value = data.saturated && t > -1 && 1 + t < 1e-3 ? minus(t.toFixed(1 - Math.floor(Math.log10(1 + t)))) : number(t);
    write("threshold", value);
    scrubbers.t.show(number(t), t);
    scrubbers["-t"].show(number(-t), -t);
    const caught = counts.tp / ood.length, tpr = percent(caught), fpr = percent(counts.fp / data.id.length);
    write("tpr", tpr); write("fpr", fpr);
    write("remark", remark({ result, caught, atStart: !places.has(data.version) }, data.words));
    slider.value = Math.round((1000 * (u - view.low)) / (view.high - view.low));
    slider.setAttribute("aria-valuetext", filled(data.words.slider_at, { threshold: value, tpr, fpr }));
  };
  const relined = chips(root, data, () => changed(), (name) => point(name));
  const point = (name) => {
    pointed = off.has(name) ? null : name;
    seen.view.lines = binned(data, seen.view, pointed);
    relined(seen.view);
    render();
  };
  const changed = () => {
    seen = look(data, AXES[data.saturated && spreadOut ? "nines" : "even"]);
    for (const name of ["auroc", "fpr95", "auprOut", "auprIn", "base"]) write(name, percent(seen.result[name]));
    if (!seen.ood.length) for (const name of ["auroc", "fpr95", "auprOut", "auprIn"]) write(name, "–");
    point(pointed);
  };
  const move = (fraction) => {
    const { axis, low, high } = seen.view, u = low + fraction * (high - low);
    places.set(data.version, { t: axis.from(u), u, axis });
    render();
  };
  slider.oninput = () => move(slider.value / 1000);
  const by = (n) => move(Math.min(1000, Math.max(0, Number(slider.value) + 2 * n)) / 1000);
  const scrubbers = { t: scrubbed(data.words.cut, by), "-t": scrubbed(data.words.minus_cut, (n) => by(-n)) };
  root.querySelector(".rule").replaceChildren(...(data.rule ? sentence(data.rule, { t: scrubbers.t.place, "-t": scrubbers["-t"].place }) : []));
  histogram.onpointerdown = (event) => {
    histogram.setPointerCapture(event.pointerId);
    histogram.onpointermove(event);
  };
  histogram.onpointermove = (event) => {
    if (!event.buttons) return;
    move(Math.min(1, Math.max(0, (within(event, histogram)[0] - 44) / (histogram.clientWidth - 52))));
  };
  roc.onclick = (event) => {
    const { points, n, m } = seen.result, [left, top] = within(event, roc), side = rocSide(roc);
    if (!n) return;
    const fpr = (left - 42) / side, tpr = 1 - (top - 14) / side;
    const away = ([, tp, fp]) => (tp / n - tpr) ** 2 + (fp / m - fpr) ** 2;
    const [t] = points.reduce((a, b) => (away(b) < away(a) ? b : a));
    places.set(data.version, { t });
    render();
  };
  root.querySelector(".reset").onclick = () => { places.delete(data.version); render(); };
  spread.onchange = () => {
    spreadOut = spread.checked;
    changed();
  };
  changed();
  return redrawn(parentElement, root, () => render(), unlink);
}
