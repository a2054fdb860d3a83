// Three sets of inputs by their score, step by step. `data`: see tuning() in __init__.py.
const PACE = 700; // milliseconds from one frame to the next while playing
const SIZE = 3.2, COLUMN = 7; // half a marker, and how far apart stacks of them stand
const EDGE = 10, NAMES = 24, AXIS = 40; // around the lanes: both sides, the margins' names, the axis
const GAIN = 20, LONGEST = 70; // pixels of an arrow under a force of 1, and at most
const REACH = 12; // pixels from a margin at which it is taken hold of
const LIMITS = { min: -60, max: 60, step: 0.5 }; // of a margin
const HEAVIEST = 2, LIGHTER = 0.01; // λ at most, and a step of it
const SIDES = ["in", "out"];
const kept = new Map(); // version -> { frame, test, margins }, while the page is open

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const fixed = (value, digits = 1) => minus(value.toFixed(digits));
const written = (value) => (value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(3));

// ---- the hinges: ID above m_in is pushed down, outliers below m_out are pushed up ----

const beyond = (side, energy, margin) => Math.max(0, side === "in" ? energy - margin : margin - energy);
// Minus the derivative of λ times an input's squared hinge by its energy.
const force = (side, energy, margin, weight) => (side === "in" ? -2 : 2) * weight * beyond(side, energy, margin);

function pull(energies, side, margin, weight) {
  return {
    pushed: mean(energies.map((e) => Number(beyond(side, e, margin) > 0))),
    loss: mean(energies.map((e) => beyond(side, e, margin) ** 2)),
    force: mean(energies.map((e) => force(side, e, margin, weight))),
  };
}

// ---- the lanes ----

const read = (lane) => lane && { ...lane, scores: new Float32Array(bytes(lane.bytes).buffer) };
const at = (lane, frame) => Array.from(lane.scores.subarray(frame * lane.count, (frame + 1) * lane.count));

// Where a lane's markers stand: in columns, stacked from its floor; closer where they are many.
function stacked(scores, x, floor, height) {
  const columns = {}, places = [];
  scores.forEach((score, i) => { (columns[Math.round(x(score) / COLUMN)] ??= []).push(i); });
  for (const [column, members] of Object.entries(columns)) {
    const step = Math.min(2 * SIZE + 0.6, height / members.length);
    members.forEach((i, k) => { places[i] = [column * COLUMN, floor - SIZE - 1 - k * step]; });
  }
  return places;
}

function between(from, to, part) {
  return from.map((place, i) => place.map((v, j) => v + part * (to[i][j] - v)));
}

function arrows(context, places, forces) {
  context.beginPath();
  places.forEach(([x, y], i) => {
    const by = Math.sign(forces[i]) * Math.min(LONGEST, GAIN * Math.abs(forces[i]));
    if (Math.abs(by) < 1) return;
    const head = Math.sign(by) * Math.min(4, Math.abs(by));
    context.moveTo(x, y);
    context.lineTo(x + by, y);
    context.moveTo(x + by - head, y - 2.5);
    context.lineTo(x + by, y);
    context.lineTo(x + by - head, y + 2.5);
  });
  context.stroke();
}

// ---- accuracy and FPR95 ----

// A ring stands for what all test inputs give at the end.
function curve(svg, values, ofAll, data, now) {
  const width = svg.clientWidth, height = svg.clientHeight, left = 36, floor = height - 20;
  if (width < 80) return; // not on the page, or no longer
  const last = data.steps.at(-1) || 1, start = data.steps[data.start];
  const x = (step) => left + (step / last) * (width - left - 6), y = (v) => floor - v * (floor - 8);
  let out = tag("rect", { x: x(start), y: y(1), width: x(last) - x(start), height: floor - y(1), fill: data.ink, opacity: 0.07 });
  for (const v of [0, 0.5, 1]) {
    out += tag("line", { class: "axis", x1: left, x2: x(last), y1: y(v), y2: y(v) });
    out += tag("text", { class: "muted", x: left - 6, y: y(v) + 4, "text-anchor": "end" }, `${100 * v}%`);
  }
  out += tag("text", { class: "muted", x: (x(start) + x(last)) / 2, y: floor + 16, "text-anchor": "middle" }, data.words.tuning);
  out += tag("path", { d: `M${values.map((v, i) => `${x(data.steps[i])},${y(v)}`).join("L")}`, fill: "none", stroke: data.ink, "stroke-width": 2 });
  out += tag("line", { x1: x(data.steps[now]), x2: x(data.steps[now]), y1: y(1), y2: floor, stroke: data.ink, "stroke-dasharray": "2 3" });
  out += tag("circle", { cx: x(last), cy: y(ofAll), r: 5, fill: "none", stroke: data.ink, "stroke-width": 1.5 });
  out += tag("circle", { cx: x(data.steps[now]), cy: y(values[now]), r: 4, fill: data.ink, stroke: data.paper, "stroke-width": 1.5 });
  svg.innerHTML = out;
}

// ---- the widget ----

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), find = (c) => root.querySelector(c), { words, hinges } = data;
  const canvas = find("canvas"), play = find(".play"), slider = find(".slider");
  const [onId, outliers] = [data.id, data.outliers].map(read), unseen = data.unseen.map(read), last = data.steps.length - 1;
  say(root, words);
  hideControls(root, data);
  for (const name of ["accent", "ink"]) root.style.setProperty(`--${name}`, data[name]);
  if (!kept.has(data.version)) kept.set(data.version, { frame: data.start, test: 0, margins: hinges && [...hinges.trained], weight: hinges?.weight });
  const set = kept.get(data.version), top = hinges ? NAMES : 0;
  const unlink = inLink(`tuning:${data.version.split(":")[0]}`, data, (asked) => {
    const { frame, test, margins, weight } = like(asked, set);
    Object.assign(set, { frame: placed(frame, last + 1), test: placed(test, unseen.length) });
    if (hinges) Object.assign(set, { margins: margins.map((v) => bounded(v, LIMITS.min, LIMITS.max)), weight: bounded(weight, 0, HEAVIEST) });
  }, () => ({ frame: set.frame, test: set.test, margins: set.margins, weight: set.weight }));
  let moving = null; // { from, begun }: on its way to set.frame
  let playing = null, held = null, pointed = null;

  const lanes = () => [
    { lane: onId, side: hinges ? 0 : null },
    ...(outliers ? [{ lane: outliers, side: hinges ? 1 : null }] : []),
    { lane: unseen[set.test], side: null },
  ];
  const axis = () => {
    const all = [...data.span, ...(set.margins ?? []), ...(hinges?.trained ?? [])];
    const low = Math.min(...all), high = Math.max(...all), more = 0.03 * (high - low);
    return [low - more, high + more];
  };
  const scale = () => {
    const [low, high] = axis(), wide = canvas.clientWidth - 2 * EDGE;
    return { low, high, x: (v) => EDGE + Math.min(1, Math.max(0, (v - low) / (high - low))) * wide, from: (x) => low + ((x - EDGE) / wide) * (high - low) };
  };
  const isTuning = () => set.frame >= data.start;

  const draw = () => {
    const width = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
    if (width < 80) return;
    Object.assign(canvas, { width: width * ratio, height: height * ratio });
    const context = canvas.getContext("2d"), { low, high, x } = scale(), shown = lanes();
    const each = (height - top - AXIS) / shown.length, part = moving ? Math.min(1, (performance.now() - moving.begun) / PACE) : 1;
    const font = getComputedStyle(canvas).fontFamily;
    context.scale(ratio, ratio);
    context.font = `12px ${font}`;
    const write = (text, x, y, align = "left", look = "") => { context.font = `${look} 12px ${font}`; context.textAlign = align; context.fillText(text, x, y); };
    set.margins?.forEach((margin, i) => {
      for (const [value, isNow] of [[hinges.trained[i], false], [margin, true]]) {
        context.globalAlpha = isNow ? 1 : 0.45;
        context.setLineDash(isNow ? [] : [3, 4]);
        context.strokeStyle = (i ? outliers : onId)?.colour ?? data.ink;
        context.lineWidth = isNow ? 2 : 1.5;
        context.beginPath();
        context.moveTo(x(value), top - 4);
        context.lineTo(x(value), height - AXIS);
        context.stroke();
      }
      context.setLineDash([]);
      context.fillStyle = data.ink;
      const isLeft = margin < set.margins[1 - i] || (i === 0 && margin === set.margins[1]);
      write(`m${["ᵢₙ", "ₒᵤₜ"][i]} ${fixed(margin)}`, x(margin) + (isLeft ? 5 : -5), 12, isLeft ? "right" : "left", "600");
      context.fillRect(x(margin) - 3, top - 8, 6, 10);
    });
    set.spots = [];
    shown.forEach(({ lane, side }, n) => {
      const floor = top + (n + 1) * each - 4, to = at(lane, set.frame), high = each - 32;
      const from = moving ? at(lane, moving.from) : to;
      const places = between(stacked(from, x, floor, high), stacked(to, x, floor, high), part);
      context.strokeStyle = getComputedStyle(canvas).getPropertyValue("--st-border-color") || "#999";
      context.lineWidth = 1;
      context.strokeRect(EDGE, floor, width - 2 * EDGE, 0);
      context.fillStyle = data.ink;
      write(hinges && side === null ? filled(words.not_trained, { label: lane.label }) : lane.label, EDGE, floor - each + 22, "left", "600");
      const forces = side === null || !isTuning() ? null : to.map((e, i) => force(SIDES[side], from[i] + part * (e - from[i]), set.margins[side], set.weight));
      if (forces) {
        context.strokeStyle = data.ink;
        context.globalAlpha = [SIDES[side], null].includes(hinges.highlighted) ? 0.7 : 0.7 * FADED;
        arrows(context, places, forces);
        context.globalAlpha = 1;
      }
      context.fillStyle = lane.colour;
      context.strokeStyle = lane.colour;
      context.lineWidth = 0.4;
      for (const [left, top] of places) marker(context, lane.symbol, left, top, SIZE);
      places.forEach((place, i) => set.spots.push({ place, energy: to[i], force: forces?.[i] ?? 0 }));
    });
    context.fillStyle = data.ink;
    for (const v of roundTicks(low, high, width < 480 ? 4 : 8)) write(minus(String(v)), x(v), height - AXIS + 16, "center");
    write(data.axis, width / 2, height - 6, "center");
    if (hinges && isTuning()) {
      context.strokeStyle = data.ink;
      context.lineWidth = 1;
      arrows(context, [[width - EDGE - GAIN, height - 10]], [1]);
      write(words.unit, width - EDGE - GAIN - 6, height - 6, "right");
    }
    if (pointed && hinges) {
      const { place: [px, py], energy, force } = pointed, text = filled(words.sample, { energy: fixed(energy), force: fixed(force, 2) });
      const wide = context.measureText(text).width + 10, left = Math.min(width - wide, Math.max(0, px - wide / 2));
      context.fillStyle = data.ink;
      context.fillRect(left, py - 28, wide, 20);
      context.fillStyle = data.paper;
      write(text, left + 5, py - 14);
    }
    if (moving && part === 1) moving = null;
    if (moving) requestAnimationFrame(draw);
  };

  const lambda = scrubbed("λ", (n) => { set.weight = Math.min(HEAVIEST, Math.max(0, set.weight + n * LIGHTER)); render(); });
  const [sum, beside] = ["b", "span"].map((name) => document.createElement(name));
  find(".total").replaceChildren(...sentence(words.total, { lambda: lambda.place, total: sum, ce: beside }));

  const tell = () => {
    const { frame } = set, test = unseen[set.test], step = filled(isTuning() && frame > data.start ? words.tuned : words.before, { step: data.steps[frame], last: data.steps[last] });
    slider.value = frame;
    find(".step").textContent = step;
    slider.setAttribute("aria-valuetext", step);
    find(".of-accuracy").textContent = filled(words.accuracy, { n: onId.count });
    find(".of-test").textContent = filled(words.fpr95, { test: test.label, n: onId.count });
    find("[data-n=accuracy]").textContent = percent(data.accuracy[frame]);
    find("[data-n=fpr95]").textContent = percent(test.fpr95[frame]);
    curve(find(".accuracy"), data.accuracy, data.accuracy_of_all, data, frame);
    curve(find("svg.fpr95"), test.fpr95, test.fpr95_of_all, data, frame);
    for (const [name, value] of [["accuracy", data.accuracy_of_all], ["fpr95", test.fpr95_of_all]]) find(`[data-n=${name}-of-all]`).textContent = filled(words.of_all, { value: percent(value) });
    const means = lanes().map(({ lane }) => `${lane.label} ${fixed(mean(at(lane, frame)))}`).join(", ");
    const told = filled(words.told, { step, axis: data.axis, means, accuracy: percent(data.accuracy[frame]), test: test.label, fpr95: percent(test.fpr95[frame]) });
    canvas.setAttribute("aria-label", `${data.alt} ${told}`);
    if (!playing) find(".told").textContent = told;
    if (!hinges) return;
    const pulls = lanes().filter(({ side }) => side !== null).map(({ lane, side }) => ({ label: lane.label, ...pull(at(lane, frame), SIDES[side], set.margins[side], set.weight) }));
    find(".pull tbody").innerHTML = pulls.map((p) => `<tr><th scope="row"></th><td>${percent(p.pushed)}</td><td>${written(p.loss)}</td><td>${fixed(p.force, 3)}</td></tr>`).join("");
    root.querySelectorAll(".pull tbody th").forEach((head, i) => { head.textContent = pulls[i].label; });
    const total = set.weight * pulls.reduce((sum, p) => sum + p.loss, 0), ce = hinges.cross_entropy[frame];
    find(".total").hidden = !outliers || ce === null;
    lambda.show(set.weight.toFixed(2), set.weight);
    [sum.textContent, beside.textContent] = [written(total), written(ce ?? 0)];
    find(".swapped").textContent = set.margins[0] >= set.margins[1] ? words.swapped : "";
  };
  const render = () => { tell(); draw(); };

  // ---- the controls ----

  const turn = (to, isSlow = false) => {
    moving = isSlow && !matchMedia("(prefers-reduced-motion: reduce)").matches ? { from: set.frame, begun: performance.now() } : null;
    set.frame = to;
    render();
  };
  const stop = () => {
    clearInterval(playing);
    playing = null;
    play.textContent = "▶";
    play.setAttribute("aria-label", words.play);
  };
  const next = () => {
    if (set.frame < last) turn(set.frame + 1, true);
    if (set.frame < last) return;
    stop();
    tell();
  };
  play.onclick = () => {
    if (playing) return stop();
    if (set.frame === last) turn(data.start);
    playing = setInterval(next, PACE);
    play.textContent = "❚❚";
    play.setAttribute("aria-label", words.pause);
    next();
  };
  slider.max = last;
  slider.oninput = () => { stop(); turn(Number(slider.value)); };

  oneOf(find(".tests"), data.version, unseen.map(({ label }) => label), set.test, (i) => { set.test = i; render(); });

  find(".hinges").hidden = !hinges;
  if (hinges) {
    const box = find(".inputs");
    box.replaceChildren();
    const shows = SIDES.map((side, i) => numberField(box, { words, label: `m<sub>${side}</sub>`, id: `m_${side}`, ...LIMITS, typed: "any", changed: (value) => { set.margins[i] = value; render(); } }));
    const show = () => { set.margins.forEach((value, i) => shows[i](Number(value.toFixed(2)))); render(); };
    const suggest = Object.assign(document.createElement("button"), { className: "suggest", type: "button", textContent: words.suggest });
    suggest.onclick = () => { set.margins = [...hinges.suggested]; show(); };
    box.append(suggest);
    find(".pull thead").innerHTML = `<tr><td></td>${["pushed", "loss", "force"].map((name) => `<th scope="col">${words[name]}</th>`).join("")}</tr>`;
    const nearest = (x) => {
      const far = set.margins.map((margin) => Math.abs(scale().x(margin) - x)), i = Number(far[1] < far[0]);
      return far[i] <= REACH ? i : null;
    };
    canvas.onpointerdown = (event) => {
      held = nearest(within(event, canvas)[0]);
      if (held !== null) canvas.setPointerCapture(event.pointerId);
    };
    canvas.onpointermove = (event) => {
      const [x, y] = within(event, canvas);
      if (held !== null && event.buttons) {
        set.margins[held] = Math.min(LIMITS.max, Math.max(LIMITS.min, Number(scale().from(x).toFixed(1))));
        return show();
      }
      canvas.style.cursor = nearest(x) === null ? "" : "ew-resize";
      const found = set.spots.find(({ place: [px, py] }) => Math.hypot(px - x, py - y) < SIZE + 2) ?? null;
      if (found === pointed) return;
      pointed = found;
      draw();
    };
    canvas.onpointerup = canvas.onpointercancel = () => { held = null; };
    canvas.onpointerleave = () => { pointed = null; draw(); };
    show();
  }
  stop();
  render();
  return redrawn(parentElement, root, render, () => { stop(); unlink(); });
}
