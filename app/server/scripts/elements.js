// Streamlit's own words, said in the visitor's language. The page's root has them as JSON: what
// Streamlit writes -> what is said; in both, {} stands for one name or number. In the language that
// Streamlit speaks the list is empty.
const ATTRIBUTES = ["aria-label", "placeholder", "title", "data-title"];
const OWN = "[data-testid=stFileUploader], [data-testid=stCameraInput], [data-testid=stSkipToContent], [data-baseweb=popover]"; // whose texts may be Streamlit's
const wrote = new Map(); // what was said -> what Streamlit wrote
let said = new Map(), patterns = []; // [expression, what is said]

function learn() {
  const pairs = Object.entries(JSON.parse(document.documentElement.dataset.elementWords));
  said = new Map(pairs.filter(([own]) => !own.includes("{}")));
  const escaped = (own) => own.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace("{}", "(.+)");
  patterns = pairs
    .filter(([own]) => own.includes("{}"))
    .map(([own, text]) => [new RegExp(`^${escaped(own)}$`), text]);
}

function words(text) {
  const own = wrote.get(text) ?? text, exact = said.get(own);
  if (exact) return exact;
  for (const [expression, form] of patterns) {
    const found = expression.exec(own);
    if (found) return form.replace("{}", found[1]);
  }
  return own;
}

function told(text) {
  const trimmed = text.trim(), now = trimmed && words(trimmed);
  if (now === trimmed) return null;
  wrote.set(now, wrote.get(trimmed) ?? trimmed);
  return now;
}

function name(element) {
  for (const attribute of ATTRIBUTES) {
    const now = element.hasAttribute(attribute) && told(element.getAttribute(attribute));
    if (now) element.setAttribute(attribute, now);
  }
}

function read(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const now = node.parentElement?.closest(OWN) && told(node.data);
    if (now) node.data = now;
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    name(node);
    for (const below of node.querySelectorAll(ATTRIBUTES.map((one) => `[${one}]`).join())) name(below);
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) read(texts.currentNode);
  }
}

learn();
read(document.body);
new MutationObserver((changes) => {
  if (!said.size) return;
  for (const { type, target, addedNodes } of changes) {
    if (type === "attributes") name(target);
    else if (type === "characterData") read(target);
    else addedNodes.forEach(read);
  }
}).observe(document.body, {
  subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
});
new MutationObserver(() => {
  learn();
  read(document.body);
}).observe(document.documentElement, { attributeFilter: ["data-element-words"] });
