import { Value } from 'heddle';

const visits = new Value('i32', 0);
visits.add(1); // atomic, in every thread that has it
console.log(visits.exchange(10)); // 1
console.log(visits.compareExchange(10, 11)); // 10: it was written
console.log(visits.value); // 11
