// A plane to draw classes and outliers on. `data`: see sketch() in __init__.py.
const EDGE = 12, CELLS = 256; // half the plane; points are kept as two bytes
const SPRAY = 3, SPREAD = 0.55, SPACING = 0.3, RUBBER = 0.9; // points a dab, and lengths on the plane
const PENS = ["A", "B", "C", "D"], GRASPS = ["eraser", "move"]; // tools that draw, and that take what is there
let chosen = "A"; // tool, while the page is open

const decoded = (text) => [...bytes(text)].reduce((points, b, i, all) => (i % 2 ? points : [...points, [b, all[i + 1]]]), []);
const encoded = (points) => btoa(String.fromCharCode(...points.flat()));
const toCell = (v) => Math.max(0, Math.min(CELLS - 1, Math.floor(((v + EDGE) / (2 * EDGE)) * CELLS)));
const toPlane = (b) => ((b + 0.5) / CELLS) * 2 * EDGE - EDGE;
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

export default function ({ parentElement, data: [data], setStateValue }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), { words, colours } = data;
  const [canvas, tools, count] = ["canvas", ".tools", ".count"].map((c) => root.querySelector(c));
  say(root, words);
  root.style.setProperty("--accent", data.accent);
  // What is on the plane, and what was told of it. What comes back late, an answer to an earlier
  // stroke, does not undo a later one; when the last answer is there, the earlier ones are forgotten.
  let before = parentElement.sketch;
  if (!before?.told.has(data.text)) before = null;
  else if (before.text === data.text) before.told = new Set([data.text]);
  const set = (parentElement.sketch = before ?? {
    text: data.text, told: new Set([data.text]), changed: false, cursor: null, held: null, outliers: decoded(data.outliers),
    classes: PENS.map((_, k) => decoded(data.classes[k] ?? "")),
  });

  // What the chosen pen draws, and how many points of it still fit.
  const penned = () => (chosen === "outliers" ? set.outliers : set.classes[PENS.indexOf(chosen)]);
  const room = () => Math.max(0, (chosen === "outliers" ? data.most_outliers : data.most) - penned().length);

  const tell = () => {
    const full = set.classes.filter((points) => points.length);
    set.classes = PENS.map((_, k) => full[k] ?? []); // no gap between the classes
    // With the time: what was told before, of another preset say, is news when it is told again.
    const told = { classes: set.changed ? full.map(encoded) : null, outliers: encoded(set.outliers), at: Date.now() };
    set.text = JSON.stringify([full.map(encoded), told.outliers]);
    set.told.add(set.text);
    setStateValue("points", told);
    draw();
  };

  const draw = () => {
    const side = Math.min(420, canvas.clientWidth);
    if (side < 40) return;
    const ratio = window.devicePixelRatio || 1;
    Object.assign(canvas, { width: side * ratio, height: side * ratio });
    canvas.style.height = `${side}px`;
    const context = canvas.getContext("2d"), at = (v) => (side * (v + EDGE)) / (2 * EDGE);
    context.scale(ratio, ratio);
    context.fillStyle = data.paper;
    context.fillRect(0, 0, side, side);
    context.strokeStyle = data.lines;
    context.lineWidth = 1;
    for (const v of [-10, -5, 0, 5, 10]) {
      context.beginPath();
      context.moveTo(at(v), 0); context.lineTo(at(v), side);
      context.moveTo(0, at(v)); context.lineTo(side, at(v));
      context.stroke();
    }
    context.font = `11px ${getComputedStyle(canvas).fontFamily}`;
    context.fillStyle = data.muted;
    for (const v of [-10, 10]) {
      context.fillText(minus(String(v)), at(v) + 3, at(0) + 12);
      context.fillText(minus(String(v)), at(0) + 3, at(-v) + 12);
    }
    context.strokeStyle = data.paper;
    context.lineWidth = 0.8;
    const put = (points, symbol, colour) => {
      context.fillStyle = colour;
      for (const [x, y] of points) marker(context, symbol, at(toPlane(x)), at(-toPlane(y)), 3.4);
    };
    put(set.outliers, "cross", colours.outliers);
    set.classes.forEach((points, k) => put(points, data.symbols[k], data.class_colours[k]));
    context.strokeStyle = data.lines;
    context.strokeRect(0.5, 0.5, side - 1, side - 1);
    if (set.cursor) {
      const [x, y] = [at(set.cursor[0]), at(-set.cursor[1])];
      context.strokeStyle = data.text_colour;
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(x, y, GRASPS.includes(chosen) ? (side * RUBBER) / (2 * EDGE) : 8, 0, 2 * Math.PI);
      context.moveTo(x - 4, y); context.lineTo(x + 4, y);
      context.moveTo(x, y - 4); context.lineTo(x, y + 4);
      context.stroke();
    }
    const parts = set.classes.flatMap((points, k) => (points.length ? [`${PENS[k]} ${points.length}`] : []));
    const told = [...parts, filled(words.outlier_count, { n: set.outliers.length })];
    if (!GRASPS.includes(chosen) && !room()) told.push(filled(words.full, { name: words[chosen] ?? chosen }));
    count.textContent = told.join(" · ");
  };

  const far = (x, y) => ([a, b]) => Math.hypot(toPlane(a) - x, toPlane(b) - y) > RUBBER;

  // A dab of the chosen tool at a place of the plane.
  const dab = (x, y) => {
    const sizes = () => [set.classes.map((points) => points.length).join(), set.outliers.length], [classes, outliers] = sizes();
    if (chosen === "eraser") {
      set.classes = set.classes.map((points) => points.filter(far(x, y)));
      set.outliers = set.outliers.filter(far(x, y));
    } else {
      const points = penned(), n = Math.min(SPRAY, room());
      for (let i = 0; i < n; i++) points.push([toCell(x + SPREAD * normal()), toCell(y + SPREAD * normal())]);
    }
    const isClass = sizes()[0] !== classes;
    if (isClass || sizes()[1] !== outliers) touched(isClass);
    draw();
  };
  // The maps are of other points from now on, and are dimmed before the server answers.
  const touched = (isClass) => {
    set.changed ||= isClass;
    films.redrawn?.();
  };

  // Take the points about a place, carry them, put them down.
  const grasp = (x, y) => {
    const near = (points) => points.filter((point) => !far(x, y)(point)), taken = set.classes.map(near);
    const held = [...taken.flat(), ...near(set.outliers)];
    set.held = held.length ? { x, y, isClass: taken.some((points) => points.length), points: held.map((point) => [point, point.map(toPlane)]) } : null;
  };
  const carry = (x, y) => {
    if (!set.held) return;
    let hasMoved = false;
    for (const [point, [px, py]] of set.held.points) {
      const to = [toCell(px + x - set.held.x), toCell(py + y - set.held.y)];
      hasMoved ||= to.some((cell, i) => cell !== point[i]);
      [point[0], point[1]] = to;
    }
    if (!hasMoved) return;
    touched(set.held.isClass);
    draw();
  };
  const drop = () => { const was = set.held; set.held = null; return was; };

  let last = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect(), side = box.height;
    return [((event.clientX - box.left) / side) * 2 * EDGE - EDGE, EDGE - ((event.clientY - box.top) / side) * 2 * EDGE];
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    set.cursor = null;
    (chosen === "move" ? grasp : dab)(...(last = place(event)));
  };
  canvas.onpointermove = (event) => {
    if (!last) return;
    const now = place(event);
    if (chosen === "move") carry(...now);
    else if (Math.hypot(now[0] - last[0], now[1] - last[1]) >= SPACING) dab(...(last = now));
  };
  canvas.onpointerup = canvas.onpointercancel = () => { if (last) { last = null; if (chosen !== "move" || drop()) tell(); } };
  canvas.onkeydown = (event) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    set.cursor ??= [0, 0];
    if (by) set.cursor = set.cursor.map((v, i) => Math.max(-EDGE, Math.min(EDGE, v + (event.shiftKey ? 2 : 0.5) * by[i])));
    else if (event.key !== " ") return;
    event.preventDefault();
    if (by) { carry(...set.cursor); draw(); }
    else if (chosen !== "move") { dab(...set.cursor); tell(); }
    else if (drop()) tell();
    else grasp(...set.cursor);
  };
  canvas.onfocus = () => { if (canvas.matches(":focus-visible")) { set.cursor ??= [0, 0]; draw(); } };
  canvas.onblur = () => { set.cursor = null; if (drop()) tell(); draw(); };
  root.querySelector(".clear").onclick = () => {
    if (![...set.classes, set.outliers].some((points) => points.length)) return;
    Object.assign(set, { outliers: [], classes: PENS.map(() => []) });
    touched(true);
    tell();
  };

  tools.querySelectorAll("label").forEach((label) => label.remove());
  for (const name of [...PENS, "outliers", ...GRASPS]) {
    const label = document.createElement("label"), input = Object.assign(document.createElement("input"), { type: "radio", name: "tool", value: name, checked: name === chosen });
    const k = PENS.indexOf(name), symbol = name === "outliers" ? "cross" : data.symbols[k];
    label.innerHTML = GRASPS.includes(name) ? "" : markerIcon({ symbol, colour: name === "outliers" ? colours.outliers : data.class_colours[k] });
    input.onchange = () => { chosen = name; draw(); };
    label.prepend(input);
    label.append(words[name] ?? name);
    tools.append(label);
  }
  draw();
  return redrawn(parentElement, root, draw);
}
