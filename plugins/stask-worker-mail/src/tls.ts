import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { rootCertificates, type ConnectionOptions } from 'node:tls';
import { inputError } from './input-error.js';
import type { MailSettings } from './settings.js';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * How a server proves that it is the one of the settings: by a certificate that Node trusts, or that those of the setting
 * `ca_file` vouch for. There is no way to leave the proof out.
 *
 * @throws a non-retryable error when that file cannot be read or has no certificate
 */
export async function tlsOptions({ caFile }: MailSettings): Promise<ConnectionOptions> {
  const minVersion = 'TLSv1.2';
  return caFile === ''
    ? { minVersion }
    : { minVersion, ca: [...rootCertificates, ...(await readCertificates(caFile))] };
}

async function readCertificates(file: string): Promise<string[]> {
  const path = resolve(file);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw inputError(`The file "${path}" of the setting "ca_file" cannot be read.`, { cause });
  });
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length > 0 && certificates.every(isCertificate)) return certificates;
  throw inputError(`The file "${path}" of the setting "ca_file" has no certificate in PEM form, or a damaged one.`);
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0;
  } catch {
    return false;
  }
}

const TRUST_CODES = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

export interface ConnectError extends Error {
  readonly code?: string;
  /** Code of the system or of TLS, where nodemailer has put its own in its place. */
  readonly originalCode?: string;
  readonly responseCode?: number;
}

/** Why a server cannot be reached encrypted, as the settings ask; undefined when that is not what failed. */
export function encryptionProblem({ host, port, security }: MailSettings, error: ConnectError): string | undefined {
  if (security === 'none') return undefined;
  const [code = '', place] = [error.originalCode ?? error.code, `${host}:${port}`];
  if (TRUST_CODES.has(code))
    return (
      `The SMTP server at ${place} cannot prove that it is ${host}: ${error.message}. Nothing was sent. Check "host"; ` +
      'if the certificate is signed by an authority of your own, give its certificate in the setting "ca_file".'
    );
  if (security === 'tls' && /wrong version number|packet length too long/i.test(error.message))
    return (
      `The SMTP server at ${place} does not speak TLS from the first byte. Nothing was sent. Set security to starttls: ` +
      '`stask settings mail --set security=starttls`.'
    );
  if (security === 'starttls' && /STARTTLS/i.test(error.message) && (error.responseCode ?? 0) >= 500)
    return (
      `The SMTP server at ${place} does not offer STARTTLS: ${error.message}. Nothing was sent unencrypted. Set security to ` +
      'tls if this is a port such as 465, and to none only for a server on this machine.'
    );
  return undefined;
}
