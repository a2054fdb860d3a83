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
