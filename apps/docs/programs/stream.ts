import { Queue, run, spawn } from 'heddle';

// What tasks put, the platform reads: here a response that is packed as it is written.
const lines = new Queue<string>({ name: 'lines', maxsize: 4 });
const packed = new Response(
  lines.readable.pipeThrough(new TextEncoderStream()).pipeThrough(new CompressionStream('gzip')),
);
const writing = spawn(function* () {
  for (let row = 1; row <= 1000; row += 1) yield* lines.put(`row ${row} of the same cloth\n`);
  lines.shutdown(); // the stream ends
});
const bytes = await packed.arrayBuffer();
await writing;
console.log(bytes.byteLength < 10_000);

// What the platform sends, tasks get.
const response = await fetch(URL.createObjectURL(new Blob([bytes])));
const rows = new Queue<string>({ name: 'rows', maxsize: 4 });
const unpacking = response
  .body!.pipeThrough(new DecompressionStream('gzip'))
  .pipeThrough(new TextDecoderStream())
  .pipeTo(rows.writable); // its end shuts the queue down

let text = '';
await run(() => rows.forEach((piece) => void (text += piece)));
await unpacking;
console.log(text.split('\n').length - 1, text.slice(0, 22).trim(), rows.closed);
