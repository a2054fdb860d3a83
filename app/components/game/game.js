// D and G learn in turn, on the plane. `data`: see game() in __init__.py.
const PACE = { fast: 220, slow: 1300 }; // milliseconds of one turn while playing
const GAIN = 26, LONGEST = 34; // pixels of an arrow for a push of 1, and at most
const WIDE = 480; // pixels of the picture below which arrows and samples are smaller
const BETA = 24; // pixels of a drag from one trained beta to the next
const REACH = 9; // pixels from a sample at which its pushes are read
const LEFT = 30, BOTTOM = 24; // pixels of the picture for its axes
const SURFACES = ["discriminator", "confidence", "nothing"], TERMS = ["adversarial", "generator_kl"];
const kept = new Map(); // version -> what is set, while the page is open

const integers = (text) => new Int16Array(bytes(text).buffer);

// A training's frames: samples `at(frame)` as [x, y] pairs, pushes of a term in the same order.
function read(training, frames) {
  const samples = integers(training.samples), pushes = integers(training.pushes), each = samples.length / frames / 2;
  const pairs = (values, start) => Array.from({ length: each }, (_, i) => [values[start + 2 * i] / 1000, values[start + 2 * i + 1] / 1000]);
  const surfaces = Object.fromEntries(SURFACES.slice(0, 2).map((name) => [name, { side: training[name].side, values: bytes(training[name].bytes) }]));
  return {
    ...training,
    surfaces,
    samples: (frame) => pairs(samples, 2 * each * frame),
    pushes: (frame) => [0, 1].map((term) => pairs(pushes, 2 * each * (2 * frame + term))),
  };
}

// One frame of a surface, on its way to another, as an image; row 0 is the lowest.
function painted({ side, values }, from, to, part, shades, low) {
  const image = new ImageData(side, side), canvas = new OffscreenCanvas(side, side), size = side * side;
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const i = row * side + column, value = ((1 - part) * values[from * size + i] + part * values[to * size + i]) / 255;
      const pixel = 4 * ((side - 1 - row) * side + column);
      image.data.set(shade(shades, Math.max(0, (value - low) / (1 - low))), pixel);
      image.data[pixel + 3] = 255;
    }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

// Values over the frames as a line, from 0 on; a disc stands at the present one.
function curve(svg, values, most, now, colour, paper) {
  const width = svg.clientWidth, height = svg.clientHeight;
  if (width < 40) return; // not on the page, or no longer
  const x = (i) => 5 + (i / Math.max(1, values.length - 1)) * (width - 10), y = (v) => height - 3 - (v / (most || 1)) * (height - 10);
  const points = values.flatMap((v, i) => (v === null ? [] : [`${x(i)},${y(v)}`]));
  let out = tag("line", { class: "axis", x1: 0, x2: width, y1: y(0), y2: y(0) });
  out += tag("path", { d: `M${points.join("L")}`, fill: "none", stroke: colour, "stroke-width": 2 });
  if (values[now] !== null) out += tag("circle", { cx: x(now), cy: y(values[now]), r: 4.5, fill: colour, stroke: paper, "stroke-width": 1.5 });
  svg.innerHTML = out;
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), find = (c) => root.querySelector(c), { words } = data;
  const canvas = find("canvas"), play = find(".play"), slider = find(".slider"), last = data.steps.length - 1;
  const trainings = data.trainings.map((training) => read(training, data.steps.length));
  const shades = Object.fromEntries(Object.entries(data.surfaces).map(([name, colours]) => [name, colours.map(rgb)]));
  say(root, words);
  hideControls(root, data);
  for (const [name, colour] of [["accent", data.accent], ["ink", data.ink], ["first", data.terms[0]], ["second", data.terms[1]]]) root.style.setProperty(`--${name}`, colour);
  const start = () => ({ training: data.at, d: last, g: last, surface: "confidence", arrows: [true, true], isSlow: false });
  if (!kept.has(data.version)) kept.set(data.version, start());
  const set = kept.get(data.version); // d, g: the frames of D with the classifier, and of G
  const unlink = inLink("game", data, (asked) => {
    const { training, d, g, surface, arrows, isSlow } = like(asked, set), frames = data.steps.length;
    Object.assign(set, { training: placed(training, data.trainings.length), d: placed(d, frames), g: placed(g, frames), arrows, isSlow }, SURFACES.includes(surface) ? { surface } : {});
  }, () => set);
  let playing = null, moving = null, pointed = null, spots = [];

  const now = () => trainings[set.training];
  const isOnData = ([x, y]) => data.means.some(([a, b]) => Math.hypot(x - a, y - b) <= data.near);
  const shares = trainings.map((training) => data.steps.map((_, frame) => training.samples(frame).map(isOnData).filter(Boolean).length / training.samples(frame).length));
  const most = [0, 1].map((term) => Math.max(...trainings.flatMap((t) => t.terms[term].filter((v) => v !== null))));

  // ---- the picture ----

  const draw = () => {
    const width = canvas.clientWidth, side = width - LEFT, ratio = window.devicePixelRatio || 1;
    if (side < 80) return; // not on the page, or no longer
    const height = side + BOTTOM, half = data.frame, style = getComputedStyle(canvas);
    Object.assign(canvas, { width: width * ratio, height: height * ratio });
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d"), training = now(), part = moving ? Math.min(1, (performance.now() - moving.begun) / moving.pace) : 1;
    const x = (v) => LEFT + (side * (v + half)) / (2 * half), y = (v) => (side * (half - v)) / (2 * half);
    context.scale(ratio, ratio);
    context.font = `12px ${style.fontFamily}`;
    context.fillStyle = data.ink;
    for (const v of roundTicks(-half, half)) {
      context.textAlign = "center";
      if (Math.abs(v) < half) context.fillText(minus(String(v)), x(v), side + 16);
      context.textAlign = "right";
      if (Math.abs(v) < half) context.fillText(minus(String(v)), LEFT - 6, y(v) + 4);
    }
    context.save();
    context.beginPath();
    context.rect(LEFT, 0, side, side);
    context.clip();
    const from = moving ?? { d: set.d, g: set.g };
    if (set.surface !== "nothing")
      context.drawImage(painted(training.surfaces[set.surface], from.d, set.d, part, shades[set.surface], set.surface === "confidence" ? 0.5 : 0), LEFT, 0, side, side);
    context.strokeStyle = data.paper;
    context.lineWidth = 0.8;
    context.globalAlpha = 0.45;
    for (const { xy, colour, symbol } of data.classes) {
      context.fillStyle = colour;
      for (const [a, b] of xy) marker(context, symbol, x(a), y(b), 3);
    }
    context.globalAlpha = 1;
    const to = training.samples(set.g), before = moving ? training.samples(from.g) : to;
    const samples = to.map((place, i) => place.map((v, j) => before[i][j] + part * (v - before[i][j])));
    const pushes = set.g === set.d && part === 1 ? training.pushes(set.d) : null; // known where both stand at one step
    pushes?.forEach((term, n) => { if (set.arrows[n]) arrows(context, samples, term, data.terms[n], x, y); });
    context.fillStyle = data.generated;
    context.strokeStyle = data.paper;
    context.lineWidth = 0.8;
    spots = samples.map(([a, b], i) => [x(a), y(b), i]);
    for (const [px, py] of spots) marker(context, data.symbol, px, py, side < WIDE ? 2.2 : 3.2);
    if (pointed !== null && pushes) {
      const [px, py] = spots[pointed];
      context.strokeStyle = data.ink;
      context.lineWidth = 2;
      context.beginPath();
      context.arc(px, py, 8, 0, 2 * Math.PI);
      context.stroke();
    }
    context.restore();
    context.strokeStyle = style.getPropertyValue("--st-border-color") || "#999";
    context.strokeRect(LEFT, 0, side, side);
    if (part === 1) moving = null;
    else requestAnimationFrame(draw);
  };

  function arrows(context, samples, pushes, colour, x, y) {
    context.strokeStyle = colour;
    context.lineWidth = 1.4;
    context.beginPath();
    samples.forEach(([a, b], i) => {
      const [dx, dy] = pushes[i], length = Math.hypot(dx, dy), by = Math.min(1, canvas.clientWidth / WIDE) * Math.min(LONGEST, GAIN * length);
      if (by < 2) return;
      const [ux, uy] = [dx / length, -dy / length], [px, py] = [x(a), y(b)], [tx, ty] = [px + by * ux, py + by * uy], head = Math.min(4, by / 2);
      context.moveTo(px, py);
      context.lineTo(tx, ty);
      for (const s of [-1, 1]) {
        context.moveTo(tx, ty);
        context.lineTo(tx - head * ux + s * 0.7 * head * uy, ty - head * uy - s * 0.7 * head * ux);
      }
    });
    context.stroke();
  }

  const beta = scrubbed(words.beta, (n) => {
    take(Math.min(trainings.length - 1, Math.max(0, set.training + n)));
    find(".betas").querySelectorAll("input")[set.training].checked = true;
  }, BETA);
  const [before, after] = ["span", "span"].map((name) => document.createElement(name));
  find(".about").replaceChildren(before, beta.place, after); // around it the sentence changes
  const take = (i) => { set.training = i; pointed = null; render(); };

  const tell = () => {
    const training = now(), { g, d } = set, facts = { step: data.steps[g], before: data.steps[d], last: data.steps[last] };
    const step = filled(g === d ? words.step : words.ahead, facts);
    slider.value = d;
    slider.setAttribute("aria-valuetext", step);
    find(".step").textContent = step;
    [before.textContent, after.textContent] = training.about.split("{beta}");
    beta.show(training.beta, Number(training.beta));
    [find("button.g").disabled, find("button.d").disabled] = [g !== d, g === d];
    const written = TERMS.map((_, n) => (training.terms[n][g] === null ? words.unknown : training.terms[n][g].toFixed(n ? 4 : 2)));
    TERMS.forEach((name, n) => { find(`[data-n=${name}]`).textContent = written[n]; });
    find("[data-n=on_data]").textContent = percent(shares[set.training][g]);
    const charts = root.querySelectorAll("figure > svg");
    [0, 1].forEach((n) => curve(charts[n], training.terms[n], most[n], g, data.terms[n], data.paper));
    curve(charts[2], shares[set.training], 1, g, data.ink, data.paper);
    const pushes = g === d && pointed !== null ? training.pushes(d).map((term) => Math.hypot(...term[pointed]).toFixed(2)) : null;
    find(".pushed").textContent = pushes ? filled(words.pushed, { first: pushes[0], second: pushes[1], most: (LONGEST / GAIN).toFixed(1) }) : words.point;
    const told = filled(words.told, { beta: training.beta, step, first: written[0], second: written[1], share: percent(shares[set.training][g]) });
    canvas.setAttribute("aria-label", `${data.alt} ${told}`);
    if (!playing) find(".told").textContent = told;
  };
  const render = () => { tell(); draw(); };

  // ---- the controls ----

  const go = ({ d = set.d, g = set.g }, isSlow = false) => {
    const still = !isSlow || matchMedia("(prefers-reduced-motion: reduce)").matches;
    moving = still ? null : { d: set.d, g: set.g, begun: performance.now(), pace: set.isSlow ? PACE.slow : PACE.fast };
    pointed = null;
    Object.assign(set, { d, g });
    render();
  };
  const stop = () => {
    clearTimeout(playing);
    playing = null;
    play.textContent = "▶";
    play.setAttribute("aria-label", words.play);
  };
  const turn = () => { // G learns, then D answers
    if (set.d === last) { stop(); return tell(); }
    go(set.g === set.d ? { g: set.g + 1 } : { d: set.g }, true);
    playing = setTimeout(turn, set.isSlow ? PACE.slow : PACE.fast);
  };
  play.onclick = () => {
    if (playing) return stop();
    if (set.d === last) go({ d: 0, g: 0 });
    play.textContent = "❚❚";
    play.setAttribute("aria-label", words.pause);
    turn();
  };
  find("button.g").onclick = () => {
    stop();
    if (set.d === last) go({ d: 0, g: 0 });
    go({ g: set.g + 1 }, true);
  };
  find("button.d").onclick = () => { stop(); go({ d: set.g }, true); };
  slider.max = last;
  slider.oninput = () => { stop(); go({ d: Number(slider.value), g: Number(slider.value) }); };
  find(".slow").checked = set.isSlow;
  find(".slow").onchange = ({ target }) => { set.isSlow = target.checked; };

  const small = (text) => Object.assign(document.createElement("small"), { textContent: text });
  const weight = (beta) => Object.assign(document.createElement("span"), { innerHTML: `β<sub>G</sub> = ${beta}` });
  oneOf(find(".betas"), `beta:${data.version}`, trainings.map(({ beta, name }) => [weight(beta), small(name)]), set.training, take);
  oneOf(find(".surfaces"), `surface:${data.version}`, SURFACES.map((name) => words[name]), SURFACES.indexOf(set.surface), (i) => { set.surface = SURFACES[i]; render(); });
  find(".arrows").querySelectorAll("label").forEach((label) => label.remove());
  TERMS.forEach((name, n) => {
    const label = document.createElement("label"), input = Object.assign(document.createElement("input"), { type: "checkbox", checked: set.arrows[n] });
    input.onchange = () => { set.arrows[n] = input.checked; render(); };
    label.style.setProperty("--colour", data.terms[n]);
    label.append(input, document.createElement("i"), words[name]);
    find(".arrows").append(label);
  });
  const made = { symbol: data.symbol, colour: data.generated, name: words.samples };
  find(".legend").replaceChildren(...[...data.classes, made].map((item) => {
    const entry = document.createElement("span");
    entry.innerHTML = markerIcon(item);
    entry.append(item.name);
    return entry;
  }));
  canvas.onpointermove = (event) => {
    const [x, y] = within(event, canvas), found = spots.map(([px, py, i]) => [Math.hypot(px - x, py - y), i]).sort((a, b) => a[0] - b[0])[0];
    const next = found && found[0] <= REACH ? found[1] : null;
    if (next === pointed) return;
    pointed = next;
    render();
  };
  canvas.onpointerleave = () => { pointed = null; render(); };
  stop();
  render();
  return redrawn(parentElement, root, render, () => { stop(); unlink(); });
}
