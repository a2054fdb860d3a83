// After a change of page the focus goes to the new page's title, which is then read aloud. A hand may
// be faster than this script, and a title may be drawn again after it was given the focus.
const title = () => document.querySelector("[data-testid=stMain] h1");
const [visit] = performance.getEntriesByType("navigation");
let path = new URL(visit.name).pathname;
let text = path === location.pathname ? title()?.textContent : null; // of the page at `path`
let given = null; // the title that has the focus, until a hand takes it elsewhere
function follow() {
  const fresh = title();
  const isLost = given?.isConnected === false && document.activeElement === document.body;
  if (location.pathname === path && !isLost) text = fresh?.textContent ?? text;
  if (!fresh || !(isLost || (location.pathname !== path && fresh.textContent !== text))) return;
  [path, text, given] = [location.pathname, fresh.textContent, fresh];
  fresh.tabIndex = -1;
  fresh.focus({ preventScroll: true });
}
follow();
new MutationObserver(follow).observe(document.body, { childList: true, characterData: true, subtree: true });
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (given = null), { capture: true });

// A button of the canvas's training that had the focus hands it to the one that takes its place:
// Train to Stop, Stop to Train. Where that cannot be pressed, the place itself has it.
const TRAINING = ".st-key-canvas-state";
let isHeld = false; // by the last thing that had the focus
addEventListener("pointerdown", () => (isHeld = false), { capture: true });
addEventListener("focusin", ({ target }) => (isHeld = target.matches(`${TRAINING}, ${TRAINING} *`)));
new MutationObserver(() => {
  const place = document.querySelector(TRAINING), now = document.activeElement;
  if (!isHeld || !place || !(now === document.body || now.disabled)) return;
  place.tabIndex = -1;
  (place.querySelector("button:enabled") ?? place).focus({ preventScroll: true });
}).observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
