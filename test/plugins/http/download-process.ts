// Downloads one file with the http worker, alone in its process, and prints how that ended.
import { runAction } from 'stask/testing';
import { HttpWorker } from 'stask-worker-http';

const [url = '', directory = ''] = process.argv.slice(2);
const settings = { directory, private_hosts: ['127.0.0.1'] };
const { status, message, result } = await runAction(HttpWorker, 'download', { url }, { settings, maxAttempts: 3 });
process.stdout.write(JSON.stringify({ status, message, result }));
