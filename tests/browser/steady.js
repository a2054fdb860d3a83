// Every 20 ms: are the charts still there? `watched[name]` counts the moments in which one was seen,
// and keeps why it was not in each moment after that, and every box that it had on the page.
const watched = (window.watched = {});

function everywhere(root, selector) {
  const inside = [...root.querySelectorAll("*")].filter((e) => e.shadowRoot);
  return [...root.querySelectorAll(selector), ...inside.flatMap((e) => everywhere(e.shadowRoot, selector))];
}

function whyHidden(chart) {
  if (!chart) return "missing";
  const { width, height } = chart.getBoundingClientRect();
  if (width < 60 || height < 60) return `${width} x ${height}`;
  if (chart.matches("svg") && !chart.querySelector("path")) return "empty";
  let opacity = 1;
  for (let e = chart; e; e = e.parentElement ?? e.getRootNode().host) {
    const style = getComputedStyle(e);
    if (style.visibility === "hidden" || style.display === "none") return "invisible";
    opacity *= style.opacity;
  }
  return opacity < 0.9 ? `opacity ${opacity}` : "";
}

function watchCharts(selectors) {
  setInterval(() => {
    for (const [name, selector] of Object.entries(selectors)) {
      const chart = everywhere(document, selector)[0], why = whyHidden(chart);
      const was = (watched[name] ??= { seen: 0, hidden: [], boxes: [] });
      if (why) {
        if (was.seen) was.hidden.push(why);
        continue;
      }
      was.seen += 1;
      const { x, y, width, height } = chart.getBoundingClientRect();
      const box = [x, y + document.querySelector(".stMain").scrollTop, width, height].map(Math.round).join(" ");
      if (!was.boxes.includes(box)) was.boxes.push(box);
    }
  }, 20);
}
