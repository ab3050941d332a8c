/** What widgets need to know about the form they stand in. */
export interface FormContext {
  worker: string;
  action: string;
  /** Pointers of the secrets that are stored, whose values the page never gets. */
  storedSecrets: ReadonlySet<string>;
}
