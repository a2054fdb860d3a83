// Says that the server does not answer, for as long as it does not. The page's root has the notices
// in the visitor's language, as JSON: `lost`, `gone`, `slow`.
// Streamlit's own dialog, which tells students to type a command, is hidden meanwhile (style.css).
const PATIENCE = { lost: 700, gone: 20_000, slow: 4000 }; // milliseconds
const root = document.documentElement;
const notice = document.createElement("div");
notice.className = "oodlab-connection";
notice.setAttribute("role", "alert");
let since = null; // when what is wrong now began, and what it is
let wrong = null;

function state() {
  const app = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
  const isCut = !navigator.onLine && !["localhost", "127.0.0.1"].includes(location.hostname);
  if (isCut || !["CONNECTED", "INITIAL"].includes(app.testConnectionState)) return "lost";
  return app.testScriptState === "rerunRequested" ? "slow" : null;
}

function look() {
  const now = state();
  if (now !== wrong) [wrong, since] = [now, performance.now()];
  const passed = performance.now() - since;
  const shown =
    wrong === "lost" && passed > PATIENCE.gone ? "gone" : wrong && passed > PATIENCE[wrong] ? wrong : "";
  if ((root.dataset.server ?? "") === shown) return;
  root.dataset.server = shown;
  notice.textContent = shown ? JSON.parse(root.dataset.notices)[shown] : "";
  if (shown) document.body.append(notice);
  else notice.remove();
}

setInterval(look, 250);
