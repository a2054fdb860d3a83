// `question`: the selector of what the class answers; `moved`: how far it has moved, and how often
// one asked to be brought there. The page goes there once for each, until it lies still (a page
// that opens is held at its top, see places.js), or a hand takes over.
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"];
const mark = document.documentElement.dataset;
if (mark.room !== moved) {
  mark.room = moved;
  const end = performance.now() + 15_000; // milliseconds
  let still = 0; // looks at which it lay where it should
  const stop = () => (still = Infinity);
  for (const kind of HANDS) addEventListener(kind, stop, { capture: true, once: true });
  const step = () => {
    const found = document.querySelector(question);
    const off = found ? found.getBoundingClientRect().top - innerHeight / 3 : 0;
    still = found && Math.abs(off) < 2 ? still + 1 : still === Infinity ? still : 0;
    if (!still) document.querySelector("[data-testid=stMain]").scrollTop += off;
    if (still < 5 && performance.now() < end) setTimeout(step, 200);
  };
  step();
}
