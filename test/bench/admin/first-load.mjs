// Bytes over the wire until the first screen is drawn: the page, what it links, and what those import at once.
import { createAdmin } from 'stask/admin';

export async function measureFirstLoad(stask, encoding) {
  const admin = createAdmin(stask, { auth: () => 'bench' });
  const sizeOf = async (path) => {
    const request = (headers) => admin(new Request(`http://bench/${path}`, { headers }));
    const sent = await (await request({ 'accept-encoding': encoding, accept: 'text/html,*/*' })).arrayBuffer();
    return { bytes: sent.byteLength, text: await (await request({ accept: 'text/html,*/*' })).text() };
  };
  const page = await sizeOf('');
  const paths = new Set([...page.text.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path]) => path));
  let bytes = page.bytes;
  for (const path of paths) {
    const file = await sizeOf(path);
    bytes += file.bytes;
    if (path.endsWith('.js'))
      for (const [, name] of file.text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) paths.add(`assets/${name}`);
  }
  admin.close();
  return { bytes, files: paths.size + 1 };
}
