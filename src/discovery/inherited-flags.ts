/** How to start a Node process that resolves and loads modules as this one does, and is otherwise left alone. */
export interface ChildNodeOptions {
  readonly execArgv: string[];
  readonly env: Record<string, string>;
}

/** Flags that are about this process alone: debugger ports, test runner, profilers, code given on the command line. */
const OWN_FLAG =
  /^(?:--(?:inspect|debug|test|experimental-test|watch|cpu-prof|heap-prof|heapsnapshot|prof|report|trace-event|build-snapshot|abort-on-uncaught|redirect-warnings|env-file|input-type|title|eval|print|check|interactive|run)\b.*|-[eipc]|-pe)$/;

/** Variables by which a parent process, a debugger or a test runner talks to this process. */
const OWN_VARIABLES = [
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_INSPECT_RESUME_ON_START',
  'NODE_TEST_CONTEXT',
  'NODE_UNIQUE_ID',
  'NODE_V8_COVERAGE',
  'VSCODE_INSPECTOR_OPTIONS',
];

/** Loader flags (`--import tsx`, Plug'n'Play, conditions) and the environment are handed on, the rest is not. */
export function childNodeOptions(execArgv: readonly string[], env: NodeJS.ProcessEnv): ChildNodeOptions {
  const variables = { ...env };
  for (const name of OWN_VARIABLES) delete variables[name];
  const options = withoutOwnFlags(splitNodeOptions(env.NODE_OPTIONS ?? '')).join(' ');
  delete variables.NODE_OPTIONS;
  if (options !== '') variables.NODE_OPTIONS = options;
  return { execArgv: withoutOwnFlags(execArgv), env: variables as Record<string, string> };
}

/** A flag goes with the value that follows it: a token that is no flag itself. */
function withoutOwnFlags(tokens: readonly string[]): string[] {
  let isDropping = false;
  return tokens.filter((token) => {
    if (token.startsWith('-')) isDropping = OWN_FLAG.test(token);
    return !isDropping;
  });
}

/** The tokens of `NODE_OPTIONS` as written: separated by spaces, which double quotes protect. */
function splitNodeOptions(text: string): string[] {
  return text.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];
}
