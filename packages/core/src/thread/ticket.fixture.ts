import { registerKind } from '../wire/kind.ts';

/** How many handles of tickets are on their way. */
export let onTheirWay = 0;

/** Those that a test before has left there are not counted. */
export function countAnew(): void {
  onTheirWay = 0;
}

/** Something whose handle must be taken in or given back, once. */
export class Ticket {
  readonly isTicket = true;
}

registerKind<Ticket>({
  id: 'ticket',
  type: Ticket,
  toHandle: () => void onTheirWay++,
  fromHandle() {
    onTheirWay--;
    return new Ticket();
  },
  drop: () => void onTheirWay--,
});
