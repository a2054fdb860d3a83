// After a change of page the focus goes to the new page's title, which is then read aloud.
const title = () => document.querySelector("[data-testid=stMain] h1");
let [path, text] = [location.pathname, title()?.textContent];
new MutationObserver(() => {
  if (location.pathname === path) return;
  const fresh = title();
  if (!fresh || fresh.textContent === text) return; // still the old page
  [path, text] = [location.pathname, fresh.textContent];
  fresh.tabIndex = -1;
  fresh.focus({ preventScroll: true });
}).observe(document.body, { childList: true, characterData: true, subtree: true });
