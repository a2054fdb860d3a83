// A folder is sent as one zip archive: of many files at once browsers lose some, and say nothing.
// It is packed here, file after file and uncompressed, and handed to Streamlit's uploader as if the
// visitor had chosen it, so progress, cancelling and the limit of bytes are Streamlit's.
const FEW = 100; // files that are sent one by one
const MOST = 60_000; // files of an archive in this form
const FOLDERS = "input[type=file][webkitdirectory]";
const UPLOADER = "[data-testid=stFileUploader]";
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

addEventListener("change", (event) => {
  const input = event.target;
  if (passed.has(event) || !input.matches?.(FOLDERS)) return;
  const files = [...input.files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  if (files.length <= FEW || files.length > MOST) return;
  event.stopImmediatePropagation();
  send(input, files);
}, { capture: true });

// All files below what was dropped.
async function below(entry) {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    return [{ path: entry.fullPath.slice(1), file }];
  }
  const reader = entry.createReader(), found = [];
  for (;;) { // it gives a hundred at a time
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return found;
    for (const one of some) found.push(...(await below(one)));
  }
}

addEventListener("drop", (event) => {
  const input = event.target.closest?.(UPLOADER)?.querySelector(FOLDERS);
  const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry?.());
  if (!input || input.disabled || !entries.some((entry) => entry?.isDirectory)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const zone = input.closest(UPLOADER);
  zone.dispatchEvent(new DragEvent("dragleave", { bubbles: true })); // it waits for a drop no more
  (async () => {
    const files = [];
    for (const entry of entries) files.push(...(await below(entry)));
    if (files.length) await send(input, files);
  })();
}, { capture: true });
