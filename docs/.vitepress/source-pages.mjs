import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const docs = join(import.meta.dirname, '..');

/** A page for each TypeScript file of a folder: what it does, by its first comment, and its code. */
export function sourcePages(folder) {
  return readdirSync(join(docs, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
    .map((file) => {
      const code = readFileSync(join(docs, folder, file), 'utf8');
      const name = file.slice(0, -'.ts'.length);
      return {
        params: { name },
        content: `# ${name}\n\n\`docs/${folder}/${file}\`, run by the tests.\n\n\`\`\`ts\n${code}\`\`\`\n`,
      };
    });
}
