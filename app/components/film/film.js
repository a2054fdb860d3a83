// Frames of a training. `data`: see film() in __init__.py.
const INTERVAL = 120; // milliseconds a frame stays while playing
const LEFT = 44, BOTTOM = 40; // pixels of a plot for its axis labels
const leftOf = (width) => (width < 240 ? 30 : LEFT); // of a map: two stand side by side on a phone
const HIGH = 380; // pixels of a plot that is no map
const kept = new Map(); // version -> frame that a hand chose, while the page is open

const lineIcon = ({ kind, colour }) =>
  `<svg viewBox="0 0 22 12" aria-hidden="true">${tag("line", { x1: 0, x2: 22, y1: 6, y2: 6, stroke: colour, "stroke-width": 2.5, "stroke-dasharray": DASHES[kind] })}</svg>`;

function legend(items, icon) {
  const box = document.createElement("div");
  box.className = "legend";
  for (const item of items) {
    const entry = document.createElement("span");
    entry.innerHTML = icon(item);
    entry.append(item.name);
    box.append(entry);
  }
  return box;
}

// ---- one function for each kind of panel: adds it to `figure`, returns draw(frame) ----

// The map's pixels as an image: byte 0 is the value span[0], and colours run from `low` to span[1].
function painter({ side, span, low, colours, bytes: text }) {
  const values = bytes(text), shades = colours.map(rgb);
  const image = new ImageData(side, side), canvas = new OffscreenCanvas(side, side);
  const table = [...Array(256)].map((_, v) => {
    const value = span[0] + (v / 255) * (span[1] - span[0]);
    return shade(shades, Math.max(0, (value - low) / (span[1] - low || 1)));
  });
  return (frame) => {
    const start = frame * side * side;
    for (let row = 0; row < side; row++)
      for (let column = 0; column < side; column++) {
        const pixel = 4 * ((side - 1 - row) * side + column); // row 0 is the lowest
        image.data.set(table[values[start + row * side + column]], pixel);
        image.data[pixel + 3] = 255;
      }
    canvas.getContext("2d").putImageData(image, 0, 0);
    return canvas;
  };
}

const written = (value) => minus(String(Math.round(100 * value) / 100));

// A name beside the axis: from below to above where it is long.
function upright(context, name, x, y) {
  if (name.length < 4) return context.fillText(name, x, y - 18);
  context.save();
  context.translate(x, y);
  context.rotate(-Math.PI / 2);
  context.fillText(name, 0, 0);
  context.restore();
}

function scale({ span, low, label, colours }) {
  const box = document.createElement("div");
  box.className = "scale";
  box.innerHTML = `<span>${written(low)}</span><i></i><span>${written(span[1])} &nbsp; ${label}</span>`;
  box.querySelector("i").style.background = `linear-gradient(90deg, ${colours.join(", ")})`;
  return box;
}

function mapPanel(figure, panel, data) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${panel.title} ${data.alt}`);
  const marks = [...panel.points, panel.outliers, panel.moving].filter(Boolean);
  figure.append(legend(marks, markerIcon), canvas);
  if (panel.map) figure.append(scale(panel.map));
  const paint = panel.map && painter(panel.map);
  const places = panel.moving && new Int16Array(bytes(panel.moving.bytes).buffer);
  const each = places && places.length / data.labels.length;

  return (frame) => {
    const width = canvas.clientWidth, left = leftOf(width), side = width - left - 4, height = side + BOTTOM;
    if (side < 40) return; // not on the page, or no longer
    const ratio = window.devicePixelRatio || 1, style = getComputedStyle(canvas);
    Object.assign(canvas, { width: width * ratio, height: height * ratio });
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const [across, up] = panel.centre, half = panel.frame;
    const x = (v) => left + (side * (v - across + half)) / (2 * half);
    const y = (v) => (side * (half - v + up)) / (2 * half);
    context.font = `12px ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.textAlign = "center";
    for (const v of roundTicks(across - half, across + half)) context.fillText(minus(String(v)), x(v), side + 16);
    context.textAlign = "right";
    for (const v of roundTicks(up - half, up + half)) context.fillText(minus(String(v)), left - 6, y(v) + 4);
    context.textAlign = "center";
    context.fillText(panel.axes[0], x(across), side + 34);
    upright(context, panel.axes[1], 10, y(up));
    context.save();
    context.beginPath();
    context.rect(left, 0, side, side);
    context.clip();
    if (paint) context.drawImage(paint(frame), left, 0, side, side);
    context.strokeStyle = data.paper;
    context.lineWidth = 0.8;
    const now = panel.outliers && { ...panel.outliers, xy: panel.outliers.xy[frame] };
    for (const { xy, colour, symbol } of [...panel.points, now].filter(Boolean)) {
      context.fillStyle = colour;
      context.globalAlpha = panel.moving ? 0.5 : 1;
      for (let i = 0; i < xy.length; i += 2) marker(context, symbol, x(xy[i]), y(xy[i + 1]), panel.size);
    }
    context.globalAlpha = 1;
    if (places) {
      context.fillStyle = panel.moving.colour;
      for (let i = frame * each; i < (frame + 1) * each; i += 2)
        marker(context, panel.moving.symbol, x(places[i] / 1000), y(places[i + 1] / 1000), 4);
    }
    context.restore();
    if (panel.window) {
      context.strokeStyle = style.color;
      context.strokeRect(x(-panel.window), y(panel.window), x(panel.window) - x(-panel.window), y(-panel.window) - y(panel.window));
    }
    context.strokeStyle = style.getPropertyValue("--st-border-color") || "#999";
    context.strokeRect(left, 0, side, side);
  };
}

// An empty drawing, below the legend of its `items`.
function plot(figure, label, items, icon) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "plot");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  figure.append(legend(items, icon), svg);
  return svg;
}

function curvePanel(figure, panel, data) {
  const svg = plot(figure, `${panel.title}. ${data.alt}`, panel.points, markerIcon);
  const all = panel.y.flat(), reach = [Math.min(...all), Math.max(...all)];
  const margin = 0.04 * (reach[1] - reach[0] || 1), [low, high] = [reach[0] - margin, reach[1] + margin];
  const between = (values, at) => {
    const i = Math.min(panel.x.length - 2, Math.max(0, panel.x.findIndex((x) => x > at) - 1));
    const part = (at - panel.x[i]) / (panel.x[i + 1] - panel.x[i]);
    return values[i] + part * (values[i + 1] - values[i]);
  };
  return (frame) => {
    const left = leftOf(svg.clientWidth), side = svg.clientWidth - left - 4, values = panel.y[frame];
    if (side < 40) return;
    svg.style.height = `${side + BOTTOM}px`; // as high as a map, so that both can stand side by side
    const x = (v) => left + (side * (v + panel.frame)) / (2 * panel.frame);
    const y = (v) => (side * (high - v)) / (high - low);
    let out = "";
    for (const v of roundTicks(low, high)) {
      out += tag("line", { class: "axis", x1: left, x2: left + side, y1: y(v), y2: y(v) });
      out += tag("text", { class: "muted", x: left - 6, y: y(v) + 4, "text-anchor": "end" }, written(v));
    }
    for (const v of [-10, -5, 0, 5, 10])
      out += tag("text", { x: x(v), y: side + 16, "text-anchor": "middle" }, written(v));
    out += tag("text", { x: x(0), y: side + 34, "text-anchor": "middle" }, "x₁");
    out += tag("rect", { class: "axis", x: left, y: 0, width: side, height: side, fill: "none" });
    out += tag("path", { d: `M${values.map((v, i) => `${x(panel.x[i])},${y(v)}`).join("L")}`, fill: "none", stroke: data.accent, "stroke-width": 2.5 });
    for (const { x: places, colour, symbol } of panel.points)
      for (const at of places) out += drawnMarker(symbol, x(at), y(between(values, at)), 3.5, { fill: colour, stroke: data.paper, "stroke-width": 0.8 });
    svg.innerHTML = out;
  };
}

function histogramPanel(figure, panel, data) {
  const svg = plot(figure, data.alt, panel.lines, lineIcon);
  svg.style.height = `${HIGH}px`;
  return (frame) => {
    const width = svg.clientWidth, height = svg.clientHeight;
    if (width < 80) return;
    const x = (f) => LEFT + f * (width - LEFT - 8), y = (v) => height - BOTTOM - v * (height - BOTTOM - 28);
    let out = "";
    for (const v of [0, 0.25, 0.5, 0.75, 1]) {
      out += tag("line", { class: "axis", x1: x(0), x2: x(1), y1: y(v), y2: y(v) });
      out += tag("text", { class: "muted", x: LEFT - 6, y: y(v) + 4, "text-anchor": "end" }, `${100 * v}%`);
      out += tag("text", { class: "muted", x: x(v), y: y(0) + 16, "text-anchor": "middle" }, v);
    }
    out += tag("text", { x: x(0.5), y: height - 4, "text-anchor": "middle" }, data.words.confidence);
    out += tag("text", { class: "muted", x: 0, y: y(1) - 16 }, data.words.share);
    for (const { kind, colour, shares } of panel.lines) {
      const now = shares[frame], n = now.length;
      const path = now.map((v, i) => `L${x(i / n)},${y(v)}L${x((i + 1) / n)},${y(v)}`).join("");
      const outline = `M${x(0)},${y(0)}${path}L${x(1)},${y(0)}`;
      if (kind === "id") out += tag("path", { d: outline, fill: colour, opacity: 0.25 });
      out += tag("path", { d: outline, fill: "none", stroke: colour, "stroke-width": 2.5, "stroke-dasharray": DASHES[kind] });
    }
    svg.innerHTML = out;
  };
}

// The terms of the loss over the training; a line stands at the step of the frame.
function lossesPanel(figure, panel, data) {
  const svg = plot(figure, data.words.losses, panel.lines, lineIcon);
  const all = panel.lines.flatMap(({ y }) => y), isBesideMap = data.panels.some(({ kind }) => kind === "map");
  const [low, high] = panel.log
    ? [Math.floor(Math.log10(Math.min(...all))), Math.ceil(Math.log10(Math.max(...all)))]
    : [Math.min(0, ...all), all.length ? Math.max(...all) : 1];
  const ticks = roundTicks(low, high, 4).filter((v) => !panel.log || Number.isInteger(v));
  return (frame) => {
    const width = svg.clientWidth, right = width - LEFT - 8, height = isBesideMap ? width - LEFT - 4 : HIGH - BOTTOM;
    if (right < 40) return;
    svg.style.height = `${height + BOTTOM}px`;
    const x = (step) => LEFT + (right * step) / panel.steps, y = (v) => 26 + ((high - v) / (high - low)) * (height - 26);
    let out = tag("text", { class: "muted", x: 0, y: 12 }, panel.log ? data.words.log_loss : data.words.loss);
    for (const v of ticks) {
      out += tag("line", { class: "axis", x1: LEFT, x2: LEFT + right, y1: y(v), y2: y(v) });
      out += tag("text", { class: "muted", x: LEFT - 6, y: y(v) + 4, "text-anchor": "end" }, panel.log ? `10${raised(v)}` : minus(String(v)));
    }
    for (const step of roundTicks(0, panel.steps, 4)) out += tag("text", { class: "muted", x: x(step), y: height + 16, "text-anchor": "middle" }, step);
    out += tag("text", { x: LEFT + right / 2, y: height + 34, "text-anchor": "middle" }, data.words.steps);
    if (panel.at.length > 1) out += tag("line", { x1: x(panel.at[frame]), x2: x(panel.at[frame]), y1: 26, y2: height, stroke: data.accent });
    for (const line of panel.lines) {
      const places = line.x.map((step, i) => [x(step), y(panel.log ? Math.log10(line.y[i]) : line.y[i])]);
      out += tag("path", { d: `M${places.join("L")}`, fill: "none", stroke: line.colour, "stroke-width": 2, "stroke-dasharray": DASHES[line.kind] });
      if (places.length < 4) out += places.map(([cx, cy]) => tag("circle", { cx, cy, r: 3.5, fill: line.colour })).join("");
    }
    svg.innerHTML = out;
  };
}

function sheetPanel(figure, panel, data) {
  const image = Object.assign(document.createElement("img"), { className: "sheet", alt: `${panel.title}. ${data.alt}` });
  figure.append(image);
  return (frame) => { image.src = panel.sheets[frame]; };
}

// Bars from 0, with a faint mark for the value in every frame.
function gaugesPanel(figure, panel) {
  const bars = panel.gauges.map(({ heading, name, about, colour, shares }) => {
    const box = document.createElement("div");
    box.className = "gauge";
    box.innerHTML = `<div class="heading"></div><p><span></span><b></b></p><div role="meter" aria-valuemin="0" aria-valuemax="1">
      <i style="background: ${colour}"></i>${shares.map((s) => `<s style="left: ${100 * s}%"></s>`).join("")}</div><small></small>`;
    const [title, label, bar, note] = [".heading", "span", "[role=meter]", "small"].map((c) => box.querySelector(c));
    [title.textContent, label.textContent, note.textContent] = [heading, name, about];
    title.hidden = !heading;
    bar.setAttribute("aria-label", name);
    figure.append(box);
    return bar;
  });
  return (frame) => {
    bars.forEach((bar, i) => {
      const { shares, texts } = panel.gauges[i];
      bar.querySelector("i").style.width = `${100 * shares[frame]}%`;
      bar.parentElement.querySelector("b").textContent = texts[frame];
      bar.setAttribute("aria-valuenow", shares[frame]);
      bar.setAttribute("aria-valuetext", texts[frame]);
    });
  };
}

const PANELS = { map: mapPanel, curve: curvePanel, histogram: histogramPanel, losses: lossesPanel, sheet: sheetPanel, gauges: gaugesPanel };

// ---- the widget ----

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), box = root.querySelector(".panels");
  const [play, slider, step, stops] = [".play", ".slider", ".step", ".stops"].map((c) => root.querySelector(c));
  root.style.setProperty("--accent", data.accent);
  root.style.setProperty("--columns", data.panels.length);
  root.style.setProperty("--stops", data.stops.length);
  root.classList.toggle("named", data.stops.length > 0);
  root.classList.toggle("still", data.labels.length === 1);
  slider.setAttribute("aria-label", data.name);
  root.querySelector(".name").textContent = data.name;
  hideControls(root, data);
  const last = data.labels.length - 1;
  let frame = Math.min(last, kept.get(data.version) ?? data.at), timer = null;
  const unlink = inLink(`film:${data.version.split(":")[0]}`, data, (asked) => kept.set(data.version, (frame = placed(like(asked, frame), last + 1))), () => frame);

  box.replaceChildren();
  const draws = data.panels.map((panel) => {
    const figure = document.createElement("figure"), caption = document.createElement("figcaption");
    caption.textContent = panel.title;
    figure.style.opacity = data.highlighted && data.highlighted !== panel.title ? FADED : 1;
    figure.append(caption);
    box.append(figure);
    return PANELS[panel.kind](figure, panel, data);
  });
  const render = () => {
    draws.forEach((draw) => draw(frame));
    slider.value = frame;
    step.textContent = data.labels[frame];
    [...stops.children].forEach((button, i) => button.setAttribute("aria-pressed", i === frame));
    slider.setAttribute("aria-valuetext", step.textContent);
  };
  const turn = (to) => {
    kept.set(data.version, (frame = to));
    render();
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶";
    play.setAttribute("aria-label", data.words.play);
  };
  const start = () => {
    if (frame === last) turn(0);
    timer = setInterval(() => {
      if (frame === last) return stop();
      turn(frame + 1);
    }, INTERVAL);
    play.textContent = "❚❚";
    play.setAttribute("aria-label", data.words.pause);
  };
  slider.max = last;
  const go = (to) => { stop(); turn(to); };
  slider.oninput = () => go(Number(slider.value));
  stops.replaceChildren(...data.stops.map((text, i) => {
    const button = Object.assign(document.createElement("button"), { type: "button", onclick: () => go(i) });
    for (const line of text.split("\n")) button.append(Object.assign(document.createElement("span"), { textContent: line }));
    return button;
  }));
  play.onclick = () => (timer ? stop() : start());
  stop();
  render();
  return redrawn(parentElement, box, () => draws.forEach((draw) => draw(frame)), () => { stop(); unlink(); });
}
