import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLiveArea } from '#src/cli/live-area.js';

function fakeTerminal(rows = 10) {
  let written = '';
  return {
    columns: 40,
    rows,
    write: (text: string) => void (written += text),
    take: () => {
      const text = written;
      written = '';
      return text;
    },
  };
}

test('lines are drawn over the ones before and the cursor comes back', () => {
  const terminal = fakeTerminal();
  const area = openLiveArea(terminal);
  area.draw(['a', 'b']);
  assert.equal(terminal.take(), '\u001B[?25l\r\u001B[Ja\nb\n');
  area.draw(['c']);
  assert.equal(terminal.take(), '\r\u001B[2A\u001B[Jc\n');
  area.print('stays');
  assert.equal(terminal.take(), '\r\u001B[1A\u001B[Jstays\nc\n');
  area.close();
  assert.equal(terminal.take(), '\r\u001B[1A\u001B[J\u001B[?25h');
  area.close();
  assert.equal(terminal.take(), '');
});

test('more lines than the terminal has are counted', () => {
  const terminal = fakeTerminal(4);
  const area = openLiveArea(terminal);
  area.draw(['1', '2', '3', '4', '5']);
  assert.ok(terminal.take().endsWith('1\n2\n… and 3 more\n'));
  area.close();
});

test('one column stays free', () => {
  assert.equal(openLiveArea(fakeTerminal()).width, 39);
});
