export interface MailText {
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  /** Files that go with the mail. */
  readonly attachments?: readonly string[];
}

export interface SendOptions extends MailText {
  readonly recipients?: ReadonlyArray<string | Readonly<Record<string, unknown>>>;
  readonly file?: string;
  readonly campaign?: string;
  readonly dry_run?: boolean;
  readonly resend_uncertain?: boolean;
}

export interface TestOptions extends MailText {
  readonly to: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

const MAX_INLINE = 5000;
const MAX_ATTACHMENTS = 20;

const mail = {
  subject: {
    type: 'string',
    title: 'Subject',
    description:
      '{{name}} is replaced by the field "name" of the recipient, {{name|there}} by "there" when it is empty.',
    minLength: 1,
    maxLength: 500,
    pattern: '^[^\\r\\n]*$',
  },
  text: { type: 'string', title: 'Text', format: 'textarea', maxLength: 200_000 },
  html: { type: 'string', title: 'HTML', format: 'textarea', maxLength: 400_000 },
  attachments: {
    type: 'array',
    title: 'Attachments',
    description: 'Uploads, or files in the folders of the setting "attachment_folders".',
    maxItems: MAX_ATTACHMENTS,
    items: { type: 'string', format: 'file', minLength: 1, maxLength: 4096 },
  },
};

/** JSON Schema of `send`, which is also its form. */
export const SEND_OPTIONS = {
  type: 'object',
  properties: {
    file: {
      type: 'string',
      title: 'File of recipients',
      description: 'CSV with a column "email", or one JSON object with "email" in each line (.jsonl).',
      format: 'file',
      maxLength: 4096,
    },
    recipients: {
      type: 'array',
      title: 'Recipients',
      description: 'Instead of a file.',
      maxItems: MAX_INLINE,
      items: {
        anyOf: [
          { type: 'string', title: 'Address' },
          {
            type: 'object',
            title: 'Address and fields',
            properties: { email: { type: 'string', title: 'Address' } },
            required: ['email'],
          },
        ],
      },
    },
    ...mail,
    campaign: {
      type: 'string',
      title: 'Name of the sending',
      description: 'Nobody gets two mails of one name, whatever task sends them. Each task is its own when empty.',
      pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$',
    },
    dry_run: { type: 'boolean', title: 'Only check', description: 'Checks every recipient and sends nothing.' },
    resend_uncertain: {
      type: 'boolean',
      title: 'Send again where it is not known whether a mail went out',
      description: 'Those recipients may then get a second mail.',
    },
  },
  required: ['subject'],
  additionalProperties: false,
};

const path = { type: 'string', minLength: 1, maxLength: 4096 };

/** JSON Schema of the setting `scheduled`: the mail of a schedule. Files are paths, as uploads are kept for tasks only. */
export const SCHEDULED_MAIL = {
  type: 'object',
  title: 'Mail of the schedule',
  description: 'What each run of the schedule sends; without a subject a schedule has nothing to send.',
  properties: {
    file: { ...path, title: 'File of recipients', description: SEND_OPTIONS.properties.file.description },
    ...mail,
    attachments: {
      ...mail.attachments,
      description: 'Files in the folders of the setting "attachment_folders".',
      items: path,
    },
  },
  additionalProperties: false,
};

/** JSON Schema of `test`. */
export const TEST_OPTIONS = {
  type: 'object',
  properties: {
    to: { type: 'string', title: 'Address', minLength: 3, maxLength: 254 },
    ...mail,
    fields: { type: 'object', title: 'Fields for the placeholders' },
  },
  required: ['to', 'subject'],
  additionalProperties: false,
};
