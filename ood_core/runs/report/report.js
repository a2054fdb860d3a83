// Each run of the report: a threshold over histograms, every metric, a feature map, the card.

const BINS = 60;
const { words, names, runs } = JSON.parse(document.getElementById("content").textContent);
const MARKS = { id: "●", near: "◆", far: "✕", shift: "▲" };

function element(name, parent, text = "", more = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(more)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

function numbers(base64) {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

// The share of ordered values that are above a limit.
function above(values, limit) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return (values.length - low) / values.length;
}

function percent(share) {
  return (100 * share).toFixed(1) + "%";
}

// A sentence with what stands for each of its places.
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_place, name) => values[name]);
}

// What a population, a test or a kind is called.
function label(name) {
  return names[name] ?? name.split("/").pop().replaceAll("_", " ");
}

function ready(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const { width, height } = canvas.getBoundingClientRect();
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

function colour(kind) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + kind).trim();
}

function threshold(run, place) {
  element("h3", place, words.threshold);
  const choice = element("label", place, words.score + " ");
  const select = element("select", choice);
  for (const score of Object.keys(run.quantiles)) element("option", select, score, { value: score });
  const canvas = element("canvas", place, "", {
    role: "img",
    "aria-label": words.histograms,
  });
  const range = element("input", place, "", {
    type: "range", min: 0, max: 1000, step: 1, "aria-label": words.threshold,
  });
  const told = element("p", place, "", { class: "told", "aria-live": "polite" });
  const body = element("tbody", element("table", element("div", place, "", { class: "scroll" })));
  let values;
  let low;
  let high;
  let at; // the threshold: first the exact one, then where the slider stands

  function draw() {
    const { context, width, height } = ready(canvas);
    for (const [name, found] of Object.entries(values)) {
      const counts = new Array(BINS).fill(0);
      for (const value of found) {
        const bin = Math.floor((BINS * (value - low)) / (high - low || 1));
        counts[Math.max(0, Math.min(BINS - 1, bin))] += 1;
      }
      const most = Math.max(...counts);
      context.strokeStyle = colour(run.kinds[name]);
      context.lineWidth = name === "id_test" ? 3 : 1.5;
      context.setLineDash({ near: [7, 3], far: [2, 3], shift: [7, 3, 2, 3] }[run.kinds[name]] || []);
      context.beginPath();
      counts.forEach((count, bin) => {
        const y = height - 4 - ((height - 12) * count) / most;
        context.lineTo((width * bin) / BINS, y);
        context.lineTo((width * (bin + 1)) / BINS, y);
      });
      context.stroke();
    }
    context.setLineDash([]);
    context.strokeStyle = getComputedStyle(document.body).color;
    context.lineWidth = 2;
    context.beginPath();
    const x = (width * (at - low)) / (high - low || 1);
    context.moveTo(x, 0);
    context.lineTo(x, height);
    context.stroke();
    const share = percent(above(values.id_test, at));
    told.textContent = filled(words.above, { limit: at.toPrecision(4), share });
    body.replaceChildren();
    for (const [name, found] of Object.entries(values)) {
      const row = element("tr", body);
      const kind = run.kinds[name];
      element("td", row, `${MARKS[kind]} ${label(name)}`, { class: kind });
      element("td", row, label(kind));
      element("td", row, filled(words.inputs, { n: run.sizes[name] }));
      element("td", row, filled(words.called, { share: percent(above(found, at)) }));
    }
  }

  function choose() {
    const quantiles = run.quantiles[select.value];
    values = Object.fromEntries(Object.entries(quantiles).map(([n, text]) => [n, numbers(text)]));
    low = Math.min(...Object.values(values).map((found) => found[0]));
    high = Math.max(...Object.values(values).map((found) => found[found.length - 1]));
    const id = values.id_test;
    at = id[Math.min(id.length - 1, Math.ceil(0.95 * id.length) - 1)];
    range.value = high > low ? (1000 * (at - low)) / (high - low) : 500;
    draw();
  }

  function slide() {
    at = low + ((high - low) * range.value) / 1000;
    draw();
  }

  function drag(event) {
    if (event.buttons !== 1 && event.type !== "pointerdown") return;
    const box = canvas.getBoundingClientRect();
    range.value = (1000 * (event.clientX - box.left)) / box.width;
    slide();
  }

  select.addEventListener("change", choose);
  range.addEventListener("input", slide);
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    drag(event);
  });
  canvas.addEventListener("pointermove", drag);
  window.addEventListener("resize", draw);
  choose();
}

function table(run, place) {
  element("h3", place, words.every);
  const whole = element("table", element("div", place, "", { class: "scroll" }));
  const head = element("tr", element("thead", whole));
  const columns = [words.column_test, words.column_score, words.column_kind, ...run.metrics];
  for (const title of columns) element("th", head, title);
  const body = element("tbody", whole);
  for (const { test, kind, scores, intervals } of run.tests) {
    for (const [score, values] of Object.entries(scores)) {
      const row = element("tr", body);
      for (const text of [label(test), score, label(kind)]) element("td", row, text);
      values.forEach((value, i) => {
        const ends = intervals[score] ? ` [${intervals[score][i].map(percent).join(", ")}]` : "";
        element("td", row, percent(value) + ends);
      });
    }
  }
}

function map(run, place) {
  const names = Object.keys(run.map);
  if (!names.length) return;
  element("h3", place, words.map);
  const canvas = element("canvas", place, "", { class: "map", role: "img", "aria-label": words.map });
  const key = element("p", place);
  for (const name of names) {
    const kind = run.kinds[name];
    element("span", key, `${MARKS[kind]} ${label(name)}`, { class: "key " + kind });
  }
  const all = names.flatMap((name) => run.map[name]);
  const ends = [0, 1].map((i) => [Math.min(...all.map((p) => p[i])), Math.max(...all.map((p) => p[i]))]);

  function draw() {
    const { context, width, height } = ready(canvas);
    context.font = "9px system-ui";
    context.textAlign = "center";
    context.globalAlpha = 0.7;
    for (const name of names) {
      context.fillStyle = colour(run.kinds[name]);
      for (const point of run.map[name]) {
        const [x, y] = ends.map(([low, high], i) => (point[i] - low) / (high - low || 1));
        context.fillText(MARKS[run.kinds[name]], 8 + x * (width - 16), height - 8 - y * (height - 16));
      }
    }
  }

  window.addEventListener("resize", draw);
  draw();
}

function show(run) {
  const place = element("section", document.getElementById("report"));
  element("h2", place, `${run.method}: ${run.name}`);
  element("p", place, `${run.benchmark} ${filled(words.accuracy, { share: percent(run.accuracy) })}`);
  threshold(run, place);
  table(run, place);
  map(run, place);
  element("h3", place, words.again);
  element("pre", place, run.card.command);
  const card = element("details", place);
  element("summary", card, words.card);
  element("pre", card, JSON.stringify(run.card, null, 1));
}

for (const run of runs) show(run);
