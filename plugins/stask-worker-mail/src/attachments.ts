import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { TaskContext } from 'stask/worker';
import { inputError } from './input-error.js';
import { isBelow, uploadsOf } from './inside-folder.js';
import type { MailSettings } from './settings.js';
import { isOneLine } from './template.js';

/** A file that goes with every mail of a sending. */
export interface Attachment {
  readonly filename: string;
  readonly content: Buffer;
}

/**
 * Reads the files that go with a mail, once for all recipients.
 *
 * @throws a non-retryable error naming the file that is missing, no regular file, outside of the allowed folders, or with
 *   which all of them together are too big
 */
export async function readAttachments(
  task: TaskContext,
  files: readonly string[],
  settings: MailSettings,
): Promise<Attachment[]> {
  const attachments: Attachment[] = [];
  let leftBytes = settings.attachmentBytes;
  for (const file of files) {
    const attachment = await readAttachment(await allowedPath(task, file, settings), leftBytes, settings);
    leftBytes -= attachment.content.length;
    attachments.push(attachment);
  }
  return attachments;
}

/** Tells one set of files from another, by name and content. */
export function attachmentDigests(attachments: readonly Attachment[]): string[][] {
  return attachments.map(({ filename, content }) => [filename, createHash('sha256').update(content).digest('hex')]);
}

async function allowedPath(task: TaskContext, file: string, { attachmentFolders }: MailSettings): Promise<string> {
  const given = resolve(attachmentFolders[0] ?? '', file);
  const path = await realpath(given).catch((cause: unknown) => {
    throw inputError(`The attachment "${given}" cannot be read: ${codeOf(cause)}.`, { cause });
  });
  for (const folder of [...attachmentFolders, uploadsOf(task)]) if (await isBelow(folder, path)) return path;
  const allowed = attachmentFolders.map((folder) => `"${resolve(folder)}"`).join(', ') || 'none';
  throw inputError(
    `The attachment "${path}" is no upload and lies in none of the folders of the setting "attachment_folders" ` +
      `(${allowed}). Allow its folder with \`stask settings mail --set attachment_folders='["/path/of/folder"]'\`.`,
  );
}

async function readAttachment(path: string, leftBytes: number, settings: MailSettings): Promise<Attachment> {
  const filename = basename(path);
  if (!isOneLine(filename))
    throw inputError(`The attachment ${JSON.stringify(path)} has a control character in its name; rename it.`);
  // What is checked and what is read is one open file; a link that has taken its place is not followed, a pipe not waited for.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw inputError(`The attachment "${path}" cannot be read: ${codeOf(cause)}.`, { cause });
    },
  );
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw inputError(`The attachment "${path}" is no regular file.`);
    if (found.size > leftBytes) throw tooBig(path, found.size, settings);
    const content = Buffer.alloc(found.size);
    const { bytesRead } = await handle.read(content, 0, found.size, 0);
    if (bytesRead < found.size) throw inputError(`The attachment "${path}" changed while it was read; try again.`);
    return { filename, content };
  } finally {
    await handle.close();
  }
}

function tooBig(path: string, size: number, { attachmentBytes }: MailSettings): Error {
  return inputError(
    `The attachments are too big: with "${path}" (${size} bytes) they are more than the ${attachmentBytes / 1e6} MB of the ` +
      'setting "attachments_mb". Send a link instead, or raise it as far as your server takes it.',
  );
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'it does not exist' : (code ?? String(error));
}
