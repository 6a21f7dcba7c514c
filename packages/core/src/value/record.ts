import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { Cells, sizeOf } from './cells.ts';
import { isValueType, valueTypes, type ValueOf, type ValueType } from './number-type.ts';
import type { Lock } from '../lock/lock.ts';
import type { Shareable } from '../wire/kind.ts';
import { SharedNumbers, type ValueOptions } from './shared-numbers.ts';

/** The fields of a record, and what each holds. */
export type RecordSchema = Readonly<Record<string, ValueType>>;

/** What every record has beside its fields: no field can be called so. */
export interface RecordMembers<S extends RecordSchema> extends Shareable {
  readonly name: string | undefined;
  /** A lock that goes with it to other threads, for changes of more than one step. Reading and writing does not take it. */
  readonly lock: Lock;
  /** Is it in shared memory, because it was handed to another thread? */
  readonly shared: boolean;
  /** Adds to a field and returns what it was before; integers wrap around. @throws InvalidArgumentError */
  add<F extends keyof S>(field: F, amount: ValueOf<S[F]>): ValueOf<S[F]>;
  /** Writes a field and returns what it was before. @throws InvalidArgumentError */
  exchange<F extends keyof S>(field: F, value: ValueOf<S[F]>): ValueOf<S[F]>;
  /** Writes a field if it is `expected` (for floats: the same bits), and returns what it was before. @throws InvalidArgumentError */
  compareExchange<F extends keyof S>(
    field: F,
    expected: ValueOf<S[F]>,
    value: ValueOf<S[F]>,
  ): ValueOf<S[F]>;
  /**
   * Writes what `change` makes of a field, and returns what it was before. Where another thread writes in between,
   * `change` is called again with what that wrote: it should only compute.
   * @throws InvalidArgumentError, or what `change` throws; nothing is written then.
   */
  update<F extends keyof S>(
    field: F,
    change: (value: ValueOf<S[F]>) => ValueOf<S[F]>,
  ): ValueOf<S[F]>;
}

/** Numbers with names that threads share: `SharedRecord<{ balance: 'f64' }>` is what `record({ balance: 'f64' })` gives. */
export type SharedRecord<S extends RecordSchema> = RecordMembers<S> & {
  -readonly [F in keyof S]: ValueOf<S[F]>;
};

/** A schema in which no field is called as one of the members. */
type Free<S> = { readonly [F in keyof S & keyof RecordMembers<RecordSchema>]: never };

/** A field takes eight bytes, whatever it holds. */
const fieldBytes = 8;

interface Field {
  readonly type: ValueType;
  /** Which of the record's cells: there are some for each type. */
  readonly cells: number;
  readonly index: number;
}

/** The fields in order: what another thread needs to see the same ones at the same places. */
export type Fields = readonly (readonly [name: string, type: ValueType])[];

/** What every record is made of; each schema has a class of its own below it, with the fields as accessors. */
export class RecordNumbers extends SharedNumbers implements RecordMembers<RecordSchema> {
  readonly #layout: Layout;
  #cells: readonly Cells<ValueType>[] = [];

  constructor(layout: Layout, options?: ValueOptions) {
    const buffer = new ArrayBuffer(layout.fields.length * fieldBytes);
    super(buffer, 'record', options);
    this.#layout = layout;
    this._see(buffer, 0, buffer.byteLength);
    // So that writing to a field which it does not have is an error, as everywhere in a module's code.
    Object.preventExtensions(this);
  }

  add(name: string, amount: ValueOf<ValueType>): ValueOf<ValueType> {
    const field = this.#field(name, 'add');
    return this.#of(field).add(field.index, this.#checked(field, name, amount, 'add'));
  }

  exchange(name: string, value: ValueOf<ValueType>): ValueOf<ValueType> {
    const field = this.#field(name, 'exchange');
    return this.#of(field).exchange(field.index, this.#checked(field, name, value, 'exchange'));
  }

  compareExchange(
    name: string,
    expected: ValueOf<ValueType>,
    value: ValueOf<ValueType>,
  ): ValueOf<ValueType> {
    const field = this.#field(name, 'compareExchange');
    const from = this.#checked(field, name, expected, 'compareExchange');
    const to = this.#checked(field, name, value, 'compareExchange');
    return this.#of(field).compareExchange(field.index, from, to);
  }

  update(
    name: string,
    change: (value: ValueOf<ValueType>) => ValueOf<ValueType>,
  ): ValueOf<ValueType> {
    const field = this.#field(name, 'update');
    this._checkedChange(change);
    return this.#of(field).update(field.index, (value) =>
      this.#checked(field, name, change(value), 'update'),
    );
  }

  /** What reading a field does. @internal */
  _load(field: Field): ValueOf<ValueType> {
    return this.#of(field).load(field.index);
  }

  /** What writing one does. @internal */
  _store(field: Field, name: string, value: ValueOf<ValueType>): void {
    this.#of(field).store(field.index, this.#checked(field, name, value, 'assignment'));
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

  protected _subject(): string {
    return this.name === undefined ? 'a record' : `the record ${JSON.stringify(this.name)}`;
  }

  #of(field: Field): Cells<ValueType> {
    return this.#cells[field.cells] as Cells<ValueType>;
  }

  #field(name: string, action: string): Field {
    const field = this.#layout.byName.get(name);
    if (field !== undefined) return field;
    throw new InvalidArgumentError(
      `${action} of ${this._subject()}: its fields are ${this.#layout.fields.map(([known]) => known).join(', ')}, got ${show(name)}`,
    );
  }

  #checked(field: Field, name: string, value: unknown, action: string): ValueOf<ValueType> {
    return this._checked(field.type, value, `${action} to ${name} (${field.type})`);
  }
}

class Layout {
  readonly fields: Fields;
  readonly types: readonly ValueType[];
  readonly byName: ReadonlyMap<string, Field>;

  constructor(fields: Fields) {
    this.fields = fields;
    this.types = [...new Set(fields.map(([, type]) => type))];
    this.byName = new Map(
      fields.map(([name, type], place) => [
        name,
        { type, cells: this.types.indexOf(type), index: (place * fieldBytes) / sizeOf(type) },
      ]),
    );
  }
}

type RecordClass = new (options?: ValueOptions) => RecordNumbers;

/** Records of equal schemas are of one class, so that engines know them again. */
const classes: Map<string, RecordClass> = /* @__PURE__ */ new Map();

function classOf(fields: Fields): RecordClass {
  const key = JSON.stringify(fields);
  let found = classes.get(key);
  if (found === undefined) classes.set(key, (found = makeClass(new Layout(fields))));
  return found;
}

function makeClass(layout: Layout): RecordClass {
  class SharedRecordOfSchema extends RecordNumbers {
    constructor(options?: ValueOptions) {
      super(layout, options);
    }
  }
  for (const [name, field] of layout.byName) {
    Object.defineProperty(SharedRecordOfSchema.prototype, name, {
      enumerable: true,
      get(this: RecordNumbers): ValueOf<ValueType> {
        return this._load(field);
      },
      set(this: RecordNumbers, value: ValueOf<ValueType>): void {
        this._store(field, name, value);
      },
    });
  }
  return SharedRecordOfSchema;
}

/** A record of these fields, all zero. @internal */
export function makeRecord(fields: Fields, options?: ValueOptions): RecordNumbers {
  return new (classOf(fields))(options);
}

/**
 * Numbers with names that threads share, each of a type of its own; what is not in `initial` is 0. Each change of a field
 * is atomic, `account.balance += 1` (a read and a write) is not: that is `add`. For several fields there is its lock.
 * @example const account = record({ balance: 'f64', changes: 'u32' }); account.add('balance', 5);
 * @throws InvalidArgumentError for another type, a field called as one of a record's members, or a number of another type.
 * Python: multiprocessing.Value of a ctypes.Structure.
 */
export function record<S extends RecordSchema>(
  schema: S & Free<S>,
  initial?: Partial<{ readonly [F in keyof S]: ValueOf<S[F]> }>,
  options?: ValueOptions,
): SharedRecord<S> {
  const made = makeRecord(fieldsOf(schema), options) as RecordNumbers & Record<string, unknown>;
  if (initial !== undefined && (typeof initial !== 'object' || initial === null)) {
    throw new InvalidArgumentError(
      `record: the first values must be an object, got ${show(initial)}`,
    );
  }
  for (const [name, value] of Object.entries(initial ?? {})) {
    made.exchange(name, value as ValueOf<ValueType>);
  }
  return made as unknown as SharedRecord<S>;
}

function fieldsOf(schema: RecordSchema): Fields {
  const fields =
    typeof schema === 'object' && schema !== null && !Array.isArray(schema)
      ? Object.entries(schema)
      : [];
  if (fields.length === 0) {
    throw new InvalidArgumentError(
      `record: needs an object that gives at least one field its type, got ${show(schema)}`,
    );
  }
  for (const [name, type] of fields) {
    if (!isValueType(type)) {
      throw new InvalidArgumentError(
        `record: the type of ${name} must be one of ${valueTypes.join(', ')}, got ${show(type)}`,
      );
    }
    if (name === 'name' || name === 'toJSON' || name in RecordNumbers.prototype) {
      throw new InvalidArgumentError(
        `record: a field cannot be called ${name}, since every record has a member of that name; choose another`,
      );
    }
  }
  return fields;
}
