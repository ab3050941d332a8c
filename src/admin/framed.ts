import { problem } from './problem.js';

/** Markup of a package goes nowhere but into a frame without origin, network, forms and neighbours. */
const FRAME_POLICY =
  "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; " +
  "form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

/** The answer with markup that a worker renders, which is a text or none. */
export function framed(markup: unknown): Response {
  if (typeof markup !== 'string') throw problem(404, 'no-markup', 'This worker renders nothing here.');
  return new Response(markup, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': FRAME_POLICY },
  });
}
