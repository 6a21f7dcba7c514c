# Python's greenlets, asked by lines of text: what to do, and how many switches.
import sys
from greenlet import getcurrent, greenlet


def two(count):
    """Two greenlets hand a number to and fro, one higher at each switch."""

    pair = []

    def play(value):
        other = pair[1] if getcurrent() is pair[0] else pair[0]
        total = 0
        while value < count:
            total += value
            value = other.switch(value + 1)
        return total

    pair[:] = [greenlet(play), greenlet(play)]
    # Whoever gets the last number ends, and its parent, which is here, goes on.
    total = pair[0].switch(0)
    return total + (pair[1] if pair[0].dead else pair[0]).switch(count)


def turns(count):
    """Two greenlets that give way to each other, and count how often."""
    pair = []
    left = [(count + 1) // 2, count // 2]

    def play(who):
        other = pair[1 - who]
        right = 0
        for _ in range(left[who]):
            right += 1
            other.switch(1 - who)
        return right

    pair[:] = [greenlet(play), greenlet(play)]
    # The parent of the one that ends is here; the other waits in its last switch, or is still to come back from it.
    right = pair[0].switch(0)
    return right + (pair[1] if pair[0].dead else pair[0]).switch()


def main(count):
    """The main program hands a number to a greenlet and gets it back, one higher: two switches."""

    def answer(value):
        parent = getcurrent().parent
        while True:
            value = parent.switch(value + 1)

    answering = greenlet(answer)
    total = 0
    for value in range(0, count, 2):
        total += value
        back = answering.switch(value)
        if back < count:
            total += back
    return total


for line in sys.stdin:
    what, count = line.split()
    print({'two': two, 'turns': turns, 'main': main}[what](int(count)), flush=True)
