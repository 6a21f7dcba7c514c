import { array, assert, constantFrom, nat, oneof, property, record } from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { InvalidArgumentError, InvalidStateError, NoValueError } from '../errors.ts';
import { Context, copyContext } from './context.ts';
import { ContextVar, type Token } from './context-var.ts';

/** So that no test sees what another one has set in the thread. */
function apart<T>(body: () => T): T {
  return new Context().run(body);
}

describe('a context variable', () => {
  test('gives what was set, else the fallback, else its default', () => {
    apart(() => {
      const variable = new ContextVar<string>('user', { default: 'nobody' });
      expect([variable.name, variable.get(), variable.get('somebody')]).toEqual([
        'user',
        'nobody',
        'somebody',
      ]);
      variable.set('ann');
      expect([variable.get(), variable.get('somebody')]).toEqual(['ann', 'ann']);
    });
  });

  test('that has nothing to give says so by NoValueError', () => {
    const variable = new ContextVar<string>('user');
    expect(() => apart(() => variable.get())).toThrow(NoValueError);
    expect(() => apart(() => variable.get())).toThrow(
      'the context variable "user" has no value here',
    );
    expect(apart(() => variable.get(undefined))).toBeUndefined();
  });

  test('may be set to undefined, and undefined may be its default', () => {
    apart(() => {
      const variable = new ContextVar<number | undefined>('n', { default: 1 });
      variable.set(undefined);
      expect([variable.get(), variable.get(2), copyContext().has(variable)]).toEqual([
        undefined,
        undefined,
        true,
      ]);
      expect(new ContextVar('m', { default: undefined }).get()).toBeUndefined();
    });
  });

  test('is itself by identity: two of one name have nothing in common', () => {
    apart(() => {
      const [a, b] = [new ContextVar<number>('n'), new ContextVar<number>('n')];
      a.set(1);
      expect(b.get(2)).toBe(2);
    });
  });

  test('is typed', () => {
    const variable = new ContextVar<number>('n', { default: 0 });
    expectTypeOf(variable.get()).toEqualTypeOf<number>();
    expectTypeOf(variable.get('none')).toEqualTypeOf<number | string>();
    expectTypeOf(apart(() => variable.set(1))).toEqualTypeOf<Token<number>>();
  });

  test.each([[undefined], [1], [Symbol('s')], [{}]])('refuses the name %s', (name) => {
    expect(() => new ContextVar(name as never)).toThrow(InvalidArgumentError);
  });

  test.each([[null], ['default'], [1]])('refuses the options %s', (options) => {
    expect(() => new ContextVar('n', options as never)).toThrow(
      'new ContextVar "n": options must be an object',
    );
  });

  test('and a context cannot be cloned or made JSON of', () => {
    const variable = new ContextVar('n');
    expect(() => structuredClone(variable)).toThrow();
    expect(() => JSON.stringify(variable)).toThrow('cannot send');
    expect(() => structuredClone(copyContext())).toThrow();
  });
});

describe('reset', () => {
  test('gives back what was there before, and nothing where nothing was', () => {
    apart(() => {
      const variable = new ContextVar<number>('n');
      const first = variable.set(1);
      const second = variable.set(2);
      expect([second.oldValue, second.variable]).toEqual([1, variable]);
      variable.reset(second);
      expect(variable.get()).toBe(1);
      variable.reset(first);
      expect([variable.get('none'), copyContext().has(variable)]).toEqual(['none', false]);
    });
  });

  test('works out of order, as in Python: each token knows its own value', () => {
    apart(() => {
      const variable = new ContextVar<number>('n');
      const first = variable.set(1);
      const second = variable.set(2);
      variable.reset(first);
      variable.reset(second);
      expect(variable.get()).toBe(1);
    });
  });

  test('refuses a token twice', () => {
    apart(() => {
      const variable = new ContextVar<number>('n');
      const token = variable.set(1);
      variable.reset(token);
      expect(() => variable.reset(token)).toThrow(InvalidStateError);
    });
  });

  test('refuses the token of another variable, and what is no token', () => {
    apart(() => {
      const [a, b] = [new ContextVar<number>('a'), new ContextVar<number>('b')];
      expect(() => a.reset(b.set(1))).toThrow(
        'reset of "a": needs a token that its set() gave, got one of "b"',
      );
      expect(() => a.reset(undefined as never)).toThrow(InvalidArgumentError);
      expect(b.get()).toBe(1);
    });
  });

  test('refuses a token from another context, and the token stays good', () => {
    apart(() => {
      const variable = new ContextVar<number>('n');
      const token = variable.set(1);
      copyContext().run(() => {
        expect(() => variable.reset(token)).toThrow('comes from another task or context');
      });
      variable.reset(token);
      expect(variable.get('none')).toBe('none');
    });
  });
});

describe('a Context', () => {
  test('keeps what is set in it, and the caller’s stays as it was', () => {
    apart(() => {
      const variable = new ContextVar<string>('n');
      variable.set('outside');
      const context = copyContext();
      const result = context.run((more: string) => {
        expect(variable.get()).toBe('outside');
        variable.set('inside');
        return `done ${more}`;
      }, 'and more');
      expect(result).toBe('done and more');
      expect([variable.get(), context.get(variable)]).toEqual(['outside', 'inside']);
      expect(context.run(() => variable.get())).toBe('inside');
    });
  });

  test('keeps what was set although the function throws, and the caller goes on in its own', () => {
    apart(() => {
      const variable = new ContextVar<string>('n');
      const context = copyContext();
      expect(() =>
        context.run(() => {
          variable.set('inside');
          throw new RangeError('out');
        }),
      ).toThrow(RangeError);
      expect([variable.get('none'), context.get(variable)]).toEqual(['none', 'inside']);
      expect(context.run(() => variable.get())).toBe('inside');
    });
  });

  test('is a copy: what is set afterwards on either side is not seen on the other', () => {
    apart(() => {
      const variable = new ContextVar<number>('n');
      variable.set(1);
      const context = copyContext();
      variable.set(2);
      expect(context.get(variable)).toBe(1);
      context.run(() => variable.set(3));
      expect(variable.get()).toBe(2);
    });
  });

  test('cannot be entered twice at once; a copy can', () => {
    const context = new Context();
    context.run(() => {
      expect(() => context.run(() => {})).toThrow(InvalidStateError);
      expect(copyContext().run(() => 'ran')).toBe('ran');
    });
    expect(context.run(() => 'again')).toBe('again');
  });

  test('tells what it has', () => {
    apart(() => {
      const [a, b] = [new ContextVar<number>('a', { default: 7 }), new ContextVar<string>('b')];
      b.set('x');
      const context = copyContext();
      expect([context.size, context.has(a), context.has(b)]).toEqual([1, false, true]);
      expect([context.get(a), context.get(a, 3), context.get(b)]).toEqual([undefined, 3, 'x']);
      expect([...context]).toEqual([[b, 'x']]);
      expect(new Context().size).toBe(0);
    });
  });

  test('refuses to run what is no function', () => {
    expect(() => new Context().run('f' as never)).toThrow(InvalidArgumentError);
  });
});

test('any mixture of set, reset and run does what a map per context does', () => {
  const step = oneof(
    record({ do: constantFrom('set'), on: nat(2), to: nat(9) }),
    record({ do: constantFrom('reset'), on: nat(2), to: nat(9) }),
    record({ do: constantFrom('enter', 'leave'), on: nat(2), to: nat(9) }),
  );
  assert(
    property(array(step, { maxLength: 40 }), (steps) => {
      const variables = [0, 1, 2].map((n) => new ContextVar<number>(`v${n}`));
      interface Level {
        model: Map<number, number>;
        tokens: { token: Token<number>; on: number; before: number | undefined }[];
      }
      let index = 0;
      const level = (model: Map<number, number>): void => {
        const here: Level = { model, tokens: [] };
        while (index < steps.length) {
          const { do: action, on, to } = steps[index++]!;
          const variable = variables[on]!;
          if (action === 'set') {
            here.tokens.push({ token: variable.set(to), on, before: model.get(on) });
            model.set(on, to);
          } else if (action === 'reset' && here.tokens.length > 0) {
            const [{ token, on: which, before }] = here.tokens.splice(
              to % here.tokens.length,
              1,
            ) as [Level['tokens'][0]];
            variables[which]!.reset(token);
            if (before === undefined) model.delete(which);
            else model.set(which, before);
          } else if (action === 'enter') {
            const context = copyContext();
            const inner = new Map(model);
            context.run(() => level(inner));
            expect(variables.map((v) => context.get(v))).toEqual(
              [0, 1, 2].map((n) => inner.get(n)),
            );
          } else if (action === 'leave') {
            break;
          }
          expect(variables.map((v) => v.get(undefined))).toEqual(
            [0, 1, 2].map((n) => model.get(n)),
          );
        }
      };
      apart(() => level(new Map()));
    }),
  );
});
