#!/usr/bin/env node
// `npm create stask-worker NAME -- FLAGS` is `stask new NAME FLAGS`.
process.argv.splice(2, 0, 'new');
await import(new URL('bin/stask.js', import.meta.resolve('stask/package.json')).href);
