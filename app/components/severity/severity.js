// A picture changed by degrees. `data`: see __init__.py.
const LEFT = 44, RIGHT = 12, TOP = 22, BOTTOM = 44;
const set = { kind: 0, level: 0 }; // what was set, while the page is open
let groups = 0;

const line = ({ colour, dash }) => ({ fill: "none", stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash, "stroke-linejoin": "round" });

function draw(svg, kind, level, { methods, kept, words, ood }) {
  const width = svg.clientWidth, height = svg.clientHeight;
  if (width < 120) return; // not on the page, or no longer
  const last = kind.levels.length - 1;
  const x = (i) => LEFT + (i / last) * (width - LEFT - RIGHT), y = (share) => TOP + (1 - share) * (height - TOP - BOTTOM);
  let out = "";
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    out += tag("line", { class: "axis", x1: LEFT, x2: width - RIGHT, y1: y(share), y2: y(share) });
    out += tag("text", { class: "muted", x: LEFT - 8, y: y(share) + 4, "text-anchor": "end" }, `${100 * share}%`);
  }
  out += tag("line", { x1: LEFT, x2: width - RIGHT, y1: y(kept), y2: y(kept), stroke: ood, "stroke-width": 1.5, "stroke-dasharray": "6 4" });
  out += tag("text", { x: width - RIGHT, y: y(kept) + 16, "text-anchor": "end", style: `fill:${ood}` }, words.threshold);
  kind.levels.forEach((text, i) => { out += tag("text", { class: "muted", x: x(i), y: height - BOTTOM + 18, "text-anchor": "middle" }, text); });
  out += tag("text", { x: (LEFT + width - RIGHT) / 2, y: height - 6, "text-anchor": "middle" }, kind.title);
  out += tag("text", { x: 0, y: 10 }, words.axis);
  out += tag("line", { class: "now", x1: x(level), x2: x(level), y1: TOP, y2: height - BOTTOM });
  methods.forEach((method, m) => {
    const shares = kind.id_percentile[m];
    out += tag("polyline", { points: shares.map((share, i) => `${x(i)},${y(share)}`).join(" "), ...line(method) });
    out += tag("circle", { cx: x(level), cy: y(shares[level]), r: 5, fill: method.colour });
  });
  svg.innerHTML = out;
}

function said(kind, level, { methods, words }) {
  return methods.map((method, m) => {
    const verdict = kind.is_ood[m][level] ? words.ood : words.id;
    return { method, verdict, answer: kind.said[m][level], share: percent(kind.id_percentile[m][level]) };
  });
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), part = (name) => root.querySelector(name);
  const { kinds, words } = data, slider = part("input[type=range]");
  root.style.setProperty("--accent", data.accent);
  say(root, words);
  part(".name").textContent = words.severity;
  slider.setAttribute("aria-label", words.severity);
  part(".kinds").innerHTML = kinds.map((kind, i) => `<label><input type="radio" name="kinds${groups}" value="${i}">${kind.title}</label>`).join("");
  groups += 1;

  const render = () => {
    const kind = kinds[set.kind];
    set.level = Math.min(set.level, kind.levels.length - 1);
    slider.max = kind.levels.length - 1;
    slider.value = set.level;
    slider.setAttribute("aria-valuetext", kind.levels[set.level]);
    part(".level").textContent = kind.levels[set.level];
    part(".picture").src = kind.pictures[set.level];
    part(".picture").alt = filled(words.picture, { kind: kind.title, level: kind.levels[set.level] });
    const lines = said(kind, set.level, data);
    part(".said").innerHTML = lines.map(({ method, verdict, answer, share }) => `<li><svg viewBox="0 0 24 18" aria-hidden="true">${tag("line", { x1: 0, x2: 24, y1: 10, y2: 10, ...line(method) })}</svg><div><b>${method.title}: ${verdict}</b><span>${filled(words.line, { answer, share })}</span></div></li>`).join("");
    const told = lines.map(({ method, verdict, share }) => `${method.title}: ${verdict}, ${share}.`).join(" ");
    part(".told").textContent = told;
    part(".lines").setAttribute("aria-label", `${kind.title}, ${kind.levels[set.level]}. ${told}`);
    draw(part(".lines"), kind, set.level, data);
  };
  for (const input of root.querySelectorAll(".kinds input")) {
    input.checked = Number(input.value) === set.kind;
    input.onchange = () => { set.kind = Number(input.value); render(); };
  }
  slider.oninput = () => { set.level = Number(slider.value); render(); };
  render();
  return redrawn(parentElement, root, render);
}
