// `name`, `secret`: of the visitor's cookie, as the server knows it in this session (visitor.py).
const kept = document.cookie.match(`(?:^|; )${name}=([0-9a-f]{32})(?:;|$)`)?.[1];
if (kept && kept !== secret && !sessionStorage.getItem(name)) {
  sessionStorage.setItem(name, "asked"); // once: another tab came first, and this one follows it
  location.reload();
} else {
  sessionStorage.removeItem(name);
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${secret}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}
