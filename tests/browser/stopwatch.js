// Runs in the page before its own code. What is timed begins with the last key or click and ends
// with the frame that shows the last change of the page, its widgets' shadow roots included.
const watch = (window.watch = { begun: 0, asked: 0, answered: 0, changed: 0, shown: 0, roots: [] });

const change = () => {
  watch.changed = performance.now();
  requestAnimationFrame(() => setTimeout(() => { watch.shown = performance.now(); })); // painted
};
const seen = new MutationObserver((list) => {
  if (list.some(({ target }) => !target.closest?.("header"))) change(); // the header shows "running"
});
const follow = (root) => {
  seen.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  root.addEventListener("load", change, true); // a picture
  watch.roots.push(root);
  return root;
};
follow(document);
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) { return follow(attach.call(this, how)); };

for (const kind of ["keydown", "click"])
  addEventListener(kind, (event) => { if (event.isTrusted) watch.begun = event.timeStamp; }, true);

// A rerun is asked for by what is sent, and under way from the first answer on.
const send = WebSocket.prototype.send, known = new WeakSet();
WebSocket.prototype.send = function (data) {
  if (!known.has(this)) {
    known.add(this);
    this.addEventListener("message", () => { watch.answered = performance.now(); });
  }
  watch.asked = performance.now();
  return send.call(this, data);
};

watch.live = () => watch.roots.filter((root) => root === document || root.host.isConnected);
watch.idle = (quiet) => {
  const app = document.querySelector("[data-testid=stApp]");
  return document.documentElement.dataset.ahead === "done" // the next page's code, see app/scripts
    && app?.getAttribute("data-test-script-state") === "notRunning"
    && watch.asked <= watch.answered
    && !document.querySelector("[data-stale=true]")
    && watch.shown >= watch.changed
    && performance.now() - Math.max(watch.answered, watch.shown, watch.begun) > quiet;
};
watch.seconds = () => watch.changed > watch.begun ? (watch.shown - watch.begun) / 1000 : null;

// The first thing that is drawn of `kinds`, once the page's title is another; seconds, or nothing yet.
watch.picture = (kinds, before) => {
  const title = document.querySelector("h1")?.innerText;
  if (!title || title === before) return null;
  const drawn = (e) => e.getBoundingClientRect().height > 0 && (e.tagName !== "IMG" || e.naturalWidth > 0);
  const found = watch.live().some((root) => [...root.querySelectorAll(kinds)].some(drawn));
  return found ? (performance.now() - watch.begun) / 1000 : null;
};

// The first control that is in sight, can be used and is not in `done`: [element, its name].
// Of several buttons of one choice the last comes first, so that one which is chosen is left before.
watch.next = (kinds, done) => {
  const all = watch.live().flatMap((root) => {
    const main = root === document ? document.querySelector("[data-testid=stMain]") : root;
    return [...(main?.querySelectorAll(kinds) ?? [])];
  });
  const counts = {}, group = (e) => e.closest("[data-testid=stButtonGroup]");
  const open = [];
  for (const e of all) {
    const host = e.getRootNode().host ?? e, box = e.getBoundingClientRect();
    const key = host.closest("[class*=st-key-]")?.className.match(/st-key-(\S+)/)[1] ?? "";
    const text = (e.getAttribute("aria-label") || e.innerText || e.closest("label")?.innerText || e.type || "").trim();
    let name = `${key} | ${text.replace(/\s+/g, " ").slice(0, 50)}`;
    counts[name] = (counts[name] ?? 0) + 1;
    if (counts[name] > 1) name += ` (${counts[name]})`;
    if (box.width && box.height && !e.disabled && !done.includes(name)) open.push([e, name]);
  }
  const first = open[0] && group(open[0][0]);
  return (first ? open.filter(([e]) => group(e) === first).at(-1) : open[0]) ?? null;
};
