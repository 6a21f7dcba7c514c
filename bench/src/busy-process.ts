// Computes until the program that started it is gone, or ends it.
const parent = process.ppid;
while (process.ppid === parent) for (let i = 0; i < 1e7; i += 1);
