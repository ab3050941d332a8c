/** Text with `{name}` places; or one text for each plural form of `{count}`. */
export type Message = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string });

/** The same keys, no fewer and no more, in another language. */
export type Translation<T> = Record<keyof T, Message>;
