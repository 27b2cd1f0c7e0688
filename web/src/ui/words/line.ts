/** The one sentence above the circle: what is going on now, and if need be what comes next. */
export interface Headline {
  readonly tone: "calm" | "floor" | "trouble";
  readonly title: string;
  readonly detail: string | null;
}

export const calm = (title: string, detail: string | null): Headline => ({ tone: "calm", title, detail });
export const onFloor = (title: string, detail: string | null): Headline => ({ tone: "floor", title, detail });
export const trouble = (title: string, detail: string): Headline => ({ tone: "trouble", title, detail });
