/** One choice of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly name: string;
  /** A second line that explains the name. */
  readonly detail?: string;
  /** Whether it stands out, for what is pressing. */
  readonly grave?: boolean;
}
