// A page opens at its top; the browser's Back, Forward and reload return to where one was.
// Streamlit scrolls an element of its own and leaves it where it is when another page comes; and it
// makes an entry in the browser's history of each parameter that a page puts into its link. Here one
// action of a hand is one entry, so one Back takes one action back.
// A place is the first element that begins in sight, by its number on the page, and how many pixels it
// is from the window's top: { n, top }. A late picture above it does not change that. The page's top
// is null. A link to a view (app/server/view.py) has the number of a heading instead: { n, top, isHeading }.
const KEPT = "oodlab:places"; // in the tab's storage: path -> place
const HOLD = 30_000; // milliseconds in which the place is held while pictures arrive
const MENU = 60; // pixels that it covers
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"];
const OTHERS = ".st-key-language *, .st-key-share *, .st-key-room-band *"; // they come and go on a page
const ELEMENTS = `[data-testid=stMain] [data-testid=stElementContainer]:not(${OTHERS})`;
const places = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
let path = location.pathname;
let hasActed = false; // since the last entry
let goal = null; // { place, end, before, isBegun, page, at } while the page is held there

const LINKED = /^\d{1,3}/; // headings up to the part that a link opens at
const BELOW = 90; // pixels from the window's top at which that heading stands
const scroller = () => document.querySelector("[data-testid=stMain]");
const elements = () => [...document.querySelectorAll(ELEMENTS)];
const headings = () => [...document.querySelectorAll("[data-testid=stMain] h2")];
const title = () => document.querySelector("[data-testid=stMain] h1")?.textContent;

function keep() {
  if (goal !== null) return; // it is not where it shall be yet
  const all = scroller()?.scrollTop ? elements().map((one) => one.getBoundingClientRect()) : [];
  const shown = all.flatMap(({ top, height }, n) => (height ? [{ n, top }] : []));
  places[path] = shown.find(({ top }) => top >= MENU) ?? shown.at(-1) ?? null;
}

// `before`: the title of the page that is there until the server answers, if one is.
function bring(place, before) {
  const isUnderWay = goal !== null;
  goal = { place, end: performance.now() + HOLD, before, isBegun: before === undefined };
  if (!isUnderWay) step();
}

function step() {
  if (goal === null) return;
  goal.isBegun ||= title() !== goal.before;
  if (goal.isBegun) hold();
  if (performance.now() > goal?.end) goal = null;
  if (goal !== null) requestAnimationFrame(step);
}

function hold() {
  const main = scroller();
  if (!main) return;
  const found = !goal.place ? [] : goal.place.isHeading ? headings() : elements();
  const element = found[goal.place?.n] ?? found.at(-1); // the last one that has come
  const top = element ? element.getBoundingClientRect().top : -main.scrollTop;
  const page = [Math.round(main.scrollTop + top), main.scrollHeight].join();
  if (page === goal.page && Math.abs(main.scrollTop - goal.at) > 1) {
    goal = null; // nothing but the scroll has changed: it is the visitor's
    return;
  }
  const off = top - (goal.place && element ? goal.place.top : 0);
  if (Math.abs(off) > 1) main.scrollTop += off;
  [goal.page, goal.at] = [page, main.scrollTop];
}

const { pushState, replaceState } = history;
history.pushState = function (data, unused, url) {
  const isOther = new URL(url, location.href).pathname !== path;
  (isOther || hasActed ? pushState : replaceState).call(this, data, unused, url);
  hasActed = false;
  if (!isOther) return;
  path = location.pathname;
  bring((places[path] = null));
};
addEventListener("popstate", () => {
  if (location.pathname === path) return;
  keep();
  path = location.pathname;
  bring(places[path] ?? null, title());
});
addEventListener("pagehide", () => {
  keep();
  sessionStorage.setItem(KEPT, JSON.stringify(places));
});
for (const kind of HANDS) {
  const taken = () => {
    if (kind !== "wheel") keep(); // once the next page's link is written, this page is gone
    goal = null;
    hasActed ||= kind !== "wheel";
  };
  addEventListener(kind, taken, { capture: true, passive: true });
}

const [opened] = performance.getEntriesByType("navigation");
const asked = Number(LINKED.exec(new URLSearchParams(location.search).get("at"))?.[0] ?? 0);
if (opened?.type !== "navigate") bring(places[path] ?? null);
else if (asked) bring({ n: asked - 1, top: BELOW, isHeading: true });
