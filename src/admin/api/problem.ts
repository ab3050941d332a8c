/** `application/problem+json`; the page words `code` and `params` in the user's language. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  params: Record<string, unknown>;
  /** 422: JSON Pointers into the body. */
  errors?: Array<{ pointer: string; code: string; detail: string }>;
}
