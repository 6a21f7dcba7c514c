import type { PoolMember } from './pool-member.ts';

/** Workers that got calls which they do not see yet: what one piece of code submits is shown to them together, behind it. */
export class Flushes {
  #due: PoolMember[] = [];

  soon(member: PoolMember): void {
    if (member.isDirty) return;
    member.isDirty = true;
    if (this.#due.push(member) === 1) void microtask.then(this.now);
  }

  readonly now = (): void => {
    const due = this.#due;
    this.#due = [];
    for (const member of due) {
      member.isDirty = false;
      member.worker.flush();
    }
  };
}

const microtask: Promise<void> = /* @__PURE__ */ Promise.resolve();
