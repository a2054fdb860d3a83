// `files`: modules of the app's front end, beside the one that is running.
const root = document.documentElement;
const own = document.querySelector("script[type=module][src*='/static/js/']").src;
const idle = () => new Promise((go) => (window.requestIdleCallback ?? setTimeout)(go));
const isDrawn = () =>
  document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning" &&
  [...document.images].every((image) => image.complete);
const isPainted = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
(async () => {
  while (!isDrawn()) await new Promise((go) => setTimeout(go, 50));
  await isPainted();
  for (const file of files) {
    await idle();
    await import(new URL(file, own).href).catch(() => {}); // then the page fetches it itself
  }
  root.dataset.ahead = "done";
})();
