// Plain old syntax: a Node too old for the rest must still get as far as the message.
const wanted = [22, 18];
const found = process.versions.node.split('.').map(Number);

if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  console.error(
    'Heddle needs Node ' +
      wanted.join('.') +
      ' or later for the stress, and this is ' +
      process.versions.node +
      '. Run it as `npx pnpm@12 soak` in the repository, which brings its own Node, or install a later one.',
  );
  process.exitCode = 2;
} else {
  import('../src/soak/run/main.ts').then((program) => program.main(process.argv.slice(2)));
}
