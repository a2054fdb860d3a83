// What every widget draws with; put before its own code.
const DASHES = { id: "", near: "7 4", far: "2 3", shift: "8 3 2 3" };
const tag = (name, attributes, text = "") =>
  `<${name} ${Object.entries(attributes).map(([k, v]) => `${k}="${v}"`).join(" ")}>${text}</${name}>`;

