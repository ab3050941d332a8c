export type ProblemListener = ((error: unknown) => unknown) | undefined;

/** Calls a listener of problems in such a way that the listener's own fault, thrown or rejected, reaches nobody. */
export function problemReporter(listener: ProblemListener): (error: unknown) => void {
  return (error) => {
    void Promise.resolve(error)
      .then(listener)
      .catch(() => undefined); // a logger that fails must not fail the task whose problem it logs
  };
}
