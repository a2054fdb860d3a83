// Pictures to choose from, and verdicts on the chosen one. `data`: see __init__.py.
const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const mark = (isOod) => `<i class="mark${isOod ? " ood" : ""}"></i>`;
const sure = (p) => (p > 0.9995 ? "> 99.9%" : percent(Math.floor(1000 * p) / 1000)); // never rounded up
const written = (value) => minus(Math.abs(value) >= 1000 ? value.toExponential(1) : value.toPrecision(4));
let groups = 0; // each strip is a group of radio buttons of its own

function thumbnail(picture, i, name) {
  const marks = picture.rows.map((row) => mark(row.is_ood)).join("");
  return `<label class="thumb" title="${escaped(picture.name)}"><input type="radio" name="${name}" value="${i}" aria-label="${escaped(picture.name)}"><img src="${picture.given}" alt=""><span class="name">${escaped(picture.name)}</span><span class="marks" aria-hidden="true">${marks}</span></label>`;
}

function histogram(bars) {
  const boxes = bars.map((v, i) => v && tag("rect", { x: i + 0.04, width: 0.92, y: 1 - Math.max(v, 0.03), height: Math.max(v, 0.03) }));
  return `<svg viewBox="0 0 ${bars.length} 1" preserveAspectRatio="none" aria-hidden="true">${boxes.filter(Boolean).join("")}</svg>`;
}

const cells = (parts, more = "") => `<div class="row ${more}">${parts.map(([name, inside]) => `<div class="${name}">${inside}</div>`).join("")}</div>`;

function head({ words }) {
  return cells([["who", words.method], ["says", words.answer], ["", words.histogram], ["share", words.share], ["", words.verdict]], "head");
}

function verdict(method, row, { words, colours }) {
  const colour = colours[row.is_ood ? "ood" : "id"];
  const place = `${histogram(method.bars)}<i class="base"></i><i class="cut" style="left:${100 * method.cut}%"></i><i class="here" style="left:calc(${100 * row.at}% - 1.5px);border-color:${colour}"></i>`;
  const numbers = filled(words.numbers, { score: written(row.score), threshold: written(method.threshold) });
  return cells([
    ["who", `<b>${escaped(method.title)}</b><span class="small">${escaped(method.score)}</span>`],
    ["says", `<span class="answer">${escaped(row.answer)}</span><span class="small">${filled(words.sure, { p: sure(row.confidence) })}</span>`],
    ["place", place],
    ["share", `<b>${percent(row.id_percentile)}</b><span class="small">${numbers}</span>`],
    ["verdict", `${mark(row.is_ood)}${row.is_ood ? words.ood : words.id}`],
  ]);
}

function told(picture, { methods, words }) {
  const lines = picture.rows.map((row, i) => filled(words.line, { method: methods[i].title, answer: row.answer, p: sure(row.confidence), share: percent(row.id_percentile), verdict: row.is_ood ? words.ood : words.id }));
  return `${picture.name}. ${lines.join(" ")}`;
}

export default function ({ parentElement, data: [data], setStateValue }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), part = (name) => root.querySelector(name);
  const { pictures, methods, words, colours } = data;
  say(root, words);
  for (const [name, colour] of Object.entries(colours)) root.style.setProperty(`--${name}`, colour);
  root.style.setProperty("--accent", data.accent);
  // Of the same pictures only the browser chooses: what comes back late, an answer to an earlier
  // choice, does not undo a later one.
  const names = pictures.map((picture) => picture.name).join();
  if (root.names !== names) Object.assign(root, { names, chosen: data.chosen });
  root.classList.toggle("beside", !pictures[0].given);
  const revealed = pictures.some((picture) => picture.rows.length);

  // The strip is rebuilt only when its pictures change: a rerun must not take the focus away.
  const version = pictures.map((p) => p.name + p.given.length + p.seen + p.rows.map((row) => row.is_ood)).join();
  if (root.version !== version) {
    part(".strip").innerHTML = pictures.map((picture, i) => thumbnail(picture, i, `pictures${groups}`)).join("");
    groups += 1;
    root.version = version;
  }
  part(".strip").hidden = pictures.length < 2;
  part(".legend").hidden = !revealed || pictures.length < 2;
  part(".legend").innerHTML = `${mark(false)}${words.id}${mark(true)}${words.ood}${filled(words.order, { methods: methods.map((m) => escaped(m.title)).join("; ") })}`;

  const render = () => {
    const picture = pictures[root.chosen];
    part(".given").src = picture.given;
    part(".given").alt = filled(words.given_alt, { name: picture.name });
    part(".seen").src = picture.seen;
    part(".seen").alt = filled(words.seen_alt, { name: picture.name });
    part(".chosen figcaption").innerHTML = `<b>${escaped(picture.name)}</b><br>${escaped(picture.about)}`;
    part(".rows").innerHTML = picture.rows.length ? head(data) + picture.rows.map((row, i) => verdict(methods[i], row, data)).join("") : "";
    part(".told").textContent = picture.rows.length ? told(picture, data) : "";
  };
  for (const input of root.querySelectorAll(".thumb input")) {
    input.checked = Number(input.value) === root.chosen;
    input.onchange = () => {
      root.chosen = Number(input.value);
      render();
      setStateValue("chosen", root.chosen);
    };
  }
  render();
}
