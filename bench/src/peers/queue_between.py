# Numbers from one of Python's processes to another by a queue, asked by lines of text: how many.
import multiprocessing
import sys


def produce(ask, queue):
    while (count := ask.recv()) > 0:
        for i in range(count):
            queue.put(i)


def consume(ask, queue):
    while (count := ask.recv()) > 0:
        total = 0
        for _ in range(count):
            total += queue.get()
        ask.send(total)


if __name__ == '__main__':
    context = multiprocessing.get_context('spawn')
    queue = context.Queue()
    ends = []
    for target in (produce, consume):
        here, there = context.Pipe()
        context.Process(target=target, args=(there, queue), daemon=True).start()
        ends.append(here)
    for line in sys.stdin:
        for end in ends:
            end.send(int(line))
        print(ends[1].recv(), flush=True)
    for end in ends:
        end.send(0)
