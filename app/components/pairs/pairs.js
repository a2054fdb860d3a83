// A batch's views against each other. `data`: see pairs() in __init__.py.
const places = new Map(); // batch, as its names -> { row, column } looked at, while the page is open
const SIGNS = { positive: "+", shifted: "−", other: "−", self: "" };

// One cell: full colour and a sign where the pair shares an image, pale and a dot elsewhere.
function cell(kind, x, y, side, data) {
  if (kind === "self")
    return tag("line", { x1: x + 3, y1: y + side - 3, x2: x + side - 3, y2: y + 3, stroke: "var(--st-border-color)", "stroke-width": 1.5 });
  const colour = data.colours[kind], middle = [x + side / 2, y + side / 2], arm = side * 0.24;
  const box = tag("rect", { x: x + 0.75, y: y + 0.75, width: side - 1.5, height: side - 1.5, rx: 2, fill: colour, opacity: kind === "other" ? 0.22 : 1 });
  if (kind === "other") return box + tag("circle", { cx: middle[0], cy: middle[1], r: Math.max(1, side * 0.07), fill: colour });
  const stroke = (dx, dy) => tag("line", { x1: middle[0] - dx, y1: middle[1] - dy, x2: middle[0] + dx, y2: middle[1] + dy, stroke: data.paper, "stroke-width": Math.max(1.5, side * 0.11) });
  return box + stroke(arm, 0) + (kind === "positive" ? stroke(0, arm) : "");
}

function legend(box, data) {
  box.replaceChildren(...Object.entries(data.meanings).map(([kind, [name]]) => {
    const entry = document.createElement("span");
    entry.innerHTML = `<svg viewBox="0 0 18 18" aria-hidden="true">${cell(kind, 0, 0, 18, data)}</svg>`;
    entry.append(name);
    return entry;
  }));
}

function draw(svg, at, data) {
  const n = data.names.length, width = Math.min(560, svg.clientWidth);
  if (width < 80) return 0; // not on the page, or no longer
  const side = width / (n + 1.15), start = 1.15 * side; // the pictures are one cell wide
  svg.style.height = `${width}px`;
  let out = "";
  data.images.forEach((source, i) => {
    const along = start + i * side + 1, size = side - 2;
    out += tag("image", { href: source, x: 0, y: along, width: size, height: size });
    out += tag("image", { href: source, x: along, y: 0, width: size, height: size });
  });
  data.kinds.forEach((line, row) => line.forEach((kind, column) => { out += cell(kind, start + column * side, start + row * side, side, data); }));
  const frame = (x, y, w, h, thick) => tag("rect", { x, y, width: w, height: h, rx: 3, fill: "none", stroke: "var(--st-text-color)", "stroke-width": thick });
  out += frame(0.5, start + at.row * side, width - 1, side, 1.5) + frame(start + at.column * side, start + at.row * side, side, side, 3);
  svg.innerHTML = out;
  return side;
}

function tell(root, at, data) {
  const kind = data.kinds[at.row][at.column], [name, why] = data.meanings[kind];
  const figures = root.querySelectorAll("figure");
  [at.row, at.column].forEach((i, place) => {
    const image = figures[place].querySelector("img");
    Object.assign(image, { src: data.images[i], alt: data.names[i] });
    figures[place].querySelector("figcaption").textContent = data.names[i];
  });
  const sign = root.querySelector(".sign");
  sign.textContent = SIGNS[kind];
  sign.style.color = data.colours[kind] ?? "inherit";
  const title = document.createElement("b");
  title.textContent = `${name}. `;
  root.querySelector(".verdict").replaceChildren(title, why);
  const line = data.kinds[at.row], count = (wanted) => line.filter((k) => k === wanted).length;
  const shifted = count("shifted"), counted = shifted ? data.words.count_shifted : data.words.count;
  root.querySelector(".count").textContent = filled(counted, { positive: count("positive"), negative: shifted + count("other"), shifted });
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), svg = root.querySelector(".matrix > svg");
  const [row, column] = [".row", ".column"].map((name) => root.querySelector(name));
  say(root, data.words);
  hideControls(root, data);
  root.style.setProperty("--accent", data.accent);
  const version = data.names.join(), last = data.names.length - 1;
  if (!places.has(version)) places.set(version, { row: 0, column: 1 });
  const at = places.get(version);
  const unlink = inLink(`pairs:${data.version}`, data, (asked) => {
    for (const [name, place] of Object.entries(like(asked, at))) at[name] = placed(place, last + 1);
  }, () => at);
  let side = 0;
  legend(root.querySelector(".legend"), data);
  row.max = column.max = last;
  const render = () => {
    side = draw(svg, at, data);
    tell(root, at, data);
    row.value = at.row;
    column.value = at.column;
    row.setAttribute("aria-valuetext", data.names[at.row]);
    column.setAttribute("aria-valuetext", data.names[at.column]);
    const [pair] = data.meanings[data.kinds[at.row][at.column]];
    svg.setAttribute("aria-label", filled(data.words.alt, { row: data.names[at.row], column: data.names[at.column], pair }));
  };
  row.oninput = () => { at.row = Number(row.value); render(); };
  column.oninput = () => { at.column = Number(column.value); render(); };
  svg.onpointermove = svg.onpointerdown = (event) => {
    const [i, j] = within(event, svg).reverse().map((v) => Math.floor((v - 1.15 * side) / side));
    if (i < 0 || j < 0 || i > last || j > last || (i === at.row && j === at.column)) return;
    [at.row, at.column] = [i, j];
    render();
  };
  render();
  return redrawn(parentElement, root, render, unlink);
}
