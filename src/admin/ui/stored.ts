/** Reads a choice of the user kept in this browser; null when there is none or storage is blocked. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`stask.${key}`);
  } catch {
    return null; // a browser that forbids storage still shows the page
  }
}

/** Keeps a choice of the user in this browser; null forgets it. */
export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`stask.${key}`);
    else localStorage.setItem(`stask.${key}`, value);
  } catch {
    // the choice holds until the page is left
  }
}
