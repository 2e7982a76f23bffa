/** Everything a link holds. */
export interface State {
  readonly scenario: string;
  readonly view: string;
  readonly seed: number;
  /** The hash of the catalogue that the link was made with; empty for whatever the page has. */
  readonly catalog: string;
  /** Differences from the scenario: path to the text of its new value. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Options that are not as usual, by their keys. */
  readonly options: Readonly<Record<string, string>>;
}
