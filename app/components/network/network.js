// Four pictures on their way through a network. `data`: see network() in __init__.py.
const TERMS = { // part -> its formula; a part without one is lit by its neighbour's
  image: "<i>x</i>",
  maps: "<i>h</i> = CNN(<i>x</i>)",
  gap: "<i>h̄<sub>j</sub></i> = ∑<sub><i>u</i></sub> <i>h<sub>j</sub></i>(<i>u</i>) / <i>N</i>",
  features: "<i>f</i> = (<i>h̄</i><sub>1</sub>, …, <i>h̄</i><sub>D</sub>)",
  linear: "<i>w<sub>k</sub></i> · <i>f</i> + <i>b<sub>k</sub></i>",
  logits: "= <i>z<sub>k</sub></i>",
  softmax: "<i>p<sub>k</sub></i> = <i>e<sup>z<sub>k</sub></sup></i> / ∑<sub>i</sub> <i>e<sup>z<sub>i</sub></sup></i>",
  energy: "<i>E</i> = −log ∑<sub>i</sub> <i>e<sup>z<sub>i</sub></sup></i>",
  projection: "‖<i>g</i>(<i>f</i>)‖ · max<sub>m</sub> [cos(<i>g</i>(<i>f</i>), <i>g</i>(<i>f<sub>m</sub></i>))]",
  shift: "<i>W f</i>",
};
const NORMED = "<i>f</i> = norm(<i>h̄</i>)"; // of a network that rescales the means
const OF_CSI = ["projection", "shift"];
const kept = new Map(); // version -> what is set, while the page is open
let groups = 0;

const floats = (text) => new Float32Array(bytes(text).buffer);
const row = (array, i, n) => Array.from(array.subarray(i * n, (i + 1) * n));
const fixed = (x, digits = 2) => minus((Math.abs(x) < 0.5 * 10 ** -digits ? 0 : x).toFixed(digits));
const certain = (p) => `${(Math.floor(1000 * p) / 10).toFixed(1)}%`; // never rounded up to certainty

// What the network makes of input i.
function passed(network, i) {
  const logits = row(network.logits, i, network.bias.length);
  const scores = Object.entries(network.scores).map(([name, { score, id_percentile }]) => [name, { score: score[i], share: id_percentile[i] }]);
  return { pooled: row(network.pooled, i, network.width), f: row(network.features, i, network.width), z: logits, p: softmax(logits), E: energy(logits), best: logits.indexOf(Math.max(...logits)), ...Object.fromEntries(scores) };
}

const unpacked = (network) => {
  const found = { ...network };
  for (const name of ["pooled", "features", "weight", "bias", "logits"]) found[name] = floats(network[name]);
  found.width = found.weight.length / found.bias.length;
  found.groups = network.groups.map((group) => ({ ...group, bytes: bytes(group.bytes) }));
  return found;
};

// ---- pictures ----

function drawMap(canvas, { side, bytes: values, channels }, input, channel, { ink, paper }) {
  const [dark, light] = [ink, paper].map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  const start = (input * channels.length + channel) * side * side, pixels = new ImageData(side, side);
  for (let at = 0; at < side * side; at++) {
    const share = values[start + at] / 255;
    for (let c = 0; c < 3; c++) pixels.data[4 * at + c] = light[c] + share * (dark[c] - light[c]);
    pixels.data[4 * at + 3] = 255;
  }
  canvas.width = canvas.height = side;
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

// Bars from a common axis to the right, and to the left where negative. `strong`: indices in full ink.
function bars(svg, values, { ink, strong = [], left = 0, right = 0, labels = null, colour = ink, written = null }) {
  const width = svg.clientWidth, height = svg.clientHeight;
  if (width < 30) return; // not on the page, or no longer
  const low = Math.min(0, ...values), high = Math.max(1e-9, ...values), each = height / values.length;
  const x = (v) => left + ((v - low) / (high - low)) * (width - left - right);
  const thick = Math.max(1, Math.min(0.7 * each, 16));
  let out = "";
  values.forEach((v, i) => {
    const y = (i + 0.5) * each, isStrong = strong.includes(i);
    const from = Math.min(x(0), x(v)), long = Math.max(Math.abs(x(v) - x(0)), 0.5);
    out += `<g class="row" data-i="${i}">`;
    if (labels) out += tag("rect", { x: 0, y: y - each / 2, width, height: each, fill: "transparent" }) + tag("text", { x: left - 6, y: y + 4, "text-anchor": "end", class: isStrong ? "bold" : "muted" }, labels[i]);
    out += tag("rect", { x: from, y: y - thick / 2, width: long, height: thick, fill: isStrong ? colour : ink, opacity: isStrong ? 1 : 0.4 });
    if (written) out += tag("text", { x: Math.max(x(v), x(0)) + 5, y: y + 4, class: isStrong ? "bold" : "muted" }, written(v));
    out += "</g>";
  });
  out += tag("line", { class: "axis", x1: x(0), x2: x(0), y1: 0, y2: height });
  svg.innerHTML = out;
}

// A scale from low (ID) below to high (OOD) above: the ID test images' middle 90% and the four pictures.
function drawScale(svg, scores, input, { inputs, id, words }) {
  const width = svg.clientWidth, height = svg.clientHeight, top = 30, bottom = height - 30;
  if (width < 60) return;
  const [q05, q50, q95] = scores.id, low = Math.min(q05, ...scores.score), high = Math.max(q95, ...scores.score);
  const y = (v) => bottom - ((v - low) / (high - low)) * (bottom - top), at = 16;
  let out = tag("rect", { x: at - 11, width: 22, y: y(q95), height: y(q05) - y(q95), fill: id, opacity: 0.2 });
  for (const q of [q05, q50, q95]) out += tag("line", { x1: at - 11, x2: at + 11, y1: y(q), y2: y(q), stroke: id, "stroke-width": q === q50 ? 2.5 : 1.5 });
  out += tag("text", { class: "muted", x: 0, y: height - 8 }, words.band) + tag("text", { class: "muted", x: 0, y: 10 }, words.higher);
  const order = inputs.map((_, i) => i).sort((a, b) => (a === input) - (b === input)); // the chosen one on top
  for (const i of order) {
    const { colour, symbol } = inputs[i], is = i === input;
    out += drawnMarker(symbol, at, y(scores.score[i]), is ? 8 : 5, { fill: colour, opacity: is ? 1 : 0.75, stroke: "var(--paper)", "stroke-width": 1.5, class: "marker", "data-i": i });
    if (is) out += tag("text", { class: "bold", x: at + 17, y: y(scores.score[i]) + 4 }, fixed(scores.score[i]));
  }
  svg.innerHTML = out;
}

// ---- the widget ----

// Choose among words with a radio button each.
function radios(box, options, current, changed) {
  const name = `network${groups++}`;
  box.innerHTML = options.map((html, i) => `<label><input type="radio" name="${name}" value="${i}"${i === current ? " checked" : ""}>${html}</label>`).join("");
  for (const input of box.querySelectorAll("input")) input.onchange = () => changed(Number(input.value));
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), find = (selector) => root.querySelector(selector);
  const { words, inputs, classes } = data, networks = data.networks.map(unpacked);
  for (const [name, value] of [["accent", data.accent], ["paper", data.paper], ["ink", data.ink]]) root.style.setProperty(`--${name}`, value);
  say(root, words);
  hideControls(root, data);
  if (!kept.has(data.version)) kept.set(data.version, { input: 0, network: 0, channel: 0, k: null, lit: "image" });
  const set = kept.get(data.version);
  const unlink = inLink(data.version, data, (asked) => {
    const { input, network, channel, lit } = like(asked, set), { k } = asked;
    Object.assign(set, { input: placed(input, inputs.length), network: placed(network, networks.length), channel: placed(channel, networks[0].groups[2].channels.length), k: Number.isFinite(k) ? placed(k, classes.length) : null });
    if (Object.hasOwn(TERMS, lit)) set.lit = lit;
  }, () => set);
  set.network = Math.min(set.network, networks.length - 1);

  const light = (part) => { if (set.lit !== part) { set.lit = part; tell(); } };
  const parts = [...root.querySelectorAll(".part")];
  const terms = Object.keys(TERMS).map((part) => {
    const button = Object.assign(document.createElement("button"), { type: "button", innerHTML: TERMS[part] });
    button.dataset.term = part;
    button.setAttribute("aria-label", words[part]);
    return button;
  });
  find(".formula").replaceChildren(...terms);
  for (const place of [...parts, ...terms]) {
    const name = place.dataset.part ?? place.dataset.term;
    place.onpointerenter = place.onfocus = place.onclick = () => light(name);
  }

  // The sentence about what is lit, and the lights.
  const tell = () => {
    const network = networks[set.network], input = inputs[set.input], is = passed(network, set.input);
    const k = set.k ?? is.best, last = network.groups[2], channel = last.channels[set.channel];
    const sum = is.f.reduce((total, v, j) => total + v * network.weight[k * network.width + j], 0);
    const csi = network.csi, turns = csi && softmax(csi.shift_logits[set.input]), guess = csi && turns.indexOf(Math.max(...turns));
    const facts = {
      name: input.label, kind: input.kind, n: network.width, channel, mean: fixed(is.pooled[channel], 3), value: fixed(is.f[channel], 3),
      counts: network.groups.map((group, i) => `${network.counts[i]} × ${group.side} × ${group.side}`).join(", "),
      class: classes[k], sum: fixed(sum), bias: fixed(network.bias[k]), logit: fixed(is.z[k]), best: classes[is.best], top: fixed(is.z[is.best]),
      confidence: certain(is.p[is.best]), energy: fixed(is.E), network: network.title,
    };
    const part = set.lit === "features" && csi ? "normed" : set.lit;
    if (set.lit === "softmax") facts.share = percent(is.msp.share);
    if (set.lit === "energy") facts.share = percent(is.energy.share);
    if (csi && OF_CSI.includes(set.lit)) Object.assign(facts, { n: set.lit === "projection" ? csi.projection[0].length : facts.n, length: fixed(csi.lengths[set.input]), cosine: fixed(csi.cosines[set.input]), angle: data.rotations[guess], share: percent(turns[guess]), truth: data.rotations[input.turns], below: percent(is.csi.share) });
    const probe = csi && ["linear", "logits", "softmax", "energy"].includes(set.lit) ? ` ${words.about_probe}` : "";
    find(".about").innerHTML = filled(words[`about_${part}`], facts).replace(/\*\*(.+?)\*\*/g, "<b>$1</b>") + probe;
    find(".told").textContent = filled(words.told, facts);
    for (const place of parts) place.classList.toggle("lit", place.dataset.part === set.lit);
    for (const term of terms) term.setAttribute("aria-pressed", term.dataset.term === set.lit);
  };

  const render = () => {
    const network = networks[set.network], input = inputs[set.input], is = passed(network, set.input);
    const k = set.k ?? is.best, last = network.groups[2], look = { ink: data.ink };
    if (!network.csi && OF_CSI.includes(set.lit)) set.lit = "features";
    for (const place of [...root.querySelectorAll(".of-csi"), ...terms.filter((term) => OF_CSI.includes(term.dataset.term))]) place.hidden = !network.csi;
    find("[data-term=features]").innerHTML = network.csi ? NORMED : TERMS.features;
    Object.assign(find(".picture"), { src: input.picture, alt: `${input.label}, ${input.kind}` });
    find(".groups").replaceChildren(...network.groups.slice(0, 2).map((group, i) => {
      const box = Object.assign(document.createElement("div"), { className: "group" });
      box.append(...group.channels.map((_, c) => { const canvas = document.createElement("canvas"); drawMap(canvas, group, set.input, c, data); return canvas; }));
      box.append(Object.assign(document.createElement("span"), { textContent: `${network.counts[i]} × ${group.side}²` }));
      return box;
    }));
    find(".means").replaceChildren(...last.channels.map((channel, c) => {
      const line = Object.assign(document.createElement("div"), { className: "mean" }), canvas = document.createElement("canvas");
      line.classList.toggle("chosen", c === set.channel);
      drawMap(canvas, last, set.input, c, data);
      line.append(canvas, Object.assign(document.createElement("span"), { innerHTML: `→ <b data-channel="${channel}">${fixed(is.pooled[channel], 2)}</b>` }));
      line.addEventListener("click", () => { set.channel = c; find(".channel").value = c; render(); });
      return line;
    }));
    const channel = last.channels[set.channel], added = is.f.map((v, j) => v * network.weight[k * network.width + j]);
    bars(find(".vector"), is.f, { ...look, strong: [channel] });
    bars(find(".added"), added, { ...look, strong: [channel] });
    const named = { labels: classes, left: find(".logits").clientWidth < 150 ? 62 : 72 };
    bars(find(".logits"), is.z, { ...look, ...named, right: 42, strong: [k], written: (v) => fixed(v, 1) });
    bars(find(".softmax"), is.p, { ...look, right: 46, strong: [is.best], colour: data.certain, written: (v) => (v < 0.0005 ? "" : certain(v)) });
    for (const line of find(".logits").querySelectorAll(".row")) line.onclick = () => { set.k = Number(line.dataset.i); find(".class").value = set.k; render(); };
    drawScale(find(".energy"), network.scores.energy, set.input, data);
    if (network.csi) {
      bars(find(".projection"), network.csi.projection[set.input], look);
      const turns = softmax(network.csi.shift_logits[set.input]);
      bars(find(".shift"), turns, { ...look, labels: data.rotations, left: 44, right: 46, strong: [input.turns], written: certain });
    }
    find(".class").value = k;
    find(".adds").textContent = filled(words.adds, { class: classes[k] });
    for (const place of root.querySelectorAll("[data-verdict]")) {
      const score = is[place.dataset.verdict];
      if (score) place.textContent = filled(words.verdict, { share: percent(score.share), verdict: score.share > data.kept ? "OOD" : "ID" });
    }
    for (const svg of root.querySelectorAll(".flow svg")) svg.setAttribute("aria-label", words[svg.closest(".part").dataset.part]);
    tell();
  };

  radios(find(".inputs"), inputs.map(({ picture, label, kind, colour, symbol }) => `<img src="${picture}" alt=""><span>${label}<small style="--colour:${colour}">${markerIcon({ symbol, colour })}${kind}</small></span>`), set.input, (i) => { set.input = i; set.k = null; render(); });
  radios(find(".networks"), networks.map(({ title, accuracy }) => filled(words.accuracy, { title, accuracy })), set.network, (i) => { set.network = i; set.k = null; set.channel = 0; fill(); render(); });
  find(".networks").hidden = networks.length < 2;
  const fill = () => {
    find(".channel").innerHTML = networks[set.network].groups[2].channels.map((channel, c) => `<option value="${c}">${channel}</option>`).join("");
    find(".channel").value = set.channel;
  };
  fill();
  find(".class").innerHTML = classes.map((name, k) => `<option value="${k}">${name}</option>`).join("");
  find(".class").onchange = (event) => { set.k = Number(event.target.value); set.lit = "linear"; render(); };
  find(".channel").onchange = (event) => { set.channel = Number(event.target.value); set.lit = "gap"; render(); };
  render();
  return redrawn(parentElement, root, render, unlink);
}
