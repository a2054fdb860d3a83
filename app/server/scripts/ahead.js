// `files`: modules of the app's front end, beside the one that is running.
const root = document.documentElement;
const own = document.querySelector("script[type=module][src*='/static/js/']").src;
const idle = () => new Promise((go) => (window.requestIdleCallback ?? setTimeout)(go));
const isDrawn = () =>
  document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning";
(async () => {
  while (!isDrawn()) await new Promise((go) => setTimeout(go, 50));
  for (const file of files) {
    await idle();
    await import(new URL(file, own).href).catch(() => {}); // then the page fetches it itself
  }
  root.dataset.ahead = "done";
})();
