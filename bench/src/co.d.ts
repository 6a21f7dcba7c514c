// The package has no types; what DefinitelyTyped has takes no generator, and forgets what it returns.
declare module 'co' {
  export default function co<T>(generator: Generator<unknown, T, never>): Promise<T>;
}
