/** A runner process could not start because the database was away. */
export const NOT_STARTED = 5;
/** A handler called `process.exit`. */
export const LEFT_BY_HANDLER = 7;
