import type { LogRecord } from '../index.js';
import type { Cli } from './command.js';
import type { Paint } from './paint.js';
import { oneLine } from './text.js';

/** Prints log lines as they come: text, or the elements of one JSON array. */
export interface LogWriter {
  add(records: readonly LogRecord[]): void;
  end(): void;
}

export function createLogWriter({ terminal, common }: Cli): LogWriter {
  let written = 0;
  if (!common.json) {
    return {
      add: (records) => terminal.write(records.map((record) => formatLogLine(record, terminal.paint)).join('')),
      end() {},
    };
  }
  return {
    add(records) {
      const elements = records.map((record) => `${written++ === 0 ? '[' : ','}${JSON.stringify(shape(record))}\n`);
      terminal.write(elements.join(''));
    },
    end: () => terminal.write(written === 0 ? '[]\n' : ']\n'),
  };
}

const shape = ({ timestamp, level, message, context }: LogRecord): LogRecord => ({
  timestamp,
  level,
  message,
  context,
});

function formatLogLine({ timestamp, level, message, context }: LogRecord, paint: Paint): string {
  const style = level === 'error' ? paint.bad : level === 'warning' ? paint.warn : paint.dim;
  const { facts, stack } = readable(context);
  const shown = Object.keys(facts).length === 0 ? '' : ` ${paint.dim(oneLine(JSON.stringify(facts)))}`;
  const frames = stack.map((frame) => `    ${paint.dim(oneLine(frame))}\n`);
  return `${paint.dim(timestamp)} ${style(level.padEnd(7))} ${oneLine(message)}${shown}\n${frames.join('')}`;
}

/** An error's stack stands below its line, a frame to a line; all other facts in it. */
function readable(context: LogRecord['context']): { facts: object; stack: string[] } {
  const { error, ...others } = context;
  if (!isObject(error) || typeof error['stack'] !== 'string') return { facts: context, stack: [] };
  const { stack, ...rest } = error;
  return { facts: { ...others, error: rest }, stack: stack.split('\n').slice(1) };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
