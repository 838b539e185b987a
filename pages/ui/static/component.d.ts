// What Streamlit gives to the function that draws a component.

export interface Component<Data, Told = Record<never, never>> {
  /** What the page says. */
  data: Data;
  /** The component's place, with the HTML that the page gave it. */
  parentElement: HTMLElement;
  /** Tells the page something, which draws it again. */
  setTriggerValue<Name extends keyof Told>(name: Name, value: Told[Name]): void;
}
