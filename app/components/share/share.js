// A link to what is seen now: what the server knows, what the widgets in the browser hold, and the
// part of the page in view. `data`: see share() in __init__.py; how it is read: app/server/view.py.
const encoded = (value) => btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value)))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

// How many headings come up to the part in view; none at the page's top.
function part() {
  const main = document.querySelector("[data-testid=stMain]");
  if (!main || main.scrollTop < innerHeight / 4) return 0;
  return [...main.querySelectorAll("h2")].filter((one) => one.getBoundingClientRect().top < innerHeight / 5).length;
}

export default function ({ parentElement, data: [data] }) {
  ends.get(parentElement)?.();
  const root = parentElement.querySelector(".root"), { words, set } = data, field = root.querySelector(".link"), done = root.querySelector(".done");
  say(root, words);
  root.style.setProperty("--accent", data.accent);
  const make = () => {
    const address = new URL(location.href), seen = Object.fromEntries([...seenNow].map(([name, tell]) => [name, tell()]).filter(([, held]) => held !== null));
    const isSet = Object.keys(set).length + Object.keys(seen).length, at = `${part()}${isSet ? `.${encoded({ set, seen })}` : ""}`;
    address.hash = "";
    for (const name of [data.parameter, data.only]) address.searchParams.delete(name);
    const isLong = at.length > data.longest;
    if (!isLong && at !== "0") address.searchParams.set(data.parameter, at);
    if (data.controls.length) address.searchParams.set(data.only, data.controls.join(","));
    field.value = address.href;
    done.textContent = isLong ? words.long : "";
  };
  root.querySelector(".copy").onclick = async () => {
    make();
    field.select();
    const is = await (navigator.clipboard?.writeText(field.value).then(() => true, () => false) ?? document.execCommand("copy")); // the first needs https
    if (!done.textContent) done.textContent = is ? words.copied : words.by_hand;
  };
  field.onfocus = () => { make(); field.select(); };
  make();
  return redrawn(parentElement, root, () => {});
}
