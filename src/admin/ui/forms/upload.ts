import type { UploadStart, UploadState } from '../../api-requests.js';
import { problemOf, request } from '../server/request.js';
import { readStored, writeStored } from '../stored.js';

const TRIES = 5;
const WAIT_MS = 1_000;

interface UploadOptions {
  file: File;
  start: Omit<UploadStart, 'name' | 'bytes'>;
  signal: AbortSignal;
  onProgress: (offset: number) => void;
}

/**
 * Sends a file in chunks and gives the value of its option. What has arrived is kept by the server, so the same file
 * goes on where it stopped, also after the page was closed.
 * @throws RequestFailure when the server refuses or stays away
 */
export async function uploadFile({ file, start, signal, onProgress }: UploadOptions): Promise<string> {
  const memory = `upload.${start.worker}.${start.action}.${start.pointer}.${file.name}.${file.size}.${file.lastModified}`;
  let state = (await resume(readStored(memory))) ?? (await begin(start, file));
  writeStored(memory, state.id);
  while (state.value === undefined) {
    onProgress(state.offset);
    state = await sendChunk(state, file, signal);
  }
  onProgress(state.offset);
  writeStored(memory, null);
  return state.value;
}

async function begin(start: UploadOptions['start'], file: File): Promise<UploadState> {
  const body: UploadStart = { ...start, name: file.name, bytes: file.size };
  return (await request<UploadState>('POST', 'uploads', { body })).body;
}

async function resume(id: string | null): Promise<UploadState | undefined> {
  if (id === null) return undefined;
  try {
    return (await request<UploadState>('GET', `uploads/${id}`)).body;
  } catch {
    return undefined; // forgotten by the server: begin again
  }
}

async function sendChunk(state: UploadState, file: File, signal: AbortSignal): Promise<UploadState> {
  const { id, offset, chunkBytes } = state;
  for (let attempt = 1; ; attempt++) {
    try {
      const bytes = file.slice(offset, offset + chunkBytes);
      return (await request<UploadState>('PUT', `uploads/${id}?offset=${offset}`, { bytes, signal })).body;
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const problem = problemOf(thrown);
      if (problem.code === 'upload-offset') return (await request<UploadState>('GET', `uploads/${id}`)).body;
      const passing = problem.status === 0 || problem.status >= 500;
      if (!passing || attempt === TRIES) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS * attempt));
    }
  }
}
