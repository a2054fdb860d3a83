// After a change of page the focus goes to the new page's title, which is then read aloud.
const root = document.documentElement;
if (!root.dataset.focus) {
  root.dataset.focus = "follows";
  const title = () => document.querySelector("[data-testid=stMain] h1");
  let path = new URL(performance.getEntriesByType("navigation")[0].name).pathname; // the first page's
  let text = location.pathname === path ? title()?.textContent : ""; // it may have been left already
  const follow = () => {
    if (location.pathname === path) return;
    const fresh = title();
    if (!fresh || fresh.textContent === text) return; // still the old page
    [path, text] = [location.pathname, fresh.textContent];
    fresh.tabIndex = -1;
    fresh.focus({ preventScroll: true });
  };
  follow();
  new MutationObserver(follow).observe(document.body, { childList: true, characterData: true, subtree: true });
}
