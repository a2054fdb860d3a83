// Projections by length and by angle to the nearest training input's. `data`: see shadow() in __init__.py.
const LEFT = 12, TOP = 10, BOTTOM = 42; // pixels around the picture
const REACH = 8; // pixels from an input at which a click chooses it
const STEEPEST = 90; // degrees
const kept = new Map(); // version -> { other, angle, length }, while the page is open

const radians = (degrees) => (degrees * Math.PI) / 180;
const fixed = (value, digits) => minus(value.toFixed(digits));

function read(cloud) {
  const values = new Float32Array(bytes(cloud.bytes).buffer);
  const points = Array.from({ length: values.length / 2 }, (_, i) => {
    const [cosine, length] = [values[2 * i], values[2 * i + 1]];
    const along = cosine * length, across = length * Math.sqrt(Math.max(0, 1 - cosine ** 2));
    return { length, along, across, angle: (Math.atan2(across, along) * 180) / Math.PI };
  });
  return { ...cloud, points };
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), find = (c) => root.querySelector(c), { words } = data, canvas = find("canvas");
  say(root, words);
  for (const name of ["accent", "ink"]) root.style.setProperty(`--${name}`, data[name]);
  const onId = read(data.id), others = data.others.map(read), every = [onId, ...others].flatMap(({ points }) => points);
  const longest = 1.08 * Math.max(...every.map(({ length }) => length)), highest = 1.1 * Math.max(...every.map(({ across }) => across));
  if (!kept.has(data.version)) {
    const { angle, length } = onId.points[0];
    kept.set(data.version, { other: 0, angle: Math.min(STEEPEST, angle), length });
  }
  const set = kept.get(data.version);
  const unlink = inLink("shadow", data, (asked) => {
    const { other, angle, length } = like(asked, set);
    Object.assign(set, { other: placed(other, others.length), angle: bounded(angle, 0, STEEPEST), length: bounded(length, 0, longest) });
  }, () => set);
  let held = false;

  const scale = () => {
    const width = canvas.clientWidth, by = (width - LEFT - 8) / longest, across = Math.sin(radians(set.angle)) * set.length;
    const height = Math.max(200, Math.max(highest, 1.05 * across) * by); // the ring is always in it
    return { width, height, by, x: (along) => LEFT + along * by, y: (across) => TOP + height - across * by };
  };
  const score = () => Math.cos(radians(set.angle)) * set.length;

  const draw = () => {
    const { width, height, by, x, y } = scale(), ratio = window.devicePixelRatio || 1;
    if (width < 80) return; // not on the page, or no longer
    Object.assign(canvas, { width: width * ratio, height: (height + TOP + BOTTOM) * ratio });
    canvas.style.height = `${height + TOP + BOTTOM}px`;
    const context = canvas.getContext("2d"), style = getComputedStyle(canvas), border = style.getPropertyValue("--st-border-color") || "#999";
    context.scale(ratio, ratio);
    context.font = `12px ${style.fontFamily}`;
    const line = (x1, y1, x2, y2, colour, wide, dash = []) => {
      Object.assign(context, { strokeStyle: colour, lineWidth: wide });
      context.setLineDash(dash);
      context.beginPath();
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      context.stroke();
      context.setLineDash([]);
    };
    context.save();
    context.beginPath();
    context.rect(0, TOP, width, height);
    context.clip();
    for (const length of roundTicks(0, longest, 5).slice(1)) { // arcs of one length
      Object.assign(context, { strokeStyle: border, lineWidth: 1 });
      context.beginPath();
      context.arc(x(0), y(0), length * by, -Math.PI / 2, 0);
      context.stroke();
      const steep = Math.min(Math.PI / 3, Math.asin(Math.min(1, (height - 16) / by / length)));
      Object.assign(context, { fillStyle: data.ink, globalAlpha: 0.75, textAlign: "left" });
      context.fillText(filled(words.arc, { length }), x(length * Math.cos(steep)) + 4, y(length * Math.sin(steep)) + 4);
      context.globalAlpha = 1;
    }
    for (const { points, colour, symbol } of [onId, others[set.other]]) {
      Object.assign(context, { fillStyle: colour, strokeStyle: data.paper, lineWidth: 0.6, globalAlpha: 0.75 });
      for (const { along, across } of points) marker(context, symbol, x(along), y(across), 3.4);
    }
    context.globalAlpha = 1;
    context.restore();
    line(x(0), y(0), width - 8, y(0), data.ink, 1.5);
    const along = score(), across = Math.sin(radians(set.angle)) * set.length;
    line(x(0), y(0), x(along), y(across), data.ink, 2.5); // z
    line(x(along), y(across), x(along), y(0), data.ink, 1.5, [4, 4]);
    line(x(0), y(0), x(along), y(0), data.ink, 5); // its shadow: the score
    context.strokeStyle = data.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x(0), y(0), Math.min(46, set.length * by * 0.3), -radians(set.angle), 0);
    context.stroke();
    context.lineWidth = 3;
    context.beginPath();
    context.arc(x(along), y(across), 8, 0, 2 * Math.PI);
    context.stroke();
    context.fillStyle = data.ink;
    const half = radians(set.angle / 2), degrees = `${fixed(set.angle, 0)}°`, at = [x(0) + 62 * Math.cos(half), y(0) - 62 * Math.sin(half) + 4];
    Object.assign(context, { strokeStyle: data.paper, lineWidth: 5 }); // the number stands out from the lines
    context.strokeText(degrees, ...at);
    context.fillText(degrees, ...at);
    context.textAlign = "center";
    for (const v of roundTicks(0, longest, width < 480 ? 4 : 7)) context.fillText(minus(String(v)), x(v), y(0) + 16);
    context.fillText(words.axis, width / 2, y(0) + 36, width - 8);
  };

  const tell = () => {
    const along = score(), lower = data.scores.filter((s) => s < along).length / data.scores.length, other = others[set.other];
    const numbers = { cosine: fixed(Math.cos(radians(set.angle)), 3), score: fixed(along, 2), share: percent(lower) };
    ["by_score", "by_cosine", "by_length"].forEach((name, i) => { numbers[name] = other.aurocs[i].toFixed(2); });
    for (const [name, text] of Object.entries(numbers)) find(`[data-n=${name}]`).textContent = text;
    find(".legend").innerHTML = [onId, other].map((cloud) => `<span>${markerIcon(cloud)}<span></span></span>`).join("");
    find(".legend").querySelectorAll("span > span").forEach((name, i) => { name.textContent = [onId, other][i].label; });
    find(".against").textContent = filled(words.auroc, { label: other.label });
    const told = filled(words.told, { angle: fixed(set.angle, 0), length: fixed(set.length, 2), score: numbers.score, share: numbers.share });
    canvas.setAttribute("aria-label", `${data.alt} ${told}`);
    if (!held) find(".told").textContent = told;
  };
  const render = () => { tell(); draw(); };

  const box = find(".fields");
  box.replaceChildren();
  const shows = [["angle", STEEPEST, 1, 1], ["length", Number(longest.toFixed(1)), 0.1, 2]].map(([name, max, step, digits]) => {
    const show = numberField(box, { words, label: words[name], id: words[name], min: 0, max, step, typed: "any", control: name, changed: (value) => { set[name] = value; render(); } });
    return () => show(Number(set[name].toFixed(digits)));
  });
  hideControls(root, data);
  const put = (angle, length) => {
    Object.assign(set, { angle: Math.min(STEEPEST, Math.max(0, angle)), length: Math.min(longest, Math.max(0, length)) });
    shows.forEach((show) => show());
    render();
  };

  oneOf(find(".others"), data.version, others.map(({ label }) => label), set.other, (i) => { set.other = i; render(); });

  const place = (event) => {
    const { by, height } = scale(), [px, py] = within(event, canvas);
    return [(px - LEFT) / by, (TOP + height - py) / by];
  };
  canvas.onpointerdown = (event) => {
    const { x, y } = scale(), [px, py] = within(event, canvas), across = Math.sin(radians(set.angle)) * set.length;
    if (Math.hypot(px - x(score()), py - y(across)) < 14) {
      held = true;
      return canvas.setPointerCapture(event.pointerId);
    }
    const shown = [onId, others[set.other]].flatMap(({ points }) => points);
    const [far, nearest] = shown.map((point) => [Math.hypot(px - x(point.along), py - y(point.across)), point]).sort((a, b) => a[0] - b[0])[0];
    if (far < REACH && nearest.angle <= STEEPEST) put(nearest.angle, nearest.length);
  };
  canvas.onpointermove = (event) => {
    if (!held || !event.buttons) return;
    const [along, across] = place(event);
    put((Math.atan2(Math.max(0, across), Math.max(0, along)) * 180) / Math.PI, Math.hypot(along, across));
  };
  canvas.onpointerup = canvas.onpointercancel = () => { held = false; tell(); };
  shows.forEach((show) => show());
  render();
  return redrawn(parentElement, root, render, unlink);
}
