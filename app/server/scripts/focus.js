// After a change of page the focus goes to the new page's title, which is then read aloud.
const title = () => document.querySelector("[data-testid=stMain] h1");
let [path, text] = [location.pathname, title()?.textContent];
new MutationObserver(() => {
  const fresh = title();
  if (location.pathname === path) text = fresh?.textContent ?? text;
  if (location.pathname === path || !fresh || fresh.textContent === text) return; // the old page
  [path, text] = [location.pathname, fresh.textContent];
  fresh.tabIndex = -1;
  fresh.focus({ preventScroll: true });
}).observe(document.body, { childList: true, characterData: true, subtree: true });

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
