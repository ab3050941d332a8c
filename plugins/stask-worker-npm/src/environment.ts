import type { NpmSettings } from './settings.js';

/** What a package manager needs to start, to find its settings and to reach its registry. */
const BASIC = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'COREPACK_HOME',
  'NODE_EXTRA_CA_CERTS',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  // Windows
  'SystemRoot',
  'ComSpec',
  'PATHEXT',
  'Path',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
];

/**
 * The variables of a package manager. Those of an npm that started the host (`npm_config_…`) are left out: they would
 * tell it to work on another folder.
 */
export function environmentOf({ environment, registry }: NpmSettings): Record<string, string> {
  const wanted = new Set([...BASIC, ...environment]);
  const passed = Object.entries(process.env).filter(
    (entry): entry is [string, string] => wanted.has(entry[0]) && entry[1] !== undefined,
  );
  return {
    ...Object.fromEntries(passed),
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    // The task is tried again by itself; a registry that is away is told soon.
    npm_config_fetch_retries: '1',
    npm_config_fetch_retry_mintimeout: '1000',
    YARN_ENABLE_TELEMETRY: '0',
    ...(registry === '' ? {} : registryVariables(registry)),
  };
}

/** npm and pnpm, yarn 1, and yarn since version 2, which wants no slash at the end. */
function registryVariables(registry: string): Record<string, string> {
  return {
    npm_config_registry: registry,
    yarn_registry: registry,
    YARN_NPM_REGISTRY_SERVER: registry.replace(/\/+$/, ''),
  };
}
