import type { Boundary, Kind } from '@heddle/core/internal';

/** What carries no objects of Heddle's: messages in which all that is special is packed already. */
export const plainBoundary: Boundary = { means: 'process', kindOf: () => undefined };

type KindOf = (object: object) => Kind<object> | undefined;

const kinds: KindOf[] = [];

/** Says how some of Heddle's objects go to another process. */
export function crossBy(some: KindOf): void {
  kinds.push(some);
}

function kindOf(object: object): Kind<object> | undefined {
  for (const some of kinds) {
    const kind = some(object);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** To another process: data is copied, and what Heddle shares stays, and is served by the process that has it. */
export const processBoundary: Boundary = { means: 'process', kindOf };
