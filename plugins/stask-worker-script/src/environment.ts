/** What programs need to start and to speak the right language; nothing here is a secret. */
const BASIC = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'LC_MESSAGES',
  'TZ',
  'TMPDIR',
  'NODE_ENV',
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
  'ProgramFiles',
];

/** The variables that a command gets: the basic ones and those named, as far as they are set. */
export function filterEnvironment(
  all: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const wanted = new Set([...BASIC, ...names]);
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => wanted.has(entry[0]) && entry[1] !== undefined),
  );
}
