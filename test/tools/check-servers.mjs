// Fails with a clear line when a server that the tests need does not answer.
import { connect } from 'node:net';

const SERVERS = { MariaDB: 3306, PostgreSQL: 5432, Redis: 6379 };

const answers = await Promise.all(
  Object.entries(SERVERS).map(async ([name, port]) => [name, port, await answersAt(port)]),
);
for (const [name, port, there] of answers) {
  if (there) continue;
  console.error(`${name} does not answer at 127.0.0.1:${port}; start it first, the tests need it.`);
  process.exitCode = 1;
}

function answersAt(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 5000 })
      .on('connect', () => end(true))
      .on('timeout', () => end(false))
      .on('error', () => end(false));
    const end = (there) => {
      socket.destroy();
      resolve(there);
    };
  });
}
