import type { Spawned } from './spawned.ts';
import { topics } from './frames.ts';
import { later } from './later.ts';
import type { FromProcess } from './messages.ts';

/** One that computes hears nothing: so many milliseconds it gets to say that it has heard. */
const hearing = 250;
/** So many milliseconds after SIGTERM comes SIGKILL. */
const patience = 1000;

/** Ends a process so that it always ends: it is asked to, then told by SIGTERM, and then killed, with all that it has started. */
export class Ending {
  readonly #spawned: Spawned;
  #timer: NodeJS.Timeout | undefined;
  #hasBegun = false;
  #grace = 0;

  constructor(spawned: Spawned) {
    this.#spawned = spawned;
    spawned.channel.listen(topics.process, (message) => this.#heard(message as FromProcess));
  }

  /** @param grace Milliseconds that its tasks get to end, once it has heard. */
  begin(grace: number): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#grace = grace;
    this.#spawned.channel.send(topics.process, { type: 'cancel' });
    this.#spawned.channel.flush();
    this.#in(grace === 0 ? 0 : hearing, () => this.#terminate());
  }

  #heard({ type }: FromProcess): void {
    if (!this.#hasBegun) return;
    if (type === 'heard') this.#in(this.#grace, () => this.#terminate());
    else this.#terminate();
  }

  #terminate(): void {
    this.#spawned.kill('SIGTERM');
    this.#in(patience, () => this.kill());
  }

  /** At once. */
  kill(): void {
    this.#hasBegun = true;
    this.over();
    this.#spawned.kill('SIGKILL');
  }

  /** It has ended, or nothing more is to be done for that. */
  over(): void {
    clearTimeout(this.#timer);
  }

  #in(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = later(ms, then);
  }
}
