// What every widget draws with; put before its own code.
const DASHES = { id: "", near: "7 4", far: "2 3", shift: "8 3 2 3" };
const tag = (name, attributes, text = "") =>
  `<${name} ${Object.entries(attributes).map(([k, v]) => `${k}="${v}"`).join(" ")}>${text}</${name}>`;

const FADED = 0.3; // opacity of what a chosen term of the formula does not control
const minus = (text) => text.replace("-", "−");
const raised = (n) => String(n).replace(/./g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻"); // a whole number as an exponent

// ---- a widget's life: it is drawn anew with every rerun, into the same element ----

const ends = new WeakMap(); // parentElement -> what ends the widget drawn there before

// Call render whenever `box` changes its size. Returns, and keeps, what ends that.
function redrawn(parentElement, box, render, stop = () => {}) {
  const observer = new ResizeObserver(render);
  observer.observe(box);
  const end = () => { stop(); observer.disconnect(); };
  ends.set(parentElement, end);
  return end;
}

// A number to type or to slide, in a row of `box`. Returns a function that shows another value.
function numberField(box, { label, id, min, max, step, typed = step, faded = false, changed }) {
  const row = document.createElement("label"), name = document.createElement("span");
  name.innerHTML = label;
  const [number, range] = [["number", typed], ["range", step]].map(([type, by]) => Object.assign(document.createElement("input"), { type, min, max, step: by }));
  number.setAttribute("aria-label", `${id}, number`);
  range.setAttribute("aria-label", id);
  let current;
  const show = (value) => { current = number.value = range.value = value; };
  const take = (input, other) => {
    if (!Number.isFinite(input.valueAsNumber)) return; // still being typed
    current = other.value = Math.min(max, Math.max(min, input.valueAsNumber));
    changed(current);
  };
  number.oninput = () => take(number, range);
  number.onchange = () => { number.value = current; };
  range.oninput = () => take(range, number);
  row.style.opacity = faded ? FADED : 1;
  row.append(name, number, range);
  box.append(row);
  return show;
}
