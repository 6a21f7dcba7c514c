// Says something as soon as it can. In JavaScript: what Node takes to make that of TypeScript is no part of a start.
process.send('ready');
