// One frame of a canvas. `data`: the name of the canvas, and the bytes of the frame's file, see
// ood_core/canvas/frames.py.
const NAME = 16; // bytes
const TYPES = { u1: Uint8Array, i2: Int16Array, f4: Float32Array };
const taken = (globalThis.oodlabTaken ??= new WeakSet()); // what has been unpacked already

async function unpacked(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const buffer = await new Response(stream).arrayBuffer();
  let start = 4 + new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(buffer.slice(4, start)));
  const arrays = {};
  for (const [name, kind, shape] of header.arrays) {
    const end = start + TYPES[kind].BYTES_PER_ELEMENT * shape.reduce((a, b) => a * b, 1);
    arrays[name] = new TYPES[kind](buffer.slice(start, end));
    start = end;
  }
  return { ...header, arrays };
}

export default function ({ data }) {
  if (taken.has(data)) return;
  taken.add(data);
  const name = new TextDecoder().decode(data.slice(0, NAME));
  unpacked(data.slice(NAME)).then((frame) => keepFrame(name, frame.frame, frame));
}
