# Python's pool of processes, asked by lines of text: how many items, and how many of them make one call.
import sys
from concurrent.futures import ProcessPoolExecutor


def increment(value):
    return value + 1


if __name__ == '__main__':
    with ProcessPoolExecutor(max_workers=int(sys.argv[1])) as pool:
        for line in sys.stdin:
            count, chunksize = map(int, line.split())
            print(sum(pool.map(increment, range(count), chunksize=chunksize)), flush=True)
