// A worker that lives on and says nothing.
setInterval(() => {}, 60_000);

export {};
