import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { publicLookup } from './addresses.js';
import { mayBePrivate, redirectUrl, shownUrl } from './host-rules.js';
import { inputError } from './input-error.js';
import type { HttpSettings } from './settings.js';

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

export interface Answer {
  readonly response: IncomingMessage;
  /** Where it came from in the end. */
  readonly url: URL;
}

/** Asks servers under the rules of the settings; the key goes to the origin of the API and to no other. */
export class Client {
  readonly #settings: HttpSettings;
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });

  constructor(settings: HttpSettings) {
    this.#settings = settings;
  }

  /** The answer to a GET, redirects followed; its body is not read yet. */
  async get(start: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer> {
    let url = start;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await this.#ask(url, headers, signal);
      const { location } = response.headers;
      if (!REDIRECTS.includes(response.statusCode ?? 0) || location === undefined) return { response, url };
      response.destroy();
      url = redirectUrl(location, url, this.#settings);
    }
    throw inputError(`"${shownUrl(start)}" redirects more than ${MAX_REDIRECTS} times.`);
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #ask(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
    const secure = url.protocol === 'https:';
    const options = {
      agent: secure ? this.#https : this.#http,
      headers: { 'user-agent': 'stask-worker-http', ...headers, ...this.#keyFor(url) },
      signal,
      ...(mayBePrivate(url, this.#settings) ? {} : { lookup: publicLookup }),
    };
    return new Promise((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(url, options, resolve);
      request.on('error', reject);
      request.end();
    });
  }

  #keyFor(url: URL): Record<string, string> {
    const { url: api, key, keyHeader, keyPrefix } = this.#settings.api;
    if (key === '' || !URL.canParse(api) || new URL(api).origin !== url.origin) return {};
    return { [keyHeader]: keyPrefix + key };
  }
}
