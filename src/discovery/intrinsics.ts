/** What worker code changed of the language's own objects. */
export interface IntrinsicChanges {
  /** Enumerable additions and removals on the prototypes of every object, array and function: they break other code. */
  readonly harmful: readonly string[];
  /** Replaced built-ins and other additions to prototypes, as polyfills make them. */
  readonly other: readonly string[];
}

type Descriptors = Map<PropertyKey, PropertyDescriptor>;

const CORE: ReadonlyArray<[string, object]> = [
  ['Object.prototype', Object.prototype],
  ['Array.prototype', Array.prototype],
  ['Function.prototype', Function.prototype],
];

const WATCHED: ReadonlyArray<[string, object]> = [
  ...CORE,
  ...[String, Number, Boolean, Symbol, BigInt, RegExp, Date, Error, Map, Set, WeakMap, WeakSet, Promise].map(
    (constructor): [string, object] => [`${constructor.name}.prototype`, constructor.prototype as object],
  ),
];

/** Watched for replaced members only: additions to these are ordinary (`Reflect.metadata`, new globals). */
const STATICS: ReadonlyArray<[string, object]> = [
  ['Object', Object],
  ['Array', Array],
  ['Promise', Promise],
  ['JSON', JSON],
  ['Math', Math],
  ['Reflect', Reflect],
  ['globalThis', globalThis],
];

const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty } = Reflect;
const { is } = Object;
const { stringify } = JSON;

/** Remembers the language's own objects; the function it returns undoes what changed since and tells it. */
export function watchIntrinsics(): () => IntrinsicChanges {
  const before = new Map([...WATCHED, ...STATICS].map(([name, object]) => [name, { object, known: describe(object) }]));
  const core = new Set(CORE.map(([name]) => name));
  const statics = new Set(STATICS.map(([, object]) => object));
  const isSound = soundnessCheck([...before.values()], statics);
  return function restore() {
    if (isSound()) return { harmful: [], other: [] };
    const harmful: string[] = [];
    const other: string[] = [];
    let [harm, rest] = [0, 0]; // indexed writes: `push` may be among what was replaced
    for (const [name, { object, known }] of before) {
      const isCore = core.has(name);
      for (const [key, old] of known) {
        const current = getOwnPropertyDescriptor(object, key);
        if (current !== undefined && isSame(old, current)) continue;
        defineProperty(object, key, old);
        if (isCore && current === undefined) harmful[harm++] = member(name, key);
        else other[rest++] = member(name, key);
      }
      if (statics.has(object)) continue;
      const keys = ownKeys(object);
      for (let index = 0; index < keys.length; index++) {
        const key = keys[index]!;
        if (known.has(key)) continue;
        if (isCore && getOwnPropertyDescriptor(object, key)?.enumerable === true) {
          deleteProperty(object, key);
          harmful[harm++] = member(name, key);
        } else other[rest++] = member(name, key);
      }
    }
    return { harmful, other };
  };
}

/** A check that is cheap enough for every package: values as before, and no new keys where those count. */
function soundnessCheck(
  watched: ReadonlyArray<{ readonly object: object; readonly known: Descriptors }>,
  statics: ReadonlySet<object>,
): () => boolean {
  const counts = watched
    .filter(({ object }) => !statics.has(object))
    .map(({ object, known }) => ({ object, count: known.size }));
  const values = watched.flatMap(({ object, known }) =>
    [...known].flatMap(([key, old]) => ('value' in old ? [{ object, key, value: old.value as unknown }] : [])),
  );
  return () => {
    for (let index = 0; index < counts.length; index++) {
      const { object, count } = counts[index]!;
      if (ownKeys(object).length !== count) return false;
    }
    for (let index = 0; index < values.length; index++) {
      const { object, key, value } = values[index]!;
      if (!is((object as Record<PropertyKey, unknown>)[key], value)) return false;
    }
    return true;
  };
}

function describe(object: object): Descriptors {
  return new Map(ownKeys(object).map((key) => [key, getOwnPropertyDescriptor(object, key)!]));
}

/** Accessors of globals turn into values when first read, so only values that were values are compared. */
function isSame(old: PropertyDescriptor, current: PropertyDescriptor): boolean {
  if ('value' in old) return 'value' in current && is(old.value, current.value);
  return 'value' in current || (old.get === current.get && old.set === current.set);
}

function member(owner: string, key: PropertyKey): string {
  return typeof key === 'symbol'
    ? `${owner}[symbol]`
    : /^[\w$]+$/.test(key as string)
      ? `${owner}.${key as string}`
      : `${owner}[${stringify(key)}]`;
}
