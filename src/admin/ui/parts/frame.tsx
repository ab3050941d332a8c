import { apiHref } from '../config.js';

/** Markup of a worker, where it can reach neither this page nor its cookies; the answer's own policy says so too. */
export function Frame({ src, title }: { src: string; title: string }) {
  return <iframe class="plugin-frame" sandbox="allow-scripts" src={apiHref(src)} title={title} loading="lazy" />;
}
