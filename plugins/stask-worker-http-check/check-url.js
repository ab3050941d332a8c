/**
 * Asks one address and tells how it answered; never throws for an address that fails, only when `signal` aborts.
 *
 * @param {string} url
 * @param {{ timeoutMs: number, expectText: string, headers: Record<string, string>, signal: AbortSignal }} options
 */
export async function checkUrl(url, { timeoutMs, expectText, headers, signal }) {
  const limit = AbortSignal.timeout(timeoutMs);
  const startedAt = performance.now();
  const latencyMs = () => Math.round(performance.now() - startedAt);
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.any([signal, limit]) });
    const found = await bodyHas(response, expectText);
    const problem = problemOf(response, found, expectText);
    return { url, ok: problem === null, status: response.status, latencyMs: latencyMs(), problem };
  } catch (error) {
    signal.throwIfAborted();
    const problem = limit.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
    return { url, ok: false, status: null, latencyMs: latencyMs(), problem };
  }
}

/** Whether the text is in the first megabyte; the rest is not read. */
async function bodyHas(response, text) {
  let seen = '';
  if (text === '' || response.body === null) {
    await response.body?.cancel();
    return true;
  }
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    seen += decoder.decode(chunk, { stream: true });
    if (seen.includes(text)) return true;
    if (seen.length > 1_000_000) return false;
  }
  return false;
}

function problemOf(response, found, expectText) {
  if (!response.ok) return `answered ${response.status}`;
  return found ? null : `the page does not contain ${JSON.stringify(expectText)}`;
}

/** `fetch` hides what happened in the cause, such as ECONNREFUSED. */
function reasonOf(error) {
  return error.cause?.code ?? error.cause?.message ?? error.message;
}
