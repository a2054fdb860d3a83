// Points of populations in two dimensions. `data`: see space() in __init__.py.
const LEFT = 56, BOTTOM = 42, SIZE = 4.5; // pixels: for the axes, and half a marker's width
const NEAR = 12; // pixels from a point at which it is meant
const hidden = new Map(); // the map's name -> places of layers that are not drawn, while the page is open

const ring = `<svg viewBox="0 0 22 12" aria-hidden="true">${tag("circle", { cx: 11, cy: 6, r: 4.5, fill: "none", stroke: "currentColor", "stroke-width": 2 })}</svg>`;

function legend(box, data, off, changed) {
  const entries = data.layers.map(({ name, ...look }, layer) => {
    const entry = Object.assign(document.createElement("button"), { type: "button", innerHTML: markerIcon(look) });
    entry.append(name);
    entry.setAttribute("aria-pressed", !off.has(layer));
    entry.onclick = () => {
      if (!off.delete(layer)) off.add(layer);
      entry.setAttribute("aria-pressed", !off.has(layer));
      changed();
    };
    return entry;
  });
  if (data.ringed) {
    const entry = Object.assign(document.createElement("span"), { innerHTML: ring });
    entry.append(data.selected);
    entries.unshift(entry);
  }
  box.replaceChildren(...entries.reverse()); // the topmost first
}

// Where values stand: one unit is as long across as up, and all points are inside.
function places({ centre, span }, width, height) {
  const scale = Math.min((width - LEFT - 4) / span[0], (height - BOTTOM - 4) / span[1]);
  const [middle, level] = [(width + LEFT) / 2, (height - BOTTOM) / 2];
  return { scale, x: (v) => middle + scale * (v - centre[0]), y: (v) => level - scale * (v - centre[1]) };
}

function draw(canvas, data, off) {
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = devicePixelRatio || 1;
  if (width < 120) return; // not on the page, or no longer
  Object.assign(canvas, { width: width * ratio, height: height * ratio });
  const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
  context.scale(ratio, ratio);
  const { scale, x, y } = places(data, width, height), [right, base] = [width - 4, height - BOTTOM];
  const [halfAcross, halfUp] = [(right - LEFT) / 2 / scale, base / 2 / scale];
  context.font = `12px ${style.fontFamily}`;
  context.strokeStyle = style.getPropertyValue("--st-border-color") || "#999";
  context.fillStyle = style.color;
  const line = (...ends) => { context.beginPath(); context.moveTo(ends[0], ends[1]); context.lineTo(ends[2], ends[3]); context.stroke(); };
  context.textAlign = "center";
  for (const v of roundTicks(data.centre[0] - halfAcross, data.centre[0] + halfAcross)) {
    line(x(v), 0, x(v), base);
    context.fillText(minus(String(v)), x(v), base + 16);
  }
  context.textAlign = "right";
  for (const v of roundTicks(data.centre[1] - halfUp, data.centre[1] + halfUp)) {
    line(LEFT, y(v), right, y(v));
    context.fillText(minus(String(v)), LEFT - 6, y(v) + 4);
  }
  context.textAlign = "center";
  context.fillText(data.axes[0], (LEFT + right) / 2, height - 6);
  context.save();
  context.translate(12, base / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(data.axes[1], 0, 0);
  context.restore();
  for (const [layer, { colour, symbol, isHollow, xy }] of data.layers.entries()) {
    if (off.has(layer)) continue;
    [context.fillStyle, context.strokeStyle] = isHollow ? ["transparent", colour] : [colour, data.paper];
    context.lineWidth = isHollow ? 1.6 : 0.8;
    for (let i = 0; i < xy.length; i += 2) marker(context, symbol, x(xy[i]), y(xy[i + 1]), SIZE);
  }
  if (!data.ringed) return;
  const [layer, row] = data.ringed, { xy } = data.layers[layer];
  context.strokeStyle = style.color;
  context.lineWidth = 3;
  context.beginPath();
  context.arc(x(xy[2 * row]), y(xy[2 * row + 1]), 10, 0, 2 * Math.PI);
  context.stroke();
}

// The point that is meant, as [layer, row], or null; of two at the same distance the one on top.
function meant(event, canvas, data, off) {
  const [across, down] = within(event, canvas), { x, y } = places(data, canvas.clientWidth, canvas.clientHeight);
  let found = null, least = NEAR ** 2;
  data.layers.forEach(({ xy }, layer) => {
    if (off.has(layer)) return;
    for (let i = 0; i < xy.length; i += 2) {
      const apart = (x(xy[i]) - across) ** 2 + (y(xy[i + 1]) - down) ** 2;
      if (apart <= least) [found, least] = [[layer, i / 2], apart];
    }
  });
  return found;
}

export default function ({ parentElement, data: [given], setTriggerValue }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), canvas = root.querySelector("canvas"), tip = root.querySelector(".tip");
  const data = { ...given, layers: given.layers.map((layer) => ({ ...layer, xy: new Float32Array(bytes(layer.xy).buffer) })) };
  if (!hidden.has(data.version)) hidden.set(data.version, new Set());
  const off = hidden.get(data.version), render = () => draw(canvas, data, off);
  const unlink = inLink(`space:${data.version.split(":")[0]}`, data, (asked) => {
    if (Array.isArray(asked)) data.layers.forEach((_, layer) => { if (asked.includes(layer)) off.add(layer); });
  }, () => (off.size ? [...off] : null));
  root.style.setProperty("--accent", data.accent);
  root.classList.toggle("pickable", data.pickable);
  canvas.setAttribute("aria-label", data.alt);
  legend(root.querySelector(".legend"), data, off, render);
  canvas.onpointermove = (event) => {
    const found = meant(event, canvas, data, off);
    tip.hidden = !found;
    if (!found) return;
    const [layer, row] = found, { name, xy } = data.layers[layer];
    const { x, y } = places(data, canvas.clientWidth, canvas.clientHeight);
    tip.textContent = name;
    Object.assign(tip.style, { left: `${x(xy[2 * row])}px`, top: `${y(xy[2 * row + 1])}px` });
  };
  canvas.onpointerleave = () => { tip.hidden = true; };
  canvas.onclick = (event) => {
    const found = data.pickable && meant(event, canvas, data, off);
    if (found) setTriggerValue("picked", found);
  };
  render();
  return redrawn(parentElement, root, render, unlink);
}
