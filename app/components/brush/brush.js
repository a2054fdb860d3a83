// A histogram and a map of the same inputs. `data`: see content() in __init__.py.
const BINS = 48, SHOWN = 60, SIDE = 42; // bins, pictures of a selection, pixels of a picture
const LEFT = 44, RIGHT = 8, TOP = 22, BOTTOM = 40; // pixels around the histogram and the map
// What the user has brushed, by version, while the page is open: { score: [s0, s1] } or
// { box: [x0, x1, y0, y1] }, in the units of scores (on their axis) and of the map.
const brushed = new Map();
let spreadOut = true;

// ---- the inputs as flat arrays, in the order of the groups ----

function unpack(data) {
  const inputs = [];
  for (const group of data.groups) {
    const scores = new Float64Array(bytes(group.scores).buffer), xy = new Float32Array(bytes(group.xy).buffer);
    group.size = scores.length;
    // a short address: sixty copies of a long data URI take the browser a quarter of a second
    if (group.sheet) group.url = URL.createObjectURL(new Blob([bytes(group.sheet.split(",")[1])], { type: "image/png" }));
    scores.forEach((score, row) => inputs.push({ group, row, score, x: xy[2 * row], y: xy[2 * row + 1] }));
  }
  return inputs;
}

const extent = (values) => {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) [low, high] = [Math.min(low, v), Math.max(high, v)];
  const margin = (high - low) * 0.04 || 0.5;
  return [low - margin, high + margin];
};

// The two ends on each axis that a link asks for, within what the axes show; null if it has others.
const bounds = (asked, ...axes) =>
  Array.isArray(asked) && asked.length === 2 * axes.length && asked.every(Number.isFinite)
    ? axes.flatMap(([low, high], i) => asked.slice(2 * i, 2 * i + 2).map((v) => bounded(v, low, high)).sort((a, b) => a - b))
    : null;

const inside = (brush, input, u) =>
  brush?.score ? u >= brush.score[0] && u <= brush.score[1]
    : brush?.box ? input.x >= brush.box[0] && input.x <= brush.box[1] && input.y >= brush.box[2] && input.y <= brush.box[3]
      : false;

// ---- pictures ----

// Shares of each kind per bin: of all its inputs, and of those that are chosen.
function count(seen, chosen) {
  const totals = {}, all = {}, some = {};
  seen.inputs.forEach(({ group: { kind } }) => { totals[kind] = (totals[kind] ?? 0) + 1; });
  for (const kind in totals) [all[kind], some[kind]] = [new Array(BINS).fill(0), new Array(BINS).fill(0)];
  seen.inputs.forEach(({ group: { kind } }, i) => {
    const at = Math.floor(((seen.u[i] - seen.low) / (seen.high - seen.low)) * BINS), bin = Math.min(BINS - 1, Math.max(0, at));
    all[kind][bin] += 1 / totals[kind];
    if (chosen[i]) some[kind][bin] += 1 / totals[kind];
  });
  return { all, some };
}

function drawHistogram(svg, seen, data, brush, chosen, pointed) {
  const width = svg.clientWidth, height = svg.clientHeight;
  if (width < 80) return; // not on the page, or no longer
  const x = (f) => LEFT + f * (width - LEFT - RIGHT), place = (u) => x((u - seen.low) / (seen.high - seen.low));
  const { all, some } = count(seen, chosen);
  const most = Math.max(...Object.values(all).flat(), 0.01);
  const y = (v) => height - BOTTOM - (v / most) * (height - TOP - BOTTOM), base = y(0);
  let out = "";
  if (brush?.score) {
    const [a, b] = brush.score.map(place);
    out += tag("rect", { class: "brush", x: a, y: TOP, width: Math.max(1, b - a), height: base - TOP, fill: data.accent, opacity: 0.14 });
  }
  for (const kind in all) {
    const { colour } = data.kinds[kind];
    out += tag("path", { class: `chosen ${kind}`, d: steps(some[kind], x, y, true), fill: colour, opacity: 0.55 });
    out += tag("path", { d: steps(all[kind], x, y, false), fill: "none", stroke: colour, "stroke-width": 2, "stroke-dasharray": DASHES[kind] });
  }
  out += tag("line", { class: "axis", x1: x(0), x2: x(1), y1: base, y2: base });
  out += histogramTicks(seen, x, y, base, LEFT, most, width < 420);
  out += tag("text", { x: x(0.5), y: height - 6, "text-anchor": "middle" }, filled(data.words.axis, { score: data.title }));
  out += tag("text", { class: "muted", x: 0, y: 10 }, data.words.share);
  if (pointed !== null) {
    const at = place(seen.u[pointed]);
    out += tag("line", { x1: at, x2: at, y1: TOP, y2: base, stroke: "var(--st-text-color)", "stroke-width": 2 });
  }
  svg.innerHTML = out;
}

// Where the map's units lie on the canvas: both directions to one scale.
function frame(canvas, seen) {
  const width = canvas.clientWidth - LEFT - RIGHT, height = canvas.clientHeight - TOP - BOTTOM;
  const [[x0, x1], [y0, y1]] = [seen.xs, seen.ys], scale = Math.min(width / (x1 - x0), height / (y1 - y0));
  const [left, top] = [LEFT + (width - scale * (x1 - x0)) / 2, TOP + (height - scale * (y1 - y0)) / 2];
  return {
    width, height,
    x: (v) => left + scale * (v - x0), y: (v) => top + scale * (y1 - v),
    fromX: (p) => x0 + (p - left) / scale, fromY: (p) => y1 - (p - top) / scale,
  };
}

function drawMap(canvas, seen, data, brush, chosen, pointed) {
  const { width, height, x, y } = frame(canvas, seen);
  if (width < 40) return;
  const ratio = window.devicePixelRatio || 1, style = getComputedStyle(canvas);
  Object.assign(canvas, { width: canvas.clientWidth * ratio, height: canvas.clientHeight * ratio });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.strokeStyle = style.getPropertyValue("--st-border-color") || "#999";
  context.strokeRect(LEFT, TOP, width, height);
  context.font = `12px ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.textAlign = "center";
  context.fillText(data.axes[0], LEFT + width / 2, TOP + height + 34);
  context.save();
  context.translate(LEFT - 14, TOP + height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(data.axes[1], 0, 0);
  context.restore();
  const put = (wanted, alpha, r) => {
    context.globalAlpha = alpha;
    for (const kind of ["shift", "far", "near", "id"]) { // the last on top
      seen.inputs.forEach((input, i) => {
        const { group } = input;
        if (group.kind !== kind || chosen[i] !== wanted) return;
        Object.assign(context, { fillStyle: group.isHollow ? data.paper : group.colour, strokeStyle: group.isHollow ? group.colour : data.paper, lineWidth: group.isHollow ? 1.6 : 0.6 });
        marker(context, data.kinds[kind].symbol, x(input.x), y(input.y), r);
      });
    }
  };
  put(0, brush ? 0.16 : 0.8, 3.5);
  put(1, 1, 4.5);
  context.globalAlpha = 1;
  if (brush?.box) {
    const [a, b, c, d] = brush.box;
    context.fillStyle = context.strokeStyle = data.accent;
    context.lineWidth = 1.5;
    context.globalAlpha = 0.12;
    context.fillRect(x(a), y(d), x(b) - x(a), y(c) - y(d));
    context.globalAlpha = 1;
    context.strokeRect(x(a), y(d), x(b) - x(a), y(c) - y(d));
  }
  if (pointed !== null) {
    context.strokeStyle = style.color;
    context.lineWidth = 3;
    context.beginPath();
    context.arc(x(seen.inputs[pointed].x), y(seen.inputs[pointed].y), 10, 0, 2 * Math.PI);
    context.stroke();
  }
}

// ---- words ----

function described({ group, row, score }, data) {
  const facts = { population: group.label, row, answer: data.classes[group.answers[row]], score: data.title, value: number(score) };
  if (!group.labels) return filled(data.words.one, facts);
  return filled(data.words.one_of_class, { ...facts, label: data.classes[group.labels[row]] });
}

function counted(seen, data, chosen) {
  const each = data.groups.map((group) => [group, 0]), at = new Map(each.map(([group], i) => [group, i]));
  let sum = 0;
  seen.inputs.forEach(({ group }, i) => { if (chosen[i]) { each[at.get(group)][1] += 1; sum += 1; } });
  if (!sum) return data.words.none;
  const parts = each.filter(([, n]) => n).map(([group, n]) => filled(data.words.part, { population: group.label, n, size: group.size }));
  const counts = filled(data.words.count, { n: sum, parts: parts.join(", ") });
  return sum > SHOWN ? `${counts} ${filled(data.words.below, { shown: SHOWN })}` : counts;
}

function thumbnail(button, { group, row }, data) {
  button.style.borderColor = group.colour;
  if (!group.sheet) {
    button.className = "worded";
    button.textContent = `${group.labels && group.labels[row] !== group.answers[row] ? `${data.classes[group.labels[row]]} → ` : ""}${data.classes[group.answers[row]]}`;
    return;
  }
  const [column, line] = [row % data.columns, Math.floor(row / data.columns)];
  Object.assign(button.style, {
    width: `${SIDE}px`, height: `${SIDE + 4}px`, backgroundRepeat: "no-repeat", backgroundClip: "padding-box",
    backgroundImage: `url(${group.url})`, backgroundSize: `${data.columns * SIDE}px auto`,
    backgroundPosition: `${-column * SIDE}px ${-line * SIDE}px`,
  });
}

// ---- the widget ----

function look(data, inputs) {
  const axis = AXES[data.saturated && spreadOut ? "nines" : "even"];
  const u = inputs.map(({ score }) => axis.to(score));
  const sorted = [...u].sort((a, b) => a - b), trim = (q) => sorted[Math.round(q * (sorted.length - 1))];
  const margin = (trim(0.996) - trim(0.004)) / BINS || 0.5; // a few extreme scores would squeeze the rest
  let [low, high] = [trim(0.004) - margin, trim(0.996) + margin];
  if (axis === AXES.nines) high = Math.min(high, 0);
  const at = u.map((v) => Math.min(high, Math.max(low, v))); // what lies beyond an end is shown at it
  return { inputs, u: at, axis, low, high, xs: extent(inputs.map(({ x }) => x)), ys: extent(inputs.map(({ y }) => y)) };
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), part = (selector) => root.querySelector(selector);
  root.style.setProperty("--accent", data.accent);
  say(root, data.words);
  const [svg, canvas, thumbs] = [".histogram svg", "canvas", ".thumbs"].map(part);
  const sliders = Object.fromEntries(["s0", "s1", "x0", "x1", "y0", "y1"].map((name) => [name, part(`.${name}`)]));
  const spread = part(".spread input"), of = data.version.split(":").slice(1).join(":"); // which score, map and populations
  let wanted = null; // what the link had brushed
  const unlink = inLink("brush", data, (asked) => {
    if (asked.of !== of) return;
    spreadOut = like(asked.isSpread, spreadOut);
    wanted = asked;
  }, () => ({ of, isSpread: spreadOut, ...brushed.get(data.version) }));
  part(".spread").hidden = !data.saturated;
  spread.checked = spreadOut;
  part(".legend").innerHTML = [
    ...data.groups.map(({ label, kind, ...look }) => `<span>${markerIcon({ ...look, symbol: data.kinds[kind].symbol })}${label}</span>`),
    ...Object.entries(data.kinds).map(([kind, { name, colour }]) => `<span>${swatch(kind, colour)}${name}</span>`),
  ].join("");
  const inputs = unpack(data);
  let seen = look(data, inputs), chosen, pointed = null;
  if (wanted) {
    const score = bounds(wanted.score, [seen.low, seen.high]), box = bounds(wanted.box, seen.xs, seen.ys);
    if (score || box) brushed.set(data.version, score ? { score } : { box });
  }

  const draw = () => {
    const brush = brushed.get(data.version);
    drawHistogram(svg, seen, data, brush, chosen, pointed);
    drawMap(canvas, seen, data, brush, chosen, pointed);
    part(".one").textContent = pointed === null ? "" : described(inputs[pointed], data);
  };
  const show = () => {
    const places = [...chosen.keys()].filter((i) => chosen[i]).sort((i, j) => seen.u[i] - seen.u[j]);
    const n = Math.min(SHOWN, places.length);
    const picked = [...Array(n)].map((_, k) => places[n > 1 ? Math.round((k * (places.length - 1)) / (n - 1)) : 0]);
    thumbs.replaceChildren(...picked.map((i) => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      button.setAttribute("aria-label", described(inputs[i], data));
      thumbnail(button, inputs[i], data);
      button.onfocus = button.onpointerenter = button.onclick = () => { pointed = i; draw(); };
      button.onblur = button.onpointerleave = () => { pointed = null; draw(); };
      return button;
    }));
  };
  const slide = () => {
    const { score, box } = brushed.get(data.version) ?? {};
    const set = (name, value, [low, high]) => { sliders[name].value = Math.round((1000 * (value - low)) / (high - low)); };
    ["s0", "s1"].forEach((name, i) => set(name, score?.[i] ?? [seen.low, seen.high][i], [seen.low, seen.high]));
    ["x0", "x1", "y0", "y1"].forEach((name, i) => { const ends = [seen.xs, seen.ys][i >> 1]; set(name, box?.[i] ?? ends[i % 2], ends); });
    ["s0", "s1"].forEach((name) => sliders[name].setAttribute("aria-valuetext", seen.axis.tick(seen.low + (sliders[name].value / 1000) * (seen.high - seen.low))));
  };
  const render = () => {
    const brush = brushed.get(data.version);
    pointed = null;
    chosen = Uint8Array.from(inputs, (input, i) => inside(brush, input, seen.u[i]));
    draw();
    show();
    slide();
    part(".count").textContent = brush ? counted(seen, data, chosen) : data.words.how;
    part(".reset").hidden = !brush;
    const found = brush ? part(".count").textContent : data.words.nothing;
    svg.setAttribute("aria-label", `${filled(data.words.histogram, { score: data.title })} ${found}`);
    canvas.setAttribute("aria-label", `${filled(data.words.places, { axes: data.axes.join(", ") })} ${found}`);
  };
  const to = (brush) => { brush ? brushed.set(data.version, brush) : brushed.delete(data.version); render(); };

  const along = (name, [low, high]) => low + (sliders[name].value / 1000) * (high - low);
  const ordered = (a, b) => [Math.min(a, b), Math.max(a, b)];
  sliders.s0.oninput = sliders.s1.oninput = () => {
    const ends = [seen.low, seen.high];
    to({ score: ordered(along("s0", ends), along("s1", ends)) });
  };
  for (const name of ["x0", "x1", "y0", "y1"])
    sliders[name].oninput = () => to({ box: [...ordered(along("x0", seen.xs), along("x1", seen.xs)), ...ordered(along("y0", seen.ys), along("y1", seen.ys))] });

  // A drag from where the pointer went down; a click clears.
  const dragged = (element, brush) => {
    let start = null;
    const at = (event) => within(event, element);
    element.onpointerdown = (event) => { element.setPointerCapture(event.pointerId); start = at(event); };
    element.onpointermove = (event) => {
      if (!start || !event.buttons) return;
      const now = at(event);
      if (Math.hypot(now[0] - start[0], now[1] - start[1]) > 3) to(brush(start, now));
    };
    element.onpointerup = (event) => {
      const now = at(event);
      if (start && Math.hypot(now[0] - start[0], now[1] - start[1]) <= 3) to(null);
      start = null;
    };
  };
  dragged(svg, (from, now) => {
    const u = ([px]) => seen.low + Math.min(1, Math.max(0, (px - LEFT) / (svg.clientWidth - LEFT - RIGHT))) * (seen.high - seen.low);
    return { score: ordered(u(from), u(now)) };
  });
  dragged(canvas, (from, now) => {
    const { fromX, fromY } = frame(canvas, seen);
    return { box: [...ordered(fromX(from[0]), fromX(now[0])), ...ordered(fromY(from[1]), fromY(now[1]))] };
  });
  part(".reset").onclick = () => to(null);
  spread.onchange = () => {
    spreadOut = spread.checked;
    seen = look(data, inputs);
    to(null);
  };
  render();
  return redrawn(parentElement, part(".plots"), draw, () => {
    unlink();
    data.groups.forEach(({ url }) => url && URL.revokeObjectURL(url));
  });
}
