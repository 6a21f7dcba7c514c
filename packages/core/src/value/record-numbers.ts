import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { Cells, sizeOf } from './cells.ts';
import type { ValueOf, ValueType } from './number-type.ts';
import { SharedNumbers, type ValueOptions } from './shared-numbers.ts';

/** The fields in order: what another thread needs to see the same ones at the same places. */
export type Fields = readonly (readonly [name: string, type: ValueType])[];

/** A field takes eight bytes, whatever it holds. */
const fieldBytes = 8;

interface Field {
  readonly name: string;
  readonly type: ValueType;
  /** Which of the record's cells: there are some for each type. */
  readonly cells: number;
  readonly index: number;
}

class Layout {
  readonly fields: Fields;
  readonly types: readonly ValueType[];
  readonly byName: ReadonlyMap<string, Field>;

  constructor(fields: Fields) {
    this.fields = fields;
    this.types = [...new Set(fields.map(([, type]) => type))];
    const byName = new Map<string, Field>();
    for (const [place, [name, type]] of fields.entries()) {
      const index = (place * fieldBytes) / sizeOf(type);
      byName.set(name, { name, type, cells: this.types.indexOf(type), index });
    }
    this.byName = byName;
  }
}

type AnyNumber = ValueOf<ValueType>;

/** What every record is made of; each schema has a class of its own below it, with the fields as accessors. */
export class RecordNumbers extends SharedNumbers {
  readonly #layout: Layout;
  #cells: readonly Cells<ValueType>[] = [];

  constructor(layout: Layout, options?: ValueOptions) {
    const buffer = new ArrayBuffer(layout.fields.length * fieldBytes);
    super(buffer, 'record', options);
    this.#layout = layout;
    this._see(buffer, 0, buffer.byteLength);
  }

  add(name: string, amount: AnyNumber): AnyNumber {
    const field = this.#field(name, 'add');
    return this.#of(field).add(field.index, this.#checkedFor(field, amount, 'add'));
  }

  exchange(name: string, value: AnyNumber): AnyNumber {
    const field = this.#field(name, 'exchange');
    return this.#of(field).exchange(field.index, this.#checkedFor(field, value, 'exchange'));
  }

  compareExchange(name: string, expected: AnyNumber, value: AnyNumber): AnyNumber {
    const field = this.#field(name, 'compareExchange');
    const from = this.#checkedFor(field, expected, 'compareExchange');
    const to = this.#checkedFor(field, value, 'compareExchange');
    return this.#of(field).compareExchange(field.index, from, to);
  }

  update(name: string, change: (value: AnyNumber) => AnyNumber): AnyNumber {
    const field = this.#field(name, 'update');
    this._checkedChange(change);
    return this.#of(field).update(field.index, (value) =>
      this.#checkedFor(field, change(value), 'update'),
    );
  }

  /** Gives a field what it begins with. @internal */
  _begin(name: string, value: AnyNumber): void {
    const action = 'initial value';
    const field = this.#field(name, action);
    this.#of(field).store(field.index, this.#checkedFor(field, value, action));
  }

  /** What reading a field does: here, where `explore` sees it. @internal */
  _load(field: Field): AnyNumber {
    return this.#of(field).load(field.index);
  }

  /** What writing one does. @internal */
  _store(field: Field, value: AnyNumber): void {
    this.#of(field).store(field.index, this.#checkedFor(field, value, 'assignment'));
  }

  /** @internal */
  get _fields(): Fields {
    return this.#layout.fields;
  }

  /** @internal */
  get _size(): number {
    return this.#layout.fields.length * fieldBytes;
  }

  protected _see(buffer: ArrayBufferLike, offset: number, size: number): void {
    this.#cells = this.#layout.types.map(
      (type) => new Cells(type, buffer, offset, size / sizeOf(type)),
    );
  }

  /** @internal */
  describe(): string {
    return this.name === undefined ? 'a record' : `the record ${JSON.stringify(this.name)}`;
  }

  #of(field: Field): Cells<ValueType> {
    return this.#cells[field.cells] as Cells<ValueType>;
  }

  #field(name: string, action: string): Field {
    const field = this.#layout.byName.get(name);
    if (field !== undefined) return field;
    const names = this.#layout.fields.map(([known]) => known).join(', ');
    throw new InvalidArgumentError(
      `${action} of ${this.describe()}: its fields are ${names}, got ${show(name)}`,
    );
  }

  #checkedFor(field: Field, value: unknown, action: string): AnyNumber {
    return this._checked(field.type, value, `${action} of ${field.name} (${field.type})`);
  }
}

type RecordClass = new (options?: ValueOptions) => RecordNumbers;

/** Records of equal schemas are of one class, so that engines know them again. */
const classes: Map<string, RecordClass> = /* @__PURE__ */ new Map();

/** A record of these fields, all zero. */
export function makeRecord(fields: Fields, options?: ValueOptions): RecordNumbers {
  const key = JSON.stringify(fields);
  let itsClass = classes.get(key);
  if (itsClass === undefined) classes.set(key, (itsClass = makeClass(new Layout(fields))));
  return new itsClass(options);
}

function makeClass(layout: Layout): RecordClass {
  class RecordOfFields extends RecordNumbers {
    constructor(options?: ValueOptions) {
      super(layout, options);
    }
  }
  for (const [name, field] of layout.byName) {
    Object.defineProperty(RecordOfFields.prototype, name, {
      get(this: RecordNumbers): AnyNumber {
        return this._load(field);
      },
      set(this: RecordNumbers, value: AnyNumber): void {
        this._store(field, value);
      },
    });
  }
  return RecordOfFields;
}
