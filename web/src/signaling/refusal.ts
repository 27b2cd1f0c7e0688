/** The server refused a request; `text` may be shown to the person, `code` is permanent. */
export class RequestRefused extends Error {
  readonly code: string;

  constructor(code: string, text: string) {
    super(text);
    this.name = "RequestRefused";
    this.code = code;
  }
}

/** The request's connection went away before its answer came; whether it had an effect is not known. */
export class ConnectionLost extends Error {
  constructor() {
    super("the connection to the server was lost");
    this.name = "ConnectionLost";
  }
}
