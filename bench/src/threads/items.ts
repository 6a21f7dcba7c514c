/** What goes from thread to thread, made of a number and read back as one. */
export const items = {
  number: { make: (i: number): unknown => i, read: (item: unknown) => item as number },
  object: {
    make: (i: number): unknown => ({ id: i, name: 'item', tags: ['a', 'b'], done: false }),
    read: (item: unknown) => (item as { id: number }).id,
  },
  bytes: {
    make(i: number): unknown {
      const bytes = new Uint8Array(64);
      new DataView(bytes.buffer).setUint32(60, i);
      return bytes;
    },
    read(item: unknown): number {
      const { buffer, byteOffset } = item as Uint8Array;
      return new DataView(buffer, byteOffset).getUint32(60);
    },
  },
} as const;

export type ItemKind = keyof typeof items;
