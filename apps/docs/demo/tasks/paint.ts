import type { Lane, Lanes, Stretch } from './lanes.ts';

/** The colours of the picture, from the page's style. */
export interface Colours {
  readonly running: string;
  readonly ready: string;
  readonly time: string;
  readonly lock: string;
  readonly queue: string;
  readonly task: string;
  readonly cancelled: string;
  readonly cancelledSoft: string;
  readonly done: string;
  readonly failed: string;
  readonly grid: string;
  readonly text: string;
  readonly paper: string;
}

const variables: Record<keyof Colours, string> = {
  running: '--hd-warp',
  ready: '--hd-warp-soft',
  time: '--hd-wait',
  lock: '--hd-room',
  queue: '--hd-page',
  task: '--hd-warp',
  cancelled: '--hd-weft',
  cancelledSoft: '--hd-weft-soft',
  done: '--hd-good',
  failed: '--hd-bad',
  grid: '--vp-c-divider',
  text: '--vp-c-text-2',
  paper: '--hd-surface',
};

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  return Object.fromEntries(
    Object.entries(variables).map(([key, name]) => [key, style.getPropertyValue(name).trim()]),
  ) as Record<keyof Colours, string>;
}

export interface Picture {
  readonly width: number;
  readonly rowHeight: number;
  /** The middle of a bar, from the top of its row. */
  readonly barAt: number;
  /** Milliseconds from the left edge to the right one, which is now. */
  readonly span: number;
  readonly now: number;
  readonly colours: Colours;
  readonly font: string;
}

const bar = 18;
/** Room at the bottom for the times. */
export const axis = 22;

type Kind = 'time' | 'lock' | 'queue' | 'task';

/** What kind of thing a task waits for, and what to call it. */
function shortly(on: string): { readonly kind: Kind; readonly label: string } {
  const label = /"([^"]+)"/.exec(on)?.[1] ?? on;
  if (on.startsWith('acquire of ')) return { kind: 'lock', label };
  if (on.includes(' of queue ')) return { kind: 'queue', label };
  if (on.includes('time to pass')) return { kind: 'time', label: 'time' };
  return { kind: 'task', label };
}

/** Draws the lanes one below the other, and the times below them. */
export function paint(
  canvas: CanvasRenderingContext2D,
  lanes: Lanes,
  shown: readonly Lane[],
  picture: Picture,
): void {
  const { width, rowHeight, span, now, colours, font } = picture;
  const height = shown.length * rowHeight;
  const x = (at: number): number => width - ((now - at) * width) / span;
  canvas.clearRect(0, 0, canvas.canvas.width, canvas.canvas.height);
  canvas.font = `11px ${font}`;
  paintSeconds(canvas, { ...picture, height, x });
  shown.forEach((lane, row) => {
    const middle = row * rowHeight + picture.barAt;
    for (const stretch of lane.stretches) {
      const left = Math.max(-20, x(stretch.start));
      const right = x(stretch.end ?? now);
      if (right < 0) continue;
      const busy = lanes.busyOf(lane, stretch, now);
      paintStretch(canvas, stretch, { left, right, middle, busy, now, colours });
    }
    canvas.fillStyle = colours.lock;
    for (const { start, end } of lane.holds) {
      canvas.fillRect(x(start), middle + bar / 2 + 2, Math.max(1, x(end ?? now) - x(start)), 3);
    }
    if (lane.cancelled !== undefined) paintRequest(canvas, x(lane.cancelled), middle, colours);
    if (lane.ended !== undefined) {
      paintEnd(canvas, lane.ended.how, x(lane.ended.at), middle, colours, font);
    }
  });
}

function paintSeconds(
  canvas: CanvasRenderingContext2D,
  picture: Picture & { readonly height: number; x(at: number): number },
): void {
  const { colours, height, now, span, width, x } = picture;
  const step = span > 6000 ? 2000 : span > 2000 ? 1000 : 250;
  canvas.lineWidth = 1;
  canvas.textBaseline = 'alphabetic';
  for (let at = Math.floor(now / step) * step; at > now - span; at -= step) {
    canvas.strokeStyle = colours.grid;
    canvas.beginPath();
    canvas.moveTo(Math.round(x(at)) + 0.5, 0);
    canvas.lineTo(Math.round(x(at)) + 0.5, height);
    canvas.stroke();
  }
  canvas.fillStyle = colours.text;
  canvas.textAlign = 'left';
  canvas.fillText(`${span / 1000} s ago`, 0, height + 16);
  canvas.textAlign = 'right';
  canvas.fillText('now', width, height + 16);
}

interface Place {
  readonly left: number;
  readonly right: number;
  readonly middle: number;
  readonly busy: number;
  readonly now: number;
  readonly colours: Colours;
}

function paintStretch(canvas: CanvasRenderingContext2D, stretch: Stretch, place: Place): void {
  const { left, right, middle, busy, now, colours } = place;
  const width = Math.max(1, right - left);
  const { cancelled, phase } = stretch;
  if (phase === 'waiting') {
    paintWait(canvas, stretch, place);
    return;
  }
  canvas.fillStyle = cancelled ? colours.cancelledSoft : colours.ready;
  canvas.fillRect(left, middle - bar / 2, width, bar);
  if (phase === 'ready') return;
  const length = (stretch.end ?? now) - stretch.start;
  canvas.globalAlpha = length > 0 ? Math.min(1, busy / length) : 1;
  canvas.fillStyle = cancelled ? colours.cancelled : colours.running;
  canvas.fillRect(left, middle - bar / 2, width, bar);
  canvas.globalAlpha = 1;
}

/** A thread of the colour of what it waits for, with its name if there is room. */
function paintWait(
  canvas: CanvasRenderingContext2D,
  { on = '', cancelled }: Stretch,
  { left, right, middle, colours }: Place,
): void {
  const { kind, label } = shortly(on);
  const colour = cancelled ? colours.cancelled : colours[kind];
  canvas.strokeStyle = colour;
  canvas.lineWidth = 2;
  canvas.setLineDash(kind === 'time' ? [2, 4] : []);
  canvas.lineDashOffset = 0;
  canvas.beginPath();
  canvas.moveTo(right, middle);
  canvas.lineTo(left, middle);
  canvas.stroke();
  canvas.setLineDash([]);
  const start = Math.max(left, 0) + 6;
  const size = canvas.measureText(label).width;
  if (right - start < size + 8) return;
  canvas.fillStyle = colours.paper;
  canvas.fillRect(start - 2, middle - 7, size + 4, 14);
  canvas.fillStyle = colour;
  canvas.textAlign = 'left';
  canvas.textBaseline = 'middle';
  canvas.fillText(label, start, middle + 0.5);
}

/** The moment at which it was asked to end. */
function paintRequest(
  canvas: CanvasRenderingContext2D,
  x: number,
  middle: number,
  colours: Colours,
): void {
  canvas.fillStyle = colours.cancelled;
  canvas.fillRect(x - 1.5, middle - bar / 2 - 3, 3, bar + 6);
}

const marks = { done: '✓', failed: '!', cancelled: '✕' } as const;

function paintEnd(
  canvas: CanvasRenderingContext2D,
  how: keyof typeof marks,
  x: number,
  middle: number,
  colours: Colours,
  font: string,
): void {
  canvas.fillStyle = colours[how];
  canvas.beginPath();
  canvas.arc(x, middle, 8, 0, 2 * Math.PI);
  canvas.fill();
  canvas.fillStyle = colours.paper;
  canvas.font = `bold 11px ${font}`;
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
  canvas.fillText(marks[how], x, middle + 0.5);
  canvas.font = `11px ${font}`;
}
