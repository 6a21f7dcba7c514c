/** What a test and a call say to each other through a port: they need no shared memory for it. */
export class Talk {
  /** For the call, which it moves to. */
  readonly port: MessagePort;
  readonly #own: MessagePort;
  readonly #said: string[] = [];
  #waiting: ((text: string) => void) | undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port = port2;
    this.#own = port1;
    port1.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting === undefined) this.#said.push(data);
      else waiting(data);
    });
    port1.start();
  }

  /** The next that the call says. */
  heard(): Promise<string> {
    const text = this.#said.shift();
    if (text !== undefined) return Promise.resolve(text);
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  say(text: string): void {
    this.#own.postMessage(text, []);
  }

  /** It would hold the program open. */
  end(): void {
    this.#own.close();
  }
}
