import { InvalidArgumentError } from '../errors.ts';
import type { Lock } from '../lock/lock.ts';
import { show } from '../operation/operation.ts';
import type { Shareable } from '../wire/kind.ts';
import { isValueType, valueTypes, type ValueOf, type ValueType } from './number-type.ts';
import { makeRecord, RecordNumbers, type Fields } from './record-numbers.ts';
import type { ValueOptions } from './shared-numbers.ts';

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

/** A schema in which no field is called as one of the members, as far as its type tells. */
type FreeNames<S> = string extends keyof S
  ? unknown
  : { readonly [F in keyof S & keyof RecordMembers<RecordSchema>]: never };

/**
 * Numbers with names that threads share, each of a type of its own; what is not in `initial` is 0. Each change of a field
 * is atomic, `account.balance += 1` (a read and a write) is not: that is `add`. For several fields there is its lock.
 * @example const account = record({ balance: 'f64', changes: 'u32' }); account.add('balance', 5);
 * @throws InvalidArgumentError for another type, a field called as one of a record's members, or a number of another type.
 * Python: multiprocessing.Value of a ctypes.Structure.
 */
export function record<S extends RecordSchema>(
  schema: S & FreeNames<S>,
  initial?: { readonly [F in keyof S]?: ValueOf<S[F]> },
  options?: ValueOptions,
): SharedRecord<S> {
  const made = makeRecord(fieldsOf(schema), options);
  if (initial !== undefined && (typeof initial !== 'object' || initial === null)) {
    throw new InvalidArgumentError(
      `record: what its fields begin with must be an object, got ${show(initial)}`,
    );
  }
  for (const [name, value] of Object.entries(initial ?? {})) {
    if (!Object.hasOwn(schema, name)) {
      const names = Object.keys(schema).map(show).join(', ');
      throw new InvalidArgumentError(`record: there is no field ${show(name)}; it has ${names}`);
    }
    made._begin(name, value as ValueOf<ValueType>);
  }
  return made as unknown as SharedRecord<S>;
}

function fieldsOf(schema: RecordSchema): Fields {
  const isObject = typeof schema === 'object' && schema !== null && !Array.isArray(schema);
  const fields = isObject ? Object.entries(schema) : [];
  if (fields.length === 0) {
    throw new InvalidArgumentError(
      `record: needs an object that gives at least one field its type, got ${isObject ? 'an empty one' : show(schema)}`,
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
        `record: a field cannot be called ${name}, as a member of every record is; choose another name`,
      );
    }
  }
  return fields;
}
