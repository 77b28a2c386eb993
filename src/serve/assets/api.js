// The JSON calls of the server.

/** What a call came to if it has no answer: its sentence, with the status and the rest of what the server says. */
export class Problem extends Error {
  /** @param {number} status @param {{ error: string, hint?: string }} said */
  constructor(status, said) {
    super(said.error);
    this.status = status;
    this.said = said;
  }
}

/**
 * Makes a caller for a language of the reader. A parameter that is null or undefined is left out, and a list is given once for
 * each of its values. What is long, such as a query, is sent in the body.
 * @param {string} language
 */
export function caller(language) {
  /** @param {string} name @param {Record<string, unknown>} [parameters] @param {{ signal?: AbortSignal, post?: boolean }} [options] */
  async function open(name, parameters = {}, options = {}) {
    const sent = encode({ ...parameters, lang: language });
    const response = options.post
      ? await fetch(`/api/${name}`, { method: "POST", body: sent, signal: options.signal })
      : await fetch(`/api/${name}?${sent}`, { signal: options.signal });
    if (response.ok) return response;
    const text = await response.text();
    throw new Problem(response.status, said(text));
  }
  /** @param {string} name @param {Record<string, unknown>} [parameters] @param {{ signal?: AbortSignal, post?: boolean }} [options] */
  async function call(name, parameters, options) {
    const response = await open(name, parameters, options);
    return response.json();
  }
  return { call, open };
}

function said(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value.error === "string") return value;
  } catch {
    // A proxy may answer in its own words.
  }
  return { error: text.trim() };
}

/** @param {Record<string, unknown>} parameters */
export function encode(parameters) {
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined) encoded.append(name, String(one));
    }
  }
  return encoded;
}
