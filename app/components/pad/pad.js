// A black square to draw on in white. `data`: see pad() in __init__.py.
const STEP = 8, STRIDE = 40; // pixels that a key moves the pen by, and with Shift
const REST = 50; // ms without a stroke, after which the picture is told
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export default function ({ parentElement, data: [data], setStateValue }) {
  const root = parentElement.querySelector(".root"), { words, side, pen } = data;
  const [canvas, cursor, output] = ["canvas", ".cursor", "output"].map((c) => root.querySelector(c));
  say(root, words);
  // Kept when an answer comes while one draws on; each stroke is a list of points.
  const set = (parentElement.pad ??= { strokes: [], stroke: null, place: [side / 2, side / 2], timer: 0 });
  const context = canvas.getContext("2d", { alpha: false });

  const draw = () => {
    context.fillRect(0, 0, side, side);
    for (const [[x, y], ...others] of set.strokes) {
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + 0.01, y); // a touch alone is a dot
      for (const point of others) context.lineTo(...point);
      context.stroke();
    }
    const at = (pixels) => `${(100 * pixels) / side}%`;
    Object.assign(cursor.style, { left: at(set.place[0]), top: at(set.place[1]), width: at(pen), height: at(pen) });
  };
  const tell = () => {
    clearTimeout(set.timer);
    set.timer = setTimeout(() => setStateValue("picture", set.strokes.length ? canvas.toDataURL() : ""), REST);
  };
  const begin = (point) => {
    clearTimeout(set.timer);
    set.strokes.push((set.stroke = [(set.place = point)]));
    draw();
  };
  const go = (point) => {
    set.place = point;
    set.stroke?.push(point);
    draw();
  };
  const end = () => {
    if (!set.stroke) return;
    set.stroke = null;
    tell();
  };
  const change = (strokes) => {
    Object.assign(set, { strokes, stroke: null });
    draw();
    tell();
  };

  const place = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    return [((clientX - box.left) / box.width) * side, ((clientY - box.top) / box.height) * side];
  };
  canvas.onpointerdown = (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    begin(place(event));
  };
  canvas.onpointermove = (event) => { if (event.buttons && set.stroke) go(place(event)); };
  canvas.onpointerup = canvas.onpointercancel = end;
  canvas.onkeydown = (event) => {
    const by = ARROWS[event.key];
    if (by) {
      const far = event.shiftKey ? STRIDE : STEP;
      go(set.place.map((v, i) => Math.max(0, Math.min(side, v + far * by[i]))));
      if (set.stroke) tell();
    } else if (event.key === " " || event.key === "Enter") {
      if (!event.repeat) set.stroke ? end() : begin(set.place);
      output.textContent = set.stroke ? words.down : words.up;
    } else return;
    event.preventDefault();
  };
  canvas.onblur = () => { end(); output.textContent = ""; };
  root.querySelector(".undo").onclick = () => change(set.strokes.slice(0, -1));
  root.querySelector(".clear").onclick = () => change([]);

  if (canvas.width !== side) Object.assign(canvas, { width: side, height: side });
  Object.assign(context, { fillStyle: "#000", strokeStyle: "#fff", lineWidth: pen, lineCap: "round", lineJoin: "round" });
  draw();
}
