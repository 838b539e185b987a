// What the JavaScript uses of figures and of plotly.js, which has no types of its own.

export type Value = number | string | null;

/** A trace as the server made it: Plotly's attributes, with words for colours. */
export interface Trace {
  type: string;
  name?: string;
  x?: Value[];
  y?: Value[];
  z?: Value[] | Value[][];
  mode?: string;
  xaxis?: string;
  yaxis?: string;
  opacity?: number;
  fill?: string;
  line?: { color?: string; shape?: string; [attribute: string]: unknown };
  marker?: Marker;
  meta?: {
    /** What stands at the end of the line. */
    label?: string;
    /** The key of the run that it shows. */
    run?: string;
    /** Whether it only marks where lines leave the picture. */
    beyond?: boolean;
    /** Whether it ends at the place of the slider. */
    cut?: boolean;
    /** The numbers of traces of which this one shows the last points. */
    tips?: number[];
  };
  [attribute: string]: unknown;
}

export interface Marker {
  color?: string | string[];
  symbol?: string | number | (string | number)[];
  size?: number | number[];
  line?: { color?: string | string[]; width?: number };
  [attribute: string]: unknown;
}

export interface Axis {
  type?: string;
  rangemode?: string;
  domain?: [number, number];
  title?: { text?: string; [attribute: string]: unknown };
  showticklabels?: boolean;
  [attribute: string]: unknown;
}

export interface Layout {
  xaxis?: Axis;
  yaxis?: Axis;
  scene?: Record<string, unknown>;
  shapes?: object[];
  annotations?: object[];
  hovermode?: string | false;
  margin?: object;
  /** Not Plotly's: it moves what the chart shows. */
  slider?: Slider;
  /** Not Plotly's: all lines are read where the pointer is. */
  reading?: Reading;
  /** Not Plotly's: which epoch is looked at. */
  playhead?: Playhead;
  [attribute: string]: unknown;
}

/** What is read of all lines of a chart where the pointer is. Plotly says nothing there then. */
export interface Reading {
  /** Charts of one group are read together; they share what x means. */
  group: string;
  /** What x is, as "epoch". */
  label: string;
  /** Whether only whole numbers of x are read. */
  whole?: boolean;
}

/** A line at one epoch, which the visitor can drag. */
export interface Playhead {
  /** What it is called; those of one name move together. */
  name: string;
  /** The epoch at which it is. */
  at: number;
  /** The last epoch to which it can go. */
  last: number;
}

/** What changes of a trace: its y, or several attributes. */
export type Picture = Value[] | Partial<Trace>;

/** A slider below a chart. It changes what the chart shows in the browser alone, and can play like an animation. */
export interface Slider {
  /** What is moved. */
  label: string;
  /** The text of each place. */
  values: string[];
  /** The number of each place, increasing; without them places are counted. */
  numbers?: number[];
  /** The place that is shown first. */
  at: number;
  /** For each place, what changes of each of the first traces. */
  pictures?: Picture[][];
  /** Traces with `meta.cut` show what they have up to the place instead of pictures. */
  cut?: boolean;
  /** For each place, the shapes of the layout. */
  shapes?: object[][];
  /** Charts of one group move together, each to its last place up to the number. */
  group?: string;
  /** Whether the chart has no slider of its own, and only moves with its group. */
  hidden?: boolean;
  /** Seconds of the whole animation. */
  plays?: number;
  /** Whether it plays when it is first shown. */
  starts?: boolean;
}

export interface Figure {
  data: Trace[];
  layout: Layout;
}

/** A part of a figure. */
export type Part = Trace | Layout;

/** What a pointer is on. */
export interface Point {
  x: number | string;
  y: number | string;
  data: Trace;
}

/** An axis as Plotly has drawn it. */
export interface DrawnAxis {
  type: string;
  range: [number, number];
  autorange: unknown;
  /** Pixels of the host before it, and its length. */
  _offset: number;
  _length: number;
  /** From a number, or its power on a logarithmic axis, to pixels. */
  l2p(value: number): number;
  /** And back. */
  p2l(pixels: number): number;
}

/** A trace as Plotly has drawn it. */
export interface DrawnTrace extends Trace {
  uid: string;
  visible: unknown;
}

/** A point as Plotly keeps it, to draw it again and to find it under the pointer. */
export interface DrawnPoint {
  x?: number;
  y?: number;
  i?: number;
  /** Colour and symbol of a marker, and the text that is shown of it. */
  mc?: string;
  mx?: string | number;
  tx?: Value;
  [attribute: string]: unknown;
}

/** What Plotly tells of: what the pointer is on, and what has changed of the layout by its name. */
export interface PlotEvent {
  points: Point[];
  [change: string]: unknown;
}

/** The element in which Plotly has drawn. What begins with an underscore is Plotly's own. */
export interface PlotHost extends HTMLElement {
  data?: Trace[];
  layout: Layout;
  calcdata: DrawnPoint[][];
  on(event: string, handler: (event: PlotEvent) => void): void;
  _dragging?: boolean;
  _fullData: DrawnTrace[];
  _fullLayout: Record<`${"xaxis" | "yaxis"}${string}`, DrawnAxis> & {
    /** The margins of what is drawn in at the left and the top, its width and its height. */
    _size: { l: number; t: number; w: number; h: number };
  };
}

/** The functions of plotly.js that are used. */
export interface Plotly {
  react(host: PlotHost, data: Trace[], layout: Layout, config: object): Promise<unknown>;
  downloadImage(figure: Figure, options: object): Promise<unknown>;
  purge(host: PlotHost): void;
  Plots: { resize(host: PlotHost): Promise<unknown> };
}

declare global {
  interface Window {
    Plotly?: Plotly;
  }
}
