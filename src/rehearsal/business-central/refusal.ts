/**
 * How Business Central says no: an HTTP status, its error code, and its text (business-central.md 2.2).
 *
 * Thrown inside the rehearsal only; the server turns it into an answer.
 */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, text: string) {
    super(text);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

export const badRequest = (text: string): Refusal => new Refusal(400, 'BadRequest', text);

export const notFound = (text: string): Refusal => new Refusal(404, 'BadRequest_NotFound', text);

export const recordNotFound = (): Refusal =>
  new Refusal(404, 'Internal_RecordNotFound', 'The requested record was not found in the database.');

/** A text of a table relation or a field trigger. */
export const fieldRefused = (text: string): Refusal => new Refusal(400, 'Application_FieldValidationException', text);

/** A posting that AL stopped with an error; `applyAndPost` keeps its text on the payment (business-central.md 3.5). */
export class PostingStopped extends Error {
  constructor(text: string) {
    super(text);
    this.name = 'PostingStopped';
  }
}

/** Blank code fields hold the empty text. */
export const isBlank = (text: string): boolean => text.trim() === '';
