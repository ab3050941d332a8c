import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { BrokenClass, BrokenPackage, Skipped, WorkerCandidate } from '#src/discovery/report.js';
import { reconcile } from '#src/registry/reconcile.js';
import type { Scan } from '#src/registry/reconcile.js';
import type { WorkerRow } from '#src/store/worker-store.js';

import { candidate, packageNamed, row } from './sample-rows.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const EARLIER = new Date('2026-01-01T00:00:00.000Z');

function outcomeOf(
  candidates: readonly WorkerCandidate[],
  rows: readonly WorkerRow[],
  { complete = true, broken = [], brokenClasses = [], skipped = [] }: Partial<Scan> = {},
) {
  const result = reconcile({ candidates, broken, brokenClasses, skipped, complete }, rows, NOW);
  const identifierOf = new Map(rows.map(({ id, identifier }) => [id, identifier]));
  const write = ({ id, columns }: (typeof result.found)[number]) => ({
    from: identifierOf.get(id),
    to: columns.identifier,
    class: columns.class,
    health: columns.health,
    missingSince: columns.missingSince,
  });
  return {
    inserted: result.insert.map((columns) => columns.identifier),
    found: result.found.map(write),
    lost: result.lost.map(write),
    skipped: result.skipped.map(({ package: name, reason }) => `${name} ${reason}`),
    raw: result,
  };
}

describe('a scan finds', () => {
  test('a new worker: it becomes a row that is healthy', () => {
    const { inserted, raw } = outcomeOf([candidate('mail')], []);
    assert.deepEqual(inserted, ['mail']);
    assert.equal(raw.insert[0]?.health, 'ok');
    assert.equal(raw.insert[0]?.packageName, 'shop');
  });

  test('what it found before: nothing is written', () => {
    const { raw } = outcomeOf([candidate('mail'), candidate('feed')], [row('feed'), row('mail')]);
    assert.deepEqual([raw.insert, raw.found, raw.lost, raw.skipped], [[], [], [], []]);
  });

  const changes: Array<[string, Parameters<typeof candidate>[1]]> = [
    ['title', { title: 'Other' }],
    ['scope', { scope: 'other' }],
    ['description', { description: 'longer' }],
    ['icon', { icon: 'star' }],
    ['default settings', { settings: { retries: 4 } }],
    ['settings schema', { settingsSchema: { type: 'object' } }],
    ['actions', { actions: [{ name: 'make', title: 'Make' }] }],
    ['version', { package: packageNamed('shop', { version: '1.1.0' }) }],
    ['being direct', { package: packageNamed('shop', { direct: false }) }],
  ];
  for (const [what, parts] of changes) {
    test(`a worker with another ${what}: its row is updated`, () => {
      assert.deepEqual(outcomeOf([candidate('mail', parts)], [row('mail')]).found.length, 1);
    });
  }

  test('a worker in another file: its row moves', () => {
    const { inserted, found } = outcomeOf([candidate('mail', { class: 'shop/lib/mail.js#default' })], [row('mail')]);
    assert.deepEqual(inserted, []);
    assert.deepEqual(
      found.map(({ to, class: name }) => [to, name]),
      [['mail', 'shop/lib/mail.js#default']],
    );
  });

  test('a worker in another package after its own is gone: its row moves', () => {
    const { inserted, found, lost } = outcomeOf([candidate('mail', { package: 'post' })], [row('mail')]);
    assert.deepEqual([inserted, lost], [[], []]);
    assert.deepEqual(
      found.map(({ class: name }) => name),
      ['post/index.js#mail'],
    );
  });

  test('a class under another identifier: its row is renamed', () => {
    const mailer = candidate('mailer', { class: 'shop/index.js#mail' });
    const { inserted, found, lost } = outcomeOf([mailer], [row('mail')]);
    assert.deepEqual([inserted, lost], [[], []]);
    assert.deepEqual(
      found.map(({ from, to }) => [from, to]),
      [['mail', 'mailer']],
    );
  });

  test('the identifier in another class of the package and the class under a new one: the identifier decides', () => {
    const moved = candidate('mail', { class: 'shop/mail.js#default' });
    const other = candidate('report', { class: 'shop/index.js#mail' });
    const { inserted, found } = outcomeOf([moved, other], [row('mail')]);
    assert.deepEqual(inserted, ['report']);
    assert.deepEqual(
      found.map(({ to, class: name }) => [to, name]),
      [['mail', 'shop/mail.js#default']],
    );
  });

  test('a renamed class while another package takes the old identifier: row and settings follow the class', () => {
    const renamed = candidate('mailer', { class: 'shop/index.js#mail' });
    const stranger = candidate('mail', { package: 'post' });
    const { inserted, found } = outcomeOf([renamed, stranger], [row('mail')]);
    assert.deepEqual(inserted, ['mail']);
    assert.deepEqual(
      found.map(({ from, to }) => [from, to]),
      [['mail', 'mailer']],
    );
  });

  test('two classes that swapped identifiers: each identifier keeps its row', () => {
    const a = candidate('a', { class: 'shop/index.js#b' });
    const b = candidate('b', { class: 'shop/index.js#a' });
    const { inserted, found } = outcomeOf([a, b], [row('a'), row('b')]);
    assert.deepEqual(inserted, []);
    assert.deepEqual(
      found.map(({ from, to }) => [from, to]),
      [
        ['a', 'a'],
        ['b', 'b'],
      ],
    );
  });

  test('a worker that was missing: it is the same row again', () => {
    const gone = row('mail', {}, { health: 'missing', missingSince: EARLIER, healthDetail: 'gone' });
    const { inserted, found } = outcomeOf([candidate('mail')], [gone]);
    assert.deepEqual(inserted, []);
    assert.deepEqual(
      found.map(({ health, missingSince }) => [health, missingSince]),
      [['ok', null]],
    );
  });

  test('a worker that was broken: it is well again', () => {
    const broken = row('mail', {}, { health: 'broken', healthDetail: 'import-failed: x' });
    assert.deepEqual(
      outcomeOf([candidate('mail')], [broken]).found.map(({ health }) => health),
      ['ok'],
    );
  });

  test('a title with NUL, a lone surrogate or too many letters: it is stored fitting and then unchanged', () => {
    const odd = candidate('mail', { title: `a\0b\ud800${'x'.repeat(400)}`, settings: { a: undefined, b: '😀' } });
    const [columns] = outcomeOf([odd], []).raw.insert;
    assert.equal(columns?.title.startsWith('ab\ufffd'), true);
    assert.ok((columns?.title.length ?? 0) <= 255);
    const stored = { ...row('mail'), ...columns };
    assert.deepEqual(outcomeOf([odd], [stored]).found, []);
  });

  test('a class name that fits in no column: it is left out with a reason', () => {
    const { inserted, skipped } = outcomeOf([candidate('mail', { class: `shop/${'x'.repeat(800)}.js#m` })], []);
    assert.deepEqual([inserted, skipped], [[], ['shop contract-invalid']]);
  });
});

describe('a scan does not find', () => {
  const shop = packageNamed('shop');
  const failed: BrokenPackage = { package: shop, reason: 'import-failed', detail: 'index.js throws' };

  test('a worker of a package that cannot be loaded: its row is broken and keeps everything', () => {
    const mail = row('mail');
    const { lost, raw } = outcomeOf([], [mail], { broken: [failed] });
    assert.deepEqual(
      lost.map(({ health, class: name }) => [health, name]),
      [['broken', mail.class]],
    );
    assert.equal(raw.lost[0]?.columns.healthDetail, 'import-failed: index.js throws');
    assert.deepEqual([raw.broken, raw.missing], [new Set([mail.id]), new Set()]);
  });

  test('a worker that is broken already: nothing is written and it is still told', () => {
    const mail = row('mail', {}, { health: 'broken', healthDetail: 'import-failed: index.js throws' });
    const { lost, raw } = outcomeOf([], [mail], { broken: [failed] });
    assert.deepEqual([lost, raw.broken], [[], new Set([mail.id])]);
  });

  const brokenClass = (name: string, reason: BrokenClass['reason']): BrokenClass => ({
    package: shop,
    class: name,
    reason,
    detail: 'needs a database',
  });

  test('one class of a package that is well otherwise: with a reason it is broken, the other is not', () => {
    const brokenClasses = [brokenClass('shop/index.js#mail', 'construct-failed')];
    const rows = [row('feed'), row('mail'), row('gone')];
    const { found, lost, raw } = outcomeOf([candidate('feed')], rows, { brokenClasses });
    assert.deepEqual(found, []);
    assert.deepEqual(
      lost.map(({ from, health }) => [from, health]),
      [
        ['mail', 'broken'],
        ['gone', 'missing'],
      ],
    );
    assert.equal(raw.lost[0]?.columns.healthDetail, 'construct-failed: needs a database');
  });

  test('a worker while a class of its package in another file cannot be taken: it may be that one', () => {
    const brokenClasses = [brokenClass('shop/lib/mail.js#default', 'contract-invalid')];
    assert.deepEqual(
      outcomeOf([], [row('mail')], { brokenClasses }).lost.map(({ health }) => health),
      ['broken'],
    );
  });

  test('a worker while its package exports a base class: it is missing', () => {
    const brokenClasses = [brokenClass('shop/index.js#Base', 'abstract')];
    assert.deepEqual(
      outcomeOf([], [row('mail')], { brokenClasses }).lost.map(({ health }) => health),
      ['missing'],
    );
  });

  for (const reason of [
    'manifest-json',
    'manifest-schema',
    'peer-mismatch',
    'excluded',
    'entry-missing',
    'unreadable',
  ] as const) {
    test(`the workers of a package that is installed but left out as ${reason}: they are broken, not missing`, () => {
      const skipped: Skipped[] = [{ package: 'shop', path: '/x', reason, detail: 'why' }];
      assert.deepEqual(
        outcomeOf([], [row('mail')], { skipped }).lost.map(({ health }) => health),
        ['broken'],
      );
    });
  }

  test('a worker whose package is gone: it is missing since this scan', () => {
    const { lost, raw } = outcomeOf([], [row('mail')]);
    assert.deepEqual(
      lost.map(({ health, missingSince }) => [health, missingSince]),
      [['missing', NOW]],
    );
    assert.match(raw.lost[0]?.columns.healthDetail ?? '', /not installed/);
  });

  test('a worker whose export is gone: it is missing and the text says so', () => {
    const { raw } = outcomeOf([candidate('feed')], [row('feed'), row('mail')]);
    assert.match(raw.lost[0]?.columns.healthDetail ?? '', /has no worker "mail"/);
  });

  test('a worker that is missing already: it keeps the moment', () => {
    const first = outcomeOf([], [row('mail')]).raw.lost[0]?.columns;
    const { lost, raw } = outcomeOf([], [row('mail', {}, { ...first, missingSince: EARLIER, id: 77 })]);
    assert.deepEqual([lost, raw.missing], [[], new Set([77])]);
  });

  test('a worker, but is incomplete: nothing is said of it', () => {
    const { lost, raw } = outcomeOf([], [row('mail')], { complete: false });
    assert.deepEqual([lost, raw.missing], [[], new Set()]);
  });

  test('a worker that the host registered by hand: nothing is said of it', () => {
    const own = row('mail', { package: packageNamed('') });
    assert.deepEqual(outcomeOf([], [own]).lost, []);
  });
});

function at(version: string, direct: boolean): WorkerCandidate {
  return candidate('mail', { package: packageNamed('shop', { version, direct, root: `/host/${version}` }) });
}

describe('one identifier in two places', () => {
  const shopMail = candidate('mail', { package: 'shop' });
  const postMail = candidate('mail', { package: 'post' });

  test('the row that exists wins, and the other is told with both names', () => {
    const { inserted, found, skipped, raw } = outcomeOf([postMail, shopMail], [row('mail', { package: 'shop' })]);
    assert.deepEqual([inserted, found, skipped], [[], [], ['post identifier-taken']]);
    assert.match(raw.skipped[0]?.detail ?? '', /post\/index\.js#mail.*shop/);
  });

  test('of two new ones the direct dependency wins', () => {
    const transitive = candidate('mail', { package: packageNamed('auto', { direct: false }) });
    assert.deepEqual(outcomeOf([transitive, shopMail], []).skipped, ['auto identifier-taken']);
  });

  test('of two new direct ones the package name decides, in any order', () => {
    for (const both of [
      [shopMail, postMail],
      [postMail, shopMail],
    ]) {
      assert.deepEqual(outcomeOf(both, []).skipped, ['shop identifier-taken']);
    }
  });

  test('of two versions of one package the direct one wins, then the higher; the other is superseded', () => {
    const direct = outcomeOf([at('2.0.0', false), at('1.0.0', true)], []);
    assert.deepEqual([direct.raw.insert[0]?.packageVersion, direct.skipped], ['1.0.0', ['shop superseded']]);
    const higher = outcomeOf([at('1.9.0', false), at('1.10.0', false)], []);
    assert.deepEqual([higher.raw.insert[0]?.packageVersion, higher.skipped], ['1.10.0', ['shop superseded']]);
  });

  test('two classes of one package: one is taken', () => {
    const second = candidate('mail', { class: 'shop/other.js#mail' });
    assert.deepEqual(outcomeOf([second, shopMail], []).skipped, ['shop identifier-taken']);
  });

  test('a broken incumbent keeps its identifier', () => {
    const broken: BrokenPackage[] = [{ package: packageNamed('shop'), reason: 'import-failed', detail: 'x' }];
    const { found, lost, skipped } = outcomeOf([postMail], [row('mail', { package: 'shop' })], { broken });
    assert.deepEqual([found, skipped], [[], ['post identifier-taken']]);
    assert.deepEqual(
      lost.map(({ health }) => health),
      ['broken'],
    );
  });

  test('an incumbent that an incomplete scan did not see keeps its identifier', () => {
    const { found, lost, skipped } = outcomeOf([postMail], [row('mail', { package: 'shop' })], { complete: false });
    assert.deepEqual([found, lost, skipped], [[], [], ['post identifier-taken']]);
  });

  test('a worker that the host registered by hand keeps its identifier', () => {
    const own = row('mail', { package: packageNamed('') });
    assert.deepEqual(outcomeOf([postMail], [own]).skipped, ['post identifier-taken']);
  });
});

test('the answer does not depend on the order of candidates and rows', () => {
  const candidates = [
    candidate('a'),
    candidate('b', { package: 'p' }),
    candidate('b', { package: 'q' }),
    candidate('c'),
  ];
  const rows = [row('a'), row('c', { class: 'shop/old.js#c' }), row('d')];
  const first = outcomeOf(candidates, rows);
  const second = outcomeOf(candidates.toReversed(), rows.toReversed());
  assert.deepEqual(new Set(second.inserted), new Set(first.inserted));
  assert.deepEqual(new Set(second.found.map(({ to }) => to)), new Set(first.found.map(({ to }) => to)));
  assert.deepEqual(second.skipped, first.skipped);
});
