// Generated from pages/ui/channel/messages.py by `make docs`; a test fails when it is stale.

export type UnknownToken = 4404;

/** What one line gains. */
export interface NewPoints {
  x: number[];
  y: (number | null)[];
}

/** A whole figure, of which only that is sent which the last one did not have. Its parts are its traces and its layout. What often changes in a part is a value of its own, so that of a line that moves only its y is sent. Names stand for what they name: the same is never sent again. */
export interface FigureNews {
  /** What stands above the chart; the words before the last ` | ` stand out. */
  title: string;
  /** What it shows, for those who cannot see it. */
  alt: string;
  /** The names of all parts: the traces and then the layout. */
  order: string[];
  /** The new ones by name: the name of each value by its place, as `y` or `marker.color`; the rest of the part is the value at the empty place. */
  parts: Record<string, Record<string, string>>;
  /** The new ones by name, as JSON. */
  values: Record<string, string>;
}

/** Points that are appended to the first traces of the figure that a chart shows. */
export interface PointsNews {
  /** What stands above the chart. */
  title: string;
  /** What it shows. */
  alt: string;
  /** For each of the first traces. */
  points: NewPoints[];
}

export type ChartNews = FigureNews | PointsNews | null;

export type Called = "page" | "views";

/** All that is new. */
export interface News {
  /** Which message it is; the browser returns it once everything in it is painted. */
  number: number;
  /** What is new of each chart. */
  charts: Record<string, ChartNews>;
  /** How far the run is, in words. */
  standing: string;
  /** Which part of the way it has gone; null while it rests. */
  share: number | null;
  /** The part of the page to draw again. */
  call: Called | null;
  /** A chart to wait for until it has its place. */
  awaited: string | null;
}

/** The visitor was here before: what they had is theirs again, and the whole page has to be drawn for it. */
export interface Moved {
  moved: true;
}

export type ServerMessage = News | Moved;

/** A message has been painted: everything in it is seen. */
export interface Painted {
  /** Its number. */
  painted: number;
}

/** The place of a chart. */
export interface ChartData {
  /** Which chart it is. */
  key: string;
  /** In pixels. */
  height: number;
  /** Whether the page wants to know what is clicked on. */
  clicks: boolean;
  /** The address of plotly.js below the page's. */
  plotly: string;
}

/** The point of a chart that was clicked on. */
export interface Click {
  x: number | string;
  y: number | string;
}

/** What a chart tells the page. */
export interface ChartTold {
  clicked: Click;
}

/** The connection of the page. */
export interface ConnectionData {
  /** By which the browser names itself. */
  token: string;
  /** Whether the words on how far the run is are shown. */
  shown: boolean;
}

/** A part of the page that the server can call for. */
export interface RerunData {
  part: Called;
}

/** That the part has to be drawn again. */
export interface RerunTold {
  call: true;
}

/** The loss that was clicked on. */
export interface GalleryTold {
  opened: string;
}

/** A column of the table of runs. */
export interface Column {
  /** What stands above it. */
  label: string;
  /** What it means. */
  help: string;
}

/** A run in the table. */
export interface Row {
  /** Its key in charts. */
  key: string;
  /** What the visitor calls it. */
  name: string;
  /** The word for the colour of its lines. */
  colour: string;
  /** The dash of its lines. */
  dash: string;
  /** Whether it is left out of the charts. */
  hidden: boolean;
  /** Whether it is the one looked at. */
  focused: boolean;
  /** What stands in each column. */
  texts: string[];
  /** What each column is sorted by. */
  values: (number | string | null)[];
}

/** The table of runs. */
export interface TableData {
  /** What it is called. */
  label: string;
  /** Most characters of a name. */
  longest_name: number;
  /** Its columns; the first one has the names. */
  columns: Column[];
  /** Its rows. */
  rows: Row[];
  /** The number of the column by which they are grouped. */
  group: number | null;
  /** The number of the last act that the server has done. */
  done: number;
}

/** Something done to a run of the table. */
export interface Act {
  /** Which act of the visitor it is. */
  number: number;
  /** What was done. */
  what: "rename" | "rewind" | "hide" | "delete";
  /** The key of the run. */
  run: string;
  /** Its new name. */
  value: string | null;
}

/** All acts that the server has not yet done, as far as the browser knows. */
export interface TableTold {
  acts: Act[];
}

export type ControlValue = number | string | boolean;

/** A value worth a tick below the track of a slider. */
export interface ControlMark {
  /** Where it is. */
  value: number;
  /** What is special about it; empty for the default alone. */
  words: string;
}

/** The control of a parameter. */
export interface ControlData {
  /** What links call it. */
  name: string;
  /** What it is called. */
  label: string;
  /** Its letter in formulas. */
  symbol: string;
  /** What it does. */
  help: string;
  /** The accepted values in words. */
  domain: string;
  /** Which control it is. */
  kind: "slider" | "field" | "menu" | "switch";
  /** The left end of its slider. */
  low: number;
  /** The right end of its slider. */
  high: number;
  /** The least number that is accepted; null if there is none. */
  least: number | null;
  /** The greatest number that is accepted; null if there is none. */
  most: number | null;
  /** Whether equal ways on the track are equal ratios. */
  log: boolean;
  /** Whether numbers must be whole. */
  whole: boolean;
  /** What a menu offers. */
  options: string[];
  /** What it is now. */
  value: ControlValue;
  /** What it is unless it is set. */
  default: ControlValue;
  /** The ticks of its slider, those first whose words matter most. */
  marks: ControlMark[];
}

/** A group of the gallery. */
export interface TaskGroup {
  name: string;
  label: string;
}

/** A loss in the gallery. */
export interface Card {
  /** Its name. */
  name: string;
  /** What it is called. */
  label: string;
  /** Its group. */
  task: string;
  /** Whether an error, margin or lead of 0 is in the middle of its shape. */
  centred: boolean;
  /** The first sentence on it. */
  summary: string;
  /** What is claimed of it. */
  claims: string[];
  /** Those it can be found by. */
  words: string;
  /** The heights of its shape, from 0 to 1. */
  y: number[];
}

/** The content of `gallery.json`. */
export interface GalleryFile {
  /** The groups in their order. */
  tasks: TaskGroup[];
  /** What each claim means. */
  claims: Record<string, string>;
  /** All losses. */
  losses: Card[];
}
