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
  const facts =
    context === null || Object.keys(context ?? {}).length === 0
      ? ''
      : ` ${paint.dim(oneLine(JSON.stringify(context)))}`;
  return `${paint.dim(timestamp)} ${style(level.padEnd(7))} ${oneLine(message)}${facts}\n`;
}
