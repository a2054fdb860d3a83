// A folder is sent as one zip archive: of many files at once browsers lose some, and say nothing.
// It is packed here, file after file and uncompressed, and handed to Streamlit's uploader as if the
// visitor had chosen it, so progress and cancelling are Streamlit's. The page's root has, as JSON, how
// many `files` and `bytes` a folder may have, and what is said where it is not sent, in the visitor's
// language: it has too `many` files, is too `large`, `empty`, or has one that is `unreadable`.
const FEW = 100; // files that are sent one by one
const FOLDERS = "input[type=file][webkitdirectory]";
const UPLOADER = "[data-testid=stFileUploader]";
const REFUSED = "oodlab-refused";
const UTF8 = 0x800, VERSION = 20, JANUARY_1980 = 0x21;
const passed = new WeakSet(); // events that are ours

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

function checksum(bytes) {
  let crc = -1;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

// Numbers as a zip archive has them: pairs of value and bytes.
function numbers(...pairs) {
  const view = new DataView(new ArrayBuffer(pairs.reduce((sum, [, size]) => sum + size, 0)));
  let at = 0;
  for (const [value, size] of pairs) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return view.buffer;
}

async function packed(files) {
  const parts = [], directory = [];
  let at = 0, length = 0;
  for (const { path, file } of files) {
    const name = new TextEncoder().encode(path);
    const crc = checksum(new Uint8Array(await file.arrayBuffer()));
    const about = [[VERSION, 2], [UTF8, 2], [0, 2], [0, 2], [JANUARY_1980, 2], [crc, 4]];
    about.push([file.size, 4], [file.size, 4], [name.length, 2], [0, 2]);
    const local = numbers([0x04034b50, 4], ...about);
    const rest = [[0, 2], [0, 2], [0, 2], [0, 4], [at, 4]];
    directory.push(numbers([0x02014b50, 4], [VERSION, 2], ...about, ...rest), name);
    parts.push(local, name, file);
    at += local.byteLength + name.length + file.size;
    length += 46 + name.length;
  }
  const n = files.length;
  const end = [[0x06054b50, 4], [0, 2], [0, 2], [n, 2], [n, 2], [length, 4], [at, 4], [0, 2]];
  return new Blob([...parts, ...directory, numbers(...end)]);
}

async function send(input, files) {
  const name = files[0].path.split("/")[0];
  const given = new DataTransfer();
  given.items.add(new File([await packed(files)], `${name}.zip`, { type: "application/zip" }));
  input.files = given.files;
  const event = new Event("change", { bubbles: true });
  passed.add(event);
  input.dispatchEvent(event);
}

const rules = () => JSON.parse(document.documentElement.dataset.folderRules);
const zoneOf = (input) => input.closest(UPLOADER);
const forget = (input) => zoneOf(input)?.querySelector(`.${REFUSED}`)?.remove();

function refuse(input, why) {
  forget(input);
  const notice = document.createElement("div");
  notice.className = REFUSED;
  notice.setAttribute("role", "alert");
  notice.textContent = rules()[why];
  zoneOf(input)?.append(notice); // it may be gone meanwhile
}

// Send what `found` promises, or say why not.
async function offer(input, found) {
  try {
    const files = await found, { files: most, bytes } = rules();
    if (!files.length) refuse(input, "empty");
    else if (files.length > most) refuse(input, "many");
    else if (files.reduce((sum, { file }) => sum + file.size, 0) > bytes) refuse(input, "large");
    else await send(input, files);
  } catch {
    refuse(input, "unreadable");
  }
}

addEventListener("change", (event) => {
  const input = event.target;
  if (passed.has(event) || !input.matches?.(FOLDERS)) return;
  forget(input);
  const files = [...input.files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  if (files.length <= FEW) return;
  event.stopImmediatePropagation();
  input.value = ""; // the same folder can be chosen again
  offer(input, files);
}, { capture: true });

// All files below what was dropped; no more are looked for once there are too many.
async function below(entries, most, found = []) {
  for (const entry of entries) {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      found.push({ path: entry.fullPath.slice(1), file });
      continue;
    }
    const reader = entry.createReader();
    const next = () => new Promise((done, failed) => reader.readEntries(done, failed)); // a hundred
    for (let some = await next(); some.length && found.length <= most; some = await next()) {
      await below(some, most, found);
    }
  }
  return found;
}

addEventListener("drop", (event) => {
  const input = event.target.closest?.(UPLOADER)?.querySelector(FOLDERS);
  const items = [...(event.dataTransfer?.items ?? [])];
  const entries = items.map((item) => item.webkitGetAsEntry?.()).filter(Boolean); // a text is none
  if (!input || input.disabled) return;
  forget(input);
  if (!entries.some((entry) => entry.isDirectory)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  zoneOf(input).dispatchEvent(new DragEvent("dragleave", { bubbles: true })); // it waits no more
  offer(input, below(entries, rules().files));
}, { capture: true });
