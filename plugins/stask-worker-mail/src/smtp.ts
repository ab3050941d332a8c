import { Readable } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { retryLater } from 'stask/worker';
import { inputError } from './input-error.js';
import type { MailSettings } from './settings.js';
import { encryptionProblem, tlsOptions, type ConnectError } from './tls.js';

export interface Envelope {
  readonly from: string;
  readonly to: string;
}

/** How the server answered for one mail; `uncertain` when it was cut off after the mail had begun to go out. */
export interface Delivery {
  readonly state: 'sent' | 'failed' | 'deferred' | 'uncertain';
  readonly detail: string;
  /** The server wants no more mails for now. */
  readonly stop: boolean;
  /** Set when the server refuses every mail, for its sender or its size: what ends the task. */
  readonly refused?: unknown;
}

interface SmtpError extends ConnectError {
  readonly command?: string;
  readonly response?: string;
}

/** One connection that is opened when it is needed and checked before each mail. */
export class Smtp {
  readonly #settings: MailSettings;
  #connection: SMTPConnection | undefined;

  constructor(settings: MailSettings) {
    this.#settings = settings;
  }

  /**
   * Makes sure that the server listens, so that a mail is begun only when it can be sent.
   * @throws a retryable error when the server is away, a non-retryable one when it refuses the user or cannot be reached as
   *   encrypted as the settings ask
   */
  async ready(): Promise<void> {
    if (this.#connection !== undefined && (await reset(this.#connection))) return;
    this.close();
    this.#connection = await connect(this.#settings, await tlsOptions(this.#settings));
  }

  /** Sends one mail; call `ready` before. How it ended is in what it resolves to. */
  async send(envelope: Envelope, raw: Buffer): Promise<Delivery> {
    const connection = this.#connection;
    if (connection === undefined) throw new Error('Smtp.send() needs ready() before it.');
    let begun = false;
    const message = new Readable({
      read() {
        begun = true; // asked for only when the server has said that it takes the mail's content
        this.push(raw);
        this.push(null);
      },
    });
    return new Promise<Delivery>((resolve) => {
      connection.send({ from: envelope.from, to: [envelope.to], size: raw.length }, message, (error, info) => {
        if (error === null || error === undefined)
          return resolve({ state: 'sent', detail: info?.response ?? '', stop: false });
        const failed = error as SmtpError;
        if (failed.responseCode === undefined) this.close();
        const delivery = deliveryOf(failed, begun);
        if (isTooBig(failed)) return resolve({ ...delivery, refused: tooBig(raw.length, failed) });
        const isSender = failed.command === 'MAIL FROM' && failed.responseCode !== undefined;
        resolve(isSender ? { ...delivery, refused: senderRefused(envelope.from, failed, this.#settings) } : delivery);
      });
    });
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}

/** 4xx is tried again, 5xx not (RFC 5321, 4.2.1); without an answer it depends on whether the content went out. */
export function deliveryOf(error: SmtpError, begun: boolean): Delivery {
  const { responseCode, response, message } = error;
  const detail = (response ?? message).slice(0, 500);
  if (responseCode !== undefined && responseCode >= 500) return { state: 'failed', detail, stop: false };
  if (responseCode !== undefined && responseCode >= 400)
    return { state: 'deferred', detail, stop: responseCode === 421 };
  if (begun) return { state: 'uncertain', detail, stop: false };
  return { state: error.command === 'API' ? 'failed' : 'deferred', detail, stop: false };
}

function connect(settings: MailSettings, tls: ConnectionOptions): Promise<SMTPConnection> {
  const { host, port, security, user, password, timeoutMs } = settings;
  if (host === '') throw inputError('Set the server that sends: `stask settings mail --set host=smtp.example.org`.');
  const connection = new SMTPConnection({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    tls,
  });
  return new Promise((resolve, reject) => {
    const fail = (error: SmtpError): void => {
      reject(serverError(settings, error)); // before closing, which ends the connection with an error of its own
      connection.close();
    };
    // Stays for the connection's life: an error between two mails shows at the next `ready`.
    connection.on('error', fail);
    connection.once('end', () => fail(new Error('the connection was closed')));
    connection.connect(() => {
      if (user === '') return resolve(connection);
      connection.login({ user, pass: password }, (error) => {
        if (error === null || error === undefined) resolve(connection);
        else fail(error as SmtpError);
      });
    });
  });
}

function reset(connection: SMTPConnection): Promise<boolean> {
  return new Promise((resolve) => {
    connection.once('end', () => resolve(false));
    connection.reset((error) => resolve(error === null || error === undefined));
  });
}

function serverError(settings: MailSettings, error: SmtpError): unknown {
  const problem = encryptionProblem(settings, error);
  if (problem !== undefined) return inputError(problem, { cause: error });
  const { host, port, user } = settings;
  const what = `${host}:${port}: ${error.message}`;
  if (error.responseCode !== undefined && error.responseCode >= 500 && error.command?.startsWith('AUTH'))
    return inputError(
      `The SMTP server refuses the user "${user}" at ${what}. Check user and password in the settings.`,
    );
  return new Error(`The SMTP server cannot be used at ${what}`, { cause: error });
}

/** The server said before the mail that it takes none of this size (RFC 1870), so to nobody. */
function isTooBig({ code, command, responseCode }: SmtpError): boolean {
  return command === 'MAIL FROM' && (code === 'EMESSAGE' || responseCode === 552);
}

function tooBig(bytes: number, { response, message }: SmtpError): unknown {
  return inputError(
    `The mail has ${bytes} bytes with its attachments, and the SMTP server takes none of that size: ` +
      `${response ?? message}. Send smaller attachments, or links.`,
  );
}

function senderRefused(from: string, error: SmtpError, { retryMs }: MailSettings): unknown {
  if ((error.responseCode ?? 0) < 500) return retryLater(retryMs);
  return inputError(
    `The SMTP server refuses the sender ${from}: ${error.response ?? error.message}. Check the setting "from".`,
  );
}
