// Says something as soon as it can.
process.send!('ready');
