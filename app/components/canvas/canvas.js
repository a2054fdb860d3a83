// Five trainings on one plane. `data`: see canvas() in __init__.py; the frames come by themselves.
const SIDE = 64, EDGE = 12; // pixels of a map, half the plane: its axes stand at the plane beside the maps
const STRETCH = 4, LOGIT = 200, PLACE = 100; // as in ood_core/canvas/frames.py and packed.py
const THICK = 2.6, THIN = 1; // pixels of the threshold and of the decision boundary
const INTERVAL = 120; // milliseconds a frame stays while playing
const SPARK = [48, 13]; // pixels of a loss's curve
const QUIET = 400; // milliseconds without a change before the link is written
const kept = new Map(); // name of a canvas -> what is set, while the page is open
let before = null; // what was set last, of whichever canvas
let noted = null; // the text of it in the link; null where there is none
let drawn = null; // name of the canvas whose maps were drawn last

// ---- numbers ----

const ODDS = Float64Array.from({ length: 256 }, (_, b) => STRETCH * Math.atanh((b + 0.5) / 128 - 1));
const SHARES = ODDS.map((l) => 1 / (1 + Math.exp(-l)));

// What a layer shows of a method: softmax and energy follow from its logits, another score of its
// own ("score") comes with the frame.
const FROM_LOGITS = { msp: "softmax", energy: "energy" };
const kindOf = ({ score }, layer) => (layer === "own" ? FROM_LOGITS[score] ?? "score" : layer);

// Scores of test points, higher = more OOD, from their logits.
function pointScores(part, of, method, layer, T) {
  const kind = kindOf(method, layer);
  if (kind === "score") return part[`${of}_score`];
  const { [of]: z, classes } = part, out = new Float64Array(z.length / classes);
  for (let i = 0; i < out.length; i++) {
    const row = Array.from(z.subarray(i * classes, (i + 1) * classes), (v) => v / LOGIT);
    out[i] = kind === "energy" ? -T * logsumexp(row.map((v) => v / T)) : -Math.exp(Math.max(...row) - logsumexp(row));
  }
  return out;
}

// The same for every pixel of the map.
function mapScores(part, method, layer, T) {
  const kind = kindOf(method, layer), n = SIDE * SIDE, out = new Float32Array(n);
  const { odds, classes, spans } = part, of = (bytes, [low, high]) => (i) => low + (bytes[i] / 255) * (high - low);
  if (kind === "score") return out.map((_, i) => of(part.score, spans.score)(i));
  if (kind === "energy") {
    const energy = of(part.energy, spans.energy), powers = SHARES.map((p) => p ** (1 / T));
    for (let i = 0; i < n; i++) {
      let sum = 0; // E(x; T) = E(x; 1) - T log sum_k p_k^(1/T)
      if (T !== 1) for (let k = 0; k < classes; k++) sum += powers[odds[k * n + i]];
      out[i] = energy(i) - (T === 1 ? 0 : T * Math.log(sum));
    }
    return out;
  }
  for (let i = 0; i < n; i++) {
    let best = 0;
    for (let k = 0; k < classes; k++) best = Math.max(best, odds[k * n + i]);
    out[i] = -SHARES[best];
  }
  return out;
}

// How far class k is ahead of the others, in bytes of log odds: its edge is the decision boundary.
function lead({ odds, classes }, k) {
  const n = SIDE * SIDE, out = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let rival = 0;
    for (let j = 0; j < classes; j++) if (j !== k) rival = Math.max(rival, odds[j * n + i]);
    out[i] = odds[k * n + i] - rival;
  }
  return out;
}

// The chance that an OOD point scores higher than an ID point; a tie counts half.
function auroc(ids, oods) {
  const sorted = Float64Array.from(ids).sort();
  const before = (is) => { // how many ID scores come first of which `is` holds
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (is(sorted[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let won = 0;
  for (const s of oods) won += (before((v) => v < s) + before((v) => v <= s)) / 2;
  return won / (ids.length * oods.length);
}

const atLeast = (scores, t) => scores.reduce((count, s) => count + (s >= t), 0) / scores.length;

// ---- pictures ----

const ramp = (colours) => {
  const shades = colours.map(rgb);
  return Uint32Array.from({ length: 256 }, (_, v) => {
    const [r, g, h] = shade(shades, v / 255).map(Math.round);
    return (255 << 24) | (h << 16) | (g << 8) | r;
  });
};

// Where the values cross `level`, as line segments between neighbouring pixels (marching squares).
function crossing(values, level, x, y) {
  const path = new Path2D(), cut = (a, b) => (level - a) / (b - a);
  for (let row = 0; row < SIDE - 1; row++)
    for (let column = 0; column < SIDE - 1; column++) {
      const i = row * SIDE + column, a = values[i], b = values[i + 1], c = values[i + SIDE + 1], d = values[i + SIDE];
      const above = (a >= level) + (b >= level) + (c >= level) + (d >= level);
      if (above === 0 || above === 4) continue;
      const ends = [];
      if ((a >= level) !== (b >= level)) ends.push([column + cut(a, b), row]);
      if ((b >= level) !== (c >= level)) ends.push([column + 1, row + cut(b, c)]);
      if ((d >= level) !== (c >= level)) ends.push([column + cut(d, c), row + 1]);
      if ((a >= level) !== (d >= level)) ends.push([column, row + cut(a, d)]);
      for (let e = 0; e + 1 < ends.length; e += 2) {
        path.moveTo(x(ends[e][0]), y(ends[e][1]));
        path.lineTo(x(ends[e + 1][0]), y(ends[e + 1][1]));
      }
    }
  return path;
}

function scatter(context, places, symbol, colour, paper, x, y, r) {
  context.fillStyle = colour;
  context.strokeStyle = paper;
  context.lineWidth = r / 5;
  for (let i = 0; i < places.length; i += 2) marker(context, symbol, x(places[i] / PLACE), y(places[i + 1] / PLACE), r);
}

// ---- what is set, and its text in the link ----

const LAYERS = ["own", "softmax", "energy"];
const MARKS = ["boundary", "train", "id", "ring", "outliers", "proposed", "ordinary"];
const START = { layer: "softmax", frame: null, at: { softmax: 250, energy: 600, own: 50 }, T: 1, marks: ["boundary", "train"], live: true, cursor: null, wanted: null, picked: null };

function opened(view) {
  const [layer, frame, at, T, marks] = (view ?? "").split("_");
  const set = structuredClone(START);
  if (!LAYERS.includes(layer)) return set;
  set.layer = layer;
  if (/^\d{1,2}$/.test(frame)) [set.frame, set.live] = [Number(frame), false];
  if (Number(at) >= 0 && Number(at) <= 1000) set.at[layer] = Number(at);
  if (Number(T) >= 0.1 && Number(T) <= 10) set.T = Number(T);
  set.marks = (marks ?? "").split("-").filter((mark) => MARKS.includes(mark));
  return set;
}

const text = (set) => [set.layer, set.live ? "" : set.frame, set.at[set.layer], set.T, set.marks.join("-")].join("_");

// The threshold on a layer at a place of the slider, 0 to 1000, and how it is said. Softmax crowds
// near 1, so its distance from 1 falls by the factor 10 each quarter.
function threshold(set, range, classes) {
  const u = set.at[set.layer] / 1000;
  if (set.layer === "softmax") return { t: (1 - 1 / classes) * 10 ** (-4 * u) - 1 };
  if (set.layer === "energy") return { t: range.energy[0] + u * (range.energy[1] - range.energy[0]) };
  return { share: u };
}

// A confidence, with as many digits as tell it from 1.
const sure = (p) => p.toFixed(Math.max(3, Math.ceil(-Math.log10(1 - p)) + 1));

// The score from which on `share` of these are flagged; ties are flagged together.
function quantile(scores, share) {
  const sorted = Float64Array.from(scores).sort().reverse(), n = Math.round(share * sorted.length);
  return n ? sorted[n - 1] : sorted[0] + 1e-9;
}

// ---- the widget ----

// The five figures; those that are there stay, and with them the focus.
function maps(box, data) {
  return data.methods.map((method, place) => {
    const figure = box.children[place] ?? box.appendChild(document.createElement("figure"));
    if (!figure.childElementCount) figure.innerHTML = `<figcaption></figcaption><canvas tabindex="0" role="img"></canvas>
      <div class="losses"></div><dl><dt class="strong"></dt><dd class="strong" data-n="tpr"></dd><dt class="strong"></dt><dd class="strong" data-n="fpr"></dd>
      <dt></dt><dd data-n="auroc"></dd><dt></dt><dd data-n="accuracy"></dd><dt></dt><dd data-n="far"></dd></dl><p class="phase"></p>`;
    figure.querySelector("figcaption").textContent = method.title;
    figure.querySelectorAll("dt").forEach((place, i) => { place.textContent = data.words[["tpr", "fpr", "auroc", "accuracy", "far"][i]]; });
    return { method, figure, canvas: figure.querySelector("canvas"), image: new OffscreenCanvas(SIDE, SIDE) };
  });
}

// Radio buttons or boxes to tick; those that are there stay, and with them the focus.
function choices(box, type, names, data, icon, is, changed) {
  for (const name of names) {
    const input = box.querySelector(`[value=${name}]`) ?? document.createElement("input");
    const label = input.parentElement ?? box.appendChild(document.createElement("label"));
    Object.assign(input, { type, name: box.className, value: name, checked: is(name) });
    input.onchange = () => changed(name, input.checked);
    if (!label.contains(input)) label.append(input);
    while (input.nextSibling) input.nextSibling.remove();
    label.insertAdjacentHTML("beforeend", icon(name));
    label.append(data.words[name]);
  }
}

export default function widget({ parentElement, data: [data], setStateValue }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), { words, colours, paper } = data;
  // What is old stays, dimmed, until there is a first frame of what is asked for.
  const hasFirst = (of) => Boolean(films.frames.get(of)?.[0]);
  if (films.over !== data.name) films.over = null;
  const isOld = !hasFirst(data.name) && hasFirst(drawn), name = isOld ? drawn : data.name;
  const find = (selector) => root.querySelector(selector);
  say(root, words);
  root.style.setProperty("--accent", data.accent);
  hideControls(root, data);
  const isNew = !kept.has(name); // another canvas is looked at as the one before, from its last frame
  noted ??= data.view || null;
  if (isNew) {
    kept.set(name, before ? { ...structuredClone(before), frame: null, live: true, cursor: null, wanted: null, picked: null } : opened(data.view));
    kept.get(name).opens = data.whole && kept.get(name).live && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const { marks } = kept.get(name); // what a preset is there to show, but not against the link
    if (before || !data.view) kept.get(name).marks = MARKS.filter((mark) => marks.includes(mark) || data.shows.includes(mark));
  }
  const set = (before = kept.get(name));
  // The point that was picked, and when: it is picked again once that frame is there.
  const unlink = inLink("canvas", data, ({ of, frame, method, x, y }) => {
    if (of !== name || ![frame, x, y].every(Number.isFinite) || !data.methods.some((one) => one.name === method)) return;
    const wanted = { method, x: bounded(x, -EDGE, EDGE), y: bounded(y, -EDGE, EDGE) };
    Object.assign(set, { frame: placed(frame, data.frames), live: false, opens: false, wanted });
  }, () => set.picked);
  const frames = () => films.frames.get(name) ?? [];
  const ready = () => { const all = frames(); let n = 0; while (all[n]) n++; return n; };
  const inks = Object.fromEntries(LAYERS.map((layer) => [layer, ramp(data.scales[layer])])); // dark where inputs look like ID
  const shown = maps(find(".maps"), data);
  let timer = null, writing = null, scheduled = 0, points = null;

  const stroke = (wide) => `<svg viewBox="0 0 22 12" aria-hidden="true">${tag("line", { x1: 0, x2: 22, y1: 6, y2: 6, stroke: data.text, "stroke-width": wide })}</svg>`;
  const icon = (mark) => {
    if (mark === "boundary") return stroke(THIN);
    const looks = { id: ["circle", colours.id], train: [data.symbols[0], colours.id], ring: ["diamond", colours.near], outliers: ["cross", colours.outliers], proposed: ["star", colours.generated], ordinary: ["triangle-up", colours.generated] }[mark];
    return looks ? markerIcon({ symbol: looks[0], colour: looks[1] }) : "";
  };

  const note = () => {
    clearTimeout(writing);
    writing = setTimeout(() => setStateValue("view", (noted = text(set))), QUIET);
  };

  const byClass = (places, labels, y) => Int16Array.from([...labels].flatMap((label, i) => (label === y ? [places[2 * i], places[2 * i + 1]] : [])));
  const ranges = () => {
    const all = frames().filter(Boolean), hull = (spans) => [Math.min(...spans.map((s) => s[0])), Math.max(...spans.map((s) => s[1]))];
    const spans = (method, key) => all.map((f) => f.methods[method]).filter((m) => m && !m.diverged).map((m) => m.spans[key]);
    const own = {};
    for (const method of data.methods) if (kindOf(method, "own") === "score") own[method.name] = hull(spans(method.name, "score"));
    // E(x; T) is at most (T - 1) log K below E(x; 1) where T > 1, above it where T < 1.
    const [low, high] = hull(data.methods.flatMap(({ name: method }) => spans(method, "energy"))), by = (set.T - 1) * Math.log(all[0].classes);
    return { energy: [low - Math.max(0, by), high + Math.max(0, -by)], own };
  };

  const part = (frame, { name: method }) => {
    const arrays = Object.fromEntries(["odds", "energy", "score", "id", "ring", "id_score", "ring_score", "proposed", "ordinary"].map((key) => [key, frame.arrays[`${method}/${key}`]]));
    return { ...frame.methods[method], ...arrays, classes: frame.classes };
  };

  // The points that do not change from frame to frame, the same for all five maps: drawn once.
  const still = (world, side, ratio, r) => {
    const key = [side, ratio, set.marks.join()].join();
    if (points?.key === key) return points.canvas;
    points = { key, canvas: new OffscreenCanvas(Math.round(side * ratio), Math.round(side * ratio)) };
    const context = points.canvas.getContext("2d"), has = (mark) => set.marks.includes(mark);
    context.scale(ratio, ratio);
    const x = (v) => (side * (v + EDGE)) / (2 * EDGE), y = (v) => (side * (EDGE - v)) / (2 * EDGE);
    if (has("outliers")) scatter(context, world.outliers, "cross", colours.outliers, paper, x, y, r);
    for (const of of ["train", "id"])
      if (has(of)) world.classes.forEach((_, k) => scatter(context, world[of][k], data.symbols[k], data.class_colours[k], paper, x, y, r));
    if (has("ring")) scatter(context, world.ring, "diamond", colours.near, paper, x, y, r);
    return points.canvas;
  };

  // An empty map: its size and border.
  const sheet = (canvas, side) => {
    const ratio = window.devicePixelRatio || 1, pixels = Math.round(side * ratio);
    if (canvas.width !== pixels || canvas.height !== pixels) Object.assign(canvas, { width: pixels, height: pixels });
    canvas.style.height = `${side}px`;
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, side, side);
    const x = (v) => (side * (v + EDGE)) / (2 * EDGE), y = (v) => (side * (EDGE - v)) / (2 * EDGE);
    const border = () => {
      context.strokeStyle = getComputedStyle(canvas).getPropertyValue("--st-border-color") || "#999";
      context.strokeRect(0.5, 0.5, side - 1, side - 1);
    };
    border();
    return { context, x, y, ratio, border };
  };

  // Each loss term over the frames, from 0 to its largest mean, with its value in this frame.
  function losses({ method, figure }, at) {
    const curves = {};
    frames().forEach((frame, i) => Object.entries(frame?.methods[method.name]?.losses ?? {}).forEach(([term, value]) => {
      if (!term.startsWith("ordinary")) (curves[term] ??= []).push([i, value]); // those of a GAN that trains beside the method
    }));
    const x = (i) => (i / (data.frames - 1)) * SPARK[0];
    const rows = Object.entries(curves).filter(([, curve]) => curve.some(([, value]) => value)).map(([term, curve]) => {
      const finite = curve.filter(([, value]) => value !== null), values = finite.map(([, value]) => value);
      const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)], now = curve.find(([i]) => i === at)?.[1];
      const y = (value) => 1 + (SPARK[1] - 2) * (1 - (value - low) / (high - low));
      const line = tag("polyline", { points: finite.map(([i, value]) => `${x(i)},${y(value)}`).join(" "), fill: "none", stroke: data.muted, "stroke-width": 1.2 });
      const dot = Number.isFinite(now) ? tag("circle", { cx: x(at), cy: y(now), r: 2.4, fill: data.text }) : "";
      return `<span>${data.losses[term] ?? term.replaceAll("_", " ")}</span><svg viewBox="-3 -1 ${SPARK[0] + 6} ${SPARK[1] + 2}" aria-hidden="true">${line}${dot}</svg><output data-loss="${term}">${Number.isFinite(now) ? number(now) : "–"}</output>`;
    });
    figure.querySelector(".losses").innerHTML = rows.join("");
  }

  function draw(map, frame, range, world) {
    const { canvas, image, method, figure } = map, now = part(frame, method), T = set.T;
    const side = canvas.clientWidth;
    if (side < 40) return; // not on the page, or no longer
    losses(map, frame.frame);
    const kind = kindOf(method, set.layer);
    const values = mapScores(now, method, set.layer, T);
    const [low, high] = kind === "softmax" ? [-1, -1 / frame.classes] : kind === "score" ? range.own[method.name] : range.energy;
    const context2 = image.getContext("2d"), pixels = context2.createImageData(SIDE, SIDE), out = new Uint32Array(pixels.data.buffer);
    for (let row = 0; row < SIDE; row++)
      for (let column = 0; column < SIDE; column++) {
        const share = (values[row * SIDE + column] - low) / (high - low || 1); // row 0 is the lowest
        out[(SIDE - 1 - row) * SIDE + column] = inks[set.layer][Math.max(0, Math.min(255, Math.round(255 * share)))];
      }
    context2.putImageData(pixels, 0, 0);

    const { context, x, y, ratio, border } = sheet(canvas, side);
    const px = (c) => (side * (c + 0.5)) / SIDE, py = (r) => side - (side * (r + 0.5)) / SIDE;
    context.save();
    context.beginPath();
    context.rect(0, 0, side, side);
    context.clip();
    context.drawImage(image, 0, 0, side, side);
    const has = (mark) => set.marks.includes(mark), small = Math.max(1.6, side / 110);
    context.drawImage(still(world, side, ratio, small), 0, 0, side, side);
    for (const [mark, symbol] of [["ordinary", "triangle-up"], ["proposed", "star"]])
      if (has(mark) && now[mark]) scatter(context, now[mark], symbol, colours.generated, paper, x, y, small * 1.5);
    const line = (values, level, wide) => {
      const path = crossing(values, level, px, py);
      for (const [colour, more] of [[paper, 1.6], [data.text, 0]]) { // with a halo: it lies on any colour
        context.strokeStyle = colour;
        context.lineWidth = wide + more;
        context.stroke(path);
      }
    };
    if (has("boundary")) for (let k = 0; k < (frame.classes === 2 ? 1 : frame.classes); k++) line(lead(now, k), 0, THIN);
    const ids = pointScores(now, "id", method, set.layer, T), oods = pointScores(now, "ring", method, set.layer, T);
    const rule = threshold(set, range, frame.classes), t = rule.t ?? quantile(ids, rule.share);
    line(values, t, THICK);
    if (set.cursor) {
      const { cursor } = set;
      context.strokeStyle = data.text;
      context.lineWidth = cursor.method === method.name ? 2 : 1;
      context.beginPath();
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        context.moveTo(x(cursor.x) + 3 * dx, y(cursor.y) + 3 * dy);
        context.lineTo(x(cursor.x) + 10 * dx, y(cursor.y) + 10 * dy);
      }
      context.stroke();
    }
    context.restore();
    border();

    const facts = { tpr: percent(atLeast(oods, t)), fpr: percent(atLeast(ids, t)), auroc: percent(auroc(ids, oods)), accuracy: percent(now.accuracy), far: percent(now.far ?? NaN) };
    for (const [key, value] of Object.entries(facts)) figure.querySelector(`[data-n=${key}]`).textContent = value;
    figure.querySelector(".phase").textContent = filled(now.diverged ? words.diverged : words.phase, { ...now, phase: data.phases[now.phase] ?? now.phase });
    const said = filled(words.map, { title: method.title, ...facts });
    canvas.setAttribute("aria-label", said);
    return said;
  }

  const world = () => {
    const [first] = frames(), { arrays, classes } = first;
    first.world ??= {
      classes: [...Array(classes)], outliers: arrays.outliers, ring: arrays.ring,
      train: [...Array(classes)].map((_, y) => byClass(arrays.train, arrays.train_y, y)),
      id: [...Array(classes)].map((_, y) => byClass(arrays.id, arrays.id_y, y)),
    };
    return first.world;
  };

  const render = () => {
    scheduled = 0;
    const n = ready();
    if (set.wanted && !isOld && n > set.frame) {
      const { method, x, y } = set.wanted;
      set.wanted = null;
      return pick(data.methods.find((one) => one.name === method), x, y); // which renders
    }
    root.classList.toggle("bare", !n);
    const isPast = isOld || films.over === data.name; // the points are no longer those of the maps
    root.classList.toggle("old", isPast);
    for (const row of root.querySelectorAll(".film, .line, .maps, .marks")) row.inert = !n;
    find(".over").textContent = isPast && n ? words.old : n ? "" : words.empty;
    if (!n) return shown.forEach(({ canvas }) => { if (canvas.clientWidth > 40) sheet(canvas, canvas.clientWidth); });
    drawn = name;
    find(".key i").style.background = `linear-gradient(90deg, ${data.scales[set.layer].join(", ")})`;
    if (set.opens) set.frame ??= 0;
    else if (set.live || set.frame === null) set.frame = n - 1;
    const at = Math.min(set.frame, n - 1), frame = frames()[at], range = ranges();
    const [time, line] = [find(".time"), find(".threshold")];
    Object.assign(time, { max: data.frames - 1, value: at });
    const said = filled(words.frame, { frame: at, last: data.frames - 1 });
    find(".at").textContent = n < data.frames ? filled(words.coming, { frame: at, ready: n - 1, last: data.frames - 1 }) : said;
    time.setAttribute("aria-valuetext", said);
    line.value = set.at[set.layer];
    const { t, share } = threshold(set, range, frame.classes);
    const rule = filled(words[`rule_${set.layer}`], { t: set.layer === "softmax" ? sure(-t) : number(t ?? 0), share: percent(share) });
    find(".rule").textContent = rule;
    line.setAttribute("aria-valuetext", rule);
    find(".temperature").hidden = set.layer === "softmax";
    const ends = { softmax: ["1", (1 / frame.classes).toFixed(2)], energy: range.energy.map((e) => minus(e.toFixed(1))), own: ["", ""] }[set.layer];
    find(".key .low").textContent = `${words.is_id} ${ends[0]}`;
    find(".key .high").textContent = `${ends[1]} ${words.is_ood}`;
    const told = shown.filter(({ method }) => frame.methods[method.name]).map((map) => draw(map, frame, range, world()));
    if (timer || (set.live && n < data.frames)) return; // not twice a second to whoever listens
    find(".told").textContent = `${isPast ? `${words.old}: ` : ""}${said}. ${rule}. ${told.join(" ")}`;
  };
  const soon = () => { if (!scheduled) scheduled = requestAnimationFrame(render); };

  const show = (isPlaying) => {
    find(".play").textContent = isPlaying ? "❚❚" : "▶";
    find(".play").setAttribute("aria-label", isPlaying ? words.pause : words.play);
  };
  const stop = () => { clearInterval(timer); timer = null; show(false); };
  const pause = () => { stop(); set.opens = false; render(); };
  const go = (to) => { Object.assign(set, { frame: Math.max(0, Math.min(ready() - 1, to)), live: false, opens: false }); render(); note(); };
  const play = (next) => { stop(); timer = setInterval(next, INTERVAL); show(true); };
  const start = () => {
    if (set.frame >= ready() - 1) go(0);
    play(() => { if (set.frame >= ready() - 1) return pause(); go(set.frame + 1); });
  };
  // A film that is opened plays once; no link is written, as nobody chose a frame.
  const open = () => play(() => {
    if (set.frame >= data.frames - 1) return pause();
    if (set.frame < ready() - 1) { set.frame++; render(); }
  });
  find(".play").onclick = () => (timer ? pause() : start());
  find(".back").onclick = () => { stop(); go(set.frame - 1); };
  find(".on").onclick = () => { stop(); go(set.frame + 1); };
  find(".time").oninput = () => { stop(); go(Number(find(".time").value)); };
  find(".threshold").oninput = () => { set.at[set.layer] = Number(find(".threshold").value); render(); note(); };
  find(".T").value = set.T;
  find(".T").oninput = () => {
    const T = find(".T").valueAsNumber;
    if (T >= 0.1 && T <= 10) { set.T = T; render(); note(); }
  };
  choices(find(".layers"), "radio", LAYERS, data, () => "", (layer) => layer === set.layer, (layer) => { set.layer = layer; render(); note(); });
  choices(find(".marks"), "checkbox", MARKS, data, icon, (mark) => set.marks.includes(mark), (mark, on) => {
    set.marks = MARKS.filter((m) => (m === mark ? on : set.marks.includes(m)));
    render();
    note();
  });
  find(".line svg")?.remove();
  find(".line label span").insertAdjacentHTML("afterend", stroke(THICK));

  // The logits under a place of a map, from its bytes: z_k = log p_k - E.
  const pick = (method, x, y) => {
    if (isOld) return;
    set.cursor = { method: method.name, x, y };
    render();
    const at = Math.min(set.frame, ready() - 1), frame = frames()[at], now = part(frame, method);
    const cell = (v) => Math.max(0, Math.min(SIDE - 1, Math.floor(((v + EDGE) / (2 * EDGE)) * SIDE)));
    const i = cell(y) * SIDE + cell(x), [low, high] = now.spans.energy, energy = low + (now.energy[i] / 255) * (high - low);
    const z = [...Array(frame.classes)].map((_, k) => Math.log(SHARES[now.odds[k * SIDE * SIDE + i]]) - energy);
    set.picked = { of: name, frame: at, ...set.cursor };
    setStateValue("picked", { ...set.cursor, canvas: name, frame: at, z });
  };
  for (const { canvas, method } of shown) {
    canvas.onclick = (event) => {
      const [left, top] = within(event, canvas), place = (p) => Math.max(-EDGE, Math.min(EDGE, (p / canvas.clientWidth) * 2 * EDGE - EDGE));
      pick(method, place(left), -place(top));
    };
    canvas.onkeydown = (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (by) {
        const bound = (v) => Math.max(-EDGE, Math.min(EDGE, v)), from = set.cursor ?? { x: 0, y: 0 };
        set.cursor = { method: method.name, x: bound(from.x + 0.5 * by[0]), y: bound(from.y + 0.5 * by[1]) };
        render();
      } else if (event.key !== " " && event.key !== "Enter") return;
      else pick(method, set.cursor?.x ?? 0, set.cursor?.y ?? 0);
      event.preventDefault();
    };
  }
  if (isNew && noted !== null && noted !== text(set)) note(); // else a visitor's next act would meet it
  const turn = () => { if (hasFirst(data.name)) widget({ parentElement, data: [data], setStateValue }); };
  films.shown.set(data.name, isOld ? turn : soon);
  films.redrawn = () => { if (films.over === data.name || isOld) return; films.over = data.name; soon(); };
  stop();
  if (set.opens) open();
  render();
  redrawn(parentElement, find(".place"), soon, () => { stop(); unlink(); films.shown.delete(data.name); });
  return () => ends.get(parentElement)?.(); // of the last drawing: `turn` draws again
}
