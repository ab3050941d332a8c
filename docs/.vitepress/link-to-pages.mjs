import { posix } from 'node:path';

/**
 * Links of the repository become links of the site: an example's file is a page, a plugin's README another. What has no
 * page, such as a source file, stays a text.
 */
export function linkToPages(markdown) {
  markdown.core.ruler.push('link-to-pages', ({ tokens, env }) => {
    for (const { children } of tokens) if (children) relink(children, env.relativePath ?? '');
  });
}

function relink(tokens, page) {
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'link_open') continue;
    const href = token.attrGet('href') ?? '';
    const target = pageOf(href, page);
    if (target !== undefined) token.attrSet('href', target);
    else for (const bare of [token, tokens[index + 2]]) Object.assign(bare, { type: 'text', tag: '', content: '' });
  }
}

/** The site's address of a link; undefined when the site does not have it. */
function pageOf(href, page) {
  if (/^(\w+:|#)/.test(href)) return href;
  const target = posix.join(posix.dirname(sourceOf(page)), href);
  if (target.endsWith('.ts') && !target.startsWith('../')) return `/${target.slice(0, -3)}`;
  const plugin = /^\.\.\/plugins\/([^/]+)\/README\.md$/.exec(target);
  if (plugin) return `/plugins/${plugin[1]}`;
  if (/^[^.].*\/README\.md$/.test(target)) return `/${target.slice(0, -'README.md'.length)}`;
  if (target.startsWith('../')) return target === '../README.md' ? '/' : undefined;
  return href;
}

/** A plugin's page is its README, outside of `docs`. */
function sourceOf(page) {
  const plugin = /^plugins\/(.+)\.md$/.exec(page);
  return plugin ? `../plugins/${plugin[1]}/README.md` : page;
}
