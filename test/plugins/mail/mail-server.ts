import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface TakenMail {
  readonly to: string;
  readonly messageId: string;
  readonly raw: string;
  readonly encrypted: boolean;
}

/** How the server answers; an error's `responseCode` is the SMTP code. */
export interface MailRules {
  onSender?: (address: string) => Error | undefined;
  onRecipient?: (address: string) => Error | undefined;
  /** Called when the mail is stored and before the client is told; nothing is answered until it resolves. */
  onStored?: (mail: TakenMail) => Promise<Error | undefined>;
}

export interface MailServer {
  readonly port: number;
  readonly mails: TakenMail[];
  /** Users and passwords of those who signed in. */
  readonly logins: string[];
  rules: MailRules;
  /** Addresses of the mails, in order. */
  recipients(): string[];
  close(): Promise<void>;
}

export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

export interface ServerOptions {
  /** Largest mail that it takes, in bytes. */
  readonly size?: number;
  /** Offers STARTTLS with this certificate. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** Speaks TLS from the first byte. */
  readonly secure?: boolean;
}

/** An SMTP server on this machine that keeps what it takes. */
export async function startMailServer({ size, tls, secure = false }: ServerOptions = {}): Promise<MailServer> {
  const mails: TakenMail[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    ...(size === undefined ? {} : { size }),
    ...tls,
    secure,
    disabledCommands: tls === undefined || secure ? ['STARTTLS'] : [],
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth({ username, password }, _session, done) {
      logins.push(`${username}:${password}`);
      if (password === 'right') done(null, { user: username });
      else done(refusal(535, 'wrong password'));
    },
    onMailFrom: ({ address }, _session, done) => done(given.rules.onSender?.(address)),
    onRcptTo: ({ address }, _session, done) => done(given.rules.onRecipient?.(address)),
    onData(stream, { envelope, secure: encrypted }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const messageId = /^Message-ID: (\S+)/im.exec(raw)?.[1] ?? '';
        const mail = { to: envelope.rcptTo[0]?.address ?? '', messageId, raw, encrypted };
        mails.push(mail);
        void Promise.resolve(given.rules.onStored?.(mail)).then((error) => done(error));
      });
    },
  });
  server.on('error', () => {}); // a client that is killed resets its connection
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const given: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    mails,
    logins,
    rules: {},
    recipients: () => mails.map(({ to }) => to),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return given;
}

/** Settings that reach this server without any pause. */
export function settingsFor(port: number): Record<string, unknown> {
  return { host: '127.0.0.1', port, security: 'none', from: 'Shop <news@shop.example>', per_minute: 0, timeout: 20 };
}
