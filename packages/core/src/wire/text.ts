// What every engine has of the web's text coding, declared here since core takes no runtime's types.
declare const TextEncoder: new () => {
  encodeInto(text: string, into: Uint8Array): { written: number };
};
declare const TextDecoder: new (
  label: string,
  options: { ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

let encoder: InstanceType<typeof TextEncoder> | undefined;
let decoder: InstanceType<typeof TextDecoder> | undefined;

/** Writes UTF-8 and gives its length in bytes; three for each code unit must fit. */
export function writeUtf8(text: string, into: Uint8Array): number {
  return (encoder ??= new TextEncoder()).encodeInto(text, into).written;
}

/** `bytes` must not be in shared memory: some engines' TextDecoder refuses that. */
export function readUtf8(bytes: Uint8Array): string {
  return (decoder ??= new TextDecoder('utf-8', { ignoreBOM: true })).decode(bytes);
}

const codes: number[] = [];

/** Text of one byte for each character. */
export function readLatin1(bytes: Uint8Array, from: number, length: number): string {
  // One call with a list: adding character by character leaves a string that engines flatten at its first use.
  codes.length = length;
  for (let i = 0; i < length; i++) codes[i] = bytes[from + i] as number;
  return String.fromCharCode.apply(null, codes);
}

/** Code units, two bytes each. */
export function readUtf16(bytes: Uint8Array, from: number, to: number): string {
  const parts: string[] = [];
  for (let at = from; at < to;) {
    const end = Math.min(to, at + 8192);
    const units: number[] = [];
    for (; at < end; at += 2) units.push((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
    parts.push(String.fromCharCode.apply(null, units));
  }
  return parts.join('');
}

const keys: string[] = [];

/** Names of fields come again and again: the same text is found again instead of made anew. */
export function readKey(bytes: Uint8Array, from: number, length: number): string {
  if (length === 0) return '';
  const slot =
    (length * 31 + (bytes[from] as number) * 7 + (bytes[from + length - 1] as number)) & 255;
  const known = keys[slot];
  if (known !== undefined && known.length === length) {
    let i = 0;
    while (i < length && known.charCodeAt(i) === bytes[from + i]) i++;
    if (i === length) return known;
  }
  return (keys[slot] = readLatin1(bytes, from, length));
}
