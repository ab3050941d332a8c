import { styleText } from 'node:util';

type Style = (text: string) => string;

/** Colours of one stream; each returns its text unchanged where colour is off. */
export interface Paint {
  readonly bold: Style;
  readonly dim: Style;
  readonly good: Style;
  readonly warn: Style;
  readonly bad: Style;
  readonly name: Style;
}

type Format = Parameters<typeof styleText>[0];

export function createPaint(enabled: boolean): Paint {
  const style =
    (format: Format): Style =>
    (text) =>
      enabled && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: style('bold'),
    dim: style('dim'),
    good: style('green'),
    warn: style('yellow'),
    bad: style('red'),
    name: style('cyan'),
  };
}

/** NO_COLOR (any text) turns colour off, FORCE_COLOR (but `0`) on; FORCE_COLOR wins; else a terminal has it. */
export function wantsColour(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}
