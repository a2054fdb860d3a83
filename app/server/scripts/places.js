// A page opens at its top; the browser's Back, Forward and reload return to where one was.
// Streamlit scrolls an element of its own and leaves it where it is when another page comes; and it
// makes an entry in the browser's history of each parameter that a page puts into its link. Here one
// action of a hand is one entry, so one Back takes one action back.
const KEPT = "oodlab:places"; // in the tab's storage: path -> pixels from the top
const HOLD = 1500; // milliseconds after the page is drawn: what is above may still change its height
const PATIENCE = 30_000; // until a page is as long as it was
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"];
const places = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
let path = location.pathname;
let hasActed = false; // since the last entry
let height = 0; // of the page, when it was scrolled last
let goal = null; // { top, end, isBegun, reached } while the page is being brought there

const isDrawn = () =>
  document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
const scroller = () => document.querySelector("[data-testid=stMain]");

function bring(top) {
  const isUnderWay = goal !== null;
  goal = { top, end: performance.now() + PATIENCE, isBegun: false, reached: null };
  if (!isUnderWay) step();
}

function step() {
  if (goal === null) return;
  const now = performance.now();
  const main = scroller();
  if (main) {
    if (Math.abs(main.scrollTop - goal.top) > 1) main.scrollTop = goal.top;
    // until the server answers, the page before it is there and looks drawn
    const isThere = goal.isBegun && isDrawn() && Math.abs(main.scrollTop - goal.top) <= 1;
    if (!isThere) goal.reached = null;
    else goal.reached ??= now;
  }
  if (now > goal.end || (goal.reached && now > goal.reached + HOLD)) goal = null;
  else requestAnimationFrame(step);
}

new MutationObserver(() => {
  if (goal !== null && !isDrawn()) goal.isBegun = true;
}).observe(document, { subtree: true, attributeFilter: ["data-test-script-state"] });

function moved(top) {
  if (location.pathname === path) return;
  path = location.pathname;
  bring(top());
}

const { pushState, replaceState } = history;
history.pushState = function (data, unused, url) {
  const isOther = new URL(url, location.href).pathname !== path;
  (isOther || hasActed ? pushState : replaceState).call(this, data, unused, url);
  hasActed = false;
  moved(() => (places[path] = 0));
};
addEventListener("popstate", () => moved(() => places[path] ?? 0));
addEventListener("pagehide", () => {
  if (goal === null) places[path] = scroller()?.scrollTop;
  sessionStorage.setItem(KEPT, JSON.stringify(places));
});
document.addEventListener(
  "scroll",
  (event) => {
    const main = event.target;
    if (main !== scroller()) return;
    const isHand = main.scrollHeight >= height; // else what was there is being taken away
    height = main.scrollHeight;
    if (isHand && goal === null) places[path] = main.scrollTop;
  },
  { capture: true, passive: true },
);
for (const kind of HANDS) {
  const taken = () => {
    goal = null;
    hasActed ||= kind !== "wheel";
  };
  addEventListener(kind, taken, { capture: true, passive: true });
}

const [opened] = performance.getEntriesByType("navigation");
if (opened?.type !== "navigate") bring(places[path] ?? 0);
else places[path] = scroller()?.scrollTop ?? 0; // a hand may have been faster than this script
