// `files`: modules of the app's front end, beside the one that is running (see ahead.py).
const root = document.documentElement;
if (!root.dataset.ahead) {
  root.dataset.ahead = "loading";
  const own = document.querySelector("script[type=module][src*='/static/js/']").src;
  const idle = () => new Promise((go) => (window.requestIdleCallback ?? setTimeout)(go));
  (async () => {
    for (const file of files) {
      await idle();
      await import(new URL(file, own).href).catch(() => {}); // then the page fetches it itself
    }
    root.dataset.ahead = "done";
  })();
}
