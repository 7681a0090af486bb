/** The one thing of the world outside that core reads addresses by: every runtime has it (https://url.spec.whatwg.org). */
declare class URL {
  constructor(text: string);
  static canParse(text: string): boolean;
  readonly href: string;
  readonly protocol: string;
  readonly origin: string;
  readonly hostname: string;
  readonly pathname: string;
  search: string;
}
