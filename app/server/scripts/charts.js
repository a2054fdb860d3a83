// A drag over a chart selects no text. (Widgets see to it themselves: components/shared.js.)
document.addEventListener("selectstart", (event) => {
  const at = event.target.closest ? event.target : event.target.parentElement; // it may be a text
  if (at?.closest(".js-plotly-plot")) event.preventDefault();
});
