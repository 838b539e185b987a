// Generated from component_records.py, panel_records.py, messages.py in pages/ui/channel by `make docs`; a test fails when it is stale.

export type Dash = "solid" | "dash" | "dashdot" | "longdash" | "longdashdot";

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

/** The place of a chart. */
export interface ChartData {
  /** Which chart it is. */
  key: string;
  /** In pixels. */
  height: number;
  /** Whether the page wants to know what is clicked on. */
  clicks: boolean;
  /** Whether all its sizes are multiples of the page's unit. */
  compact: boolean;
  /** The address of plotly.js below the page's. */
  plotly: string;
  /** Of what it is, for the title of its picture. */
  about: string;
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

/** A page on one screen. */
export interface ScreenData {
  /** The address of plotly.js below the page's. */
  plotly: string;
  /** Of what its charts are, for the titles of their pictures. */
  about: string;
}

/** That the loss is to be trained with. */
export interface LossTold {
  train: true;
}

/** The connection of the page. */
export interface ConnectionData {
  /** By which the browser names itself. */
  token: string;
  /** Whether the words on how far the run is are shown. */
  shown: boolean;
}

/** That the page has to be drawn again. */
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
  dash: Dash;
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

/** A control among Streamlit's own parts of a page. */
export interface ParamControlData {
  /** What it is. */
  control: ControlData;
  /** How many values were heard; what was refused is told anew by it, though nothing else has changed. */
  heard: number;
}

/** The value that the hand has left. */
export interface ControlTold {
  settled: ControlValue;
}

export type FilesKey = "lossviz-key";

/** A file that can be taken away. */
export interface FileData {
  /** What stands on its button. */
  label: string;
  /** What it is called when it is saved. */
  name: string;
  /** What is in it. */
  help: string;
}

/** Files that can be taken away. */
export interface DownloadsData {
  /** What the browser says in a header when it asks for one of them, by its name. */
  key: string;
  /** All of them in their order. */
  files: FileData[];
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
  /** The heights of its shape; above 1 it leaves the picture. */
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

/** A piece of a sentence. */
export interface Span {
  /** Its words. */
  text: string;
  /** `now` for a number of the run in hand, `before` for what was before the hand moved, `wrong` for what was refused. */
  role: string;
}

/** The loss of the run in hand. */
export interface LossPart {
  /** Its name. */
  name: string;
  /** What it is called. */
  label: string;
  /** What it does, in a sentence. */
  summary: string;
  /** Its formula with the values of its parameters, as MathML. */
  formula: string;
  /** What the symbols stand for. */
  notation: string;
}

/** Something to choose. */
export interface Option {
  /** What is chosen. */
  value: string;
  /** What it is called. */
  label: string;
  /** Under which heading it stands; empty for none. */
  group: string;
  /** What it is, in a sentence. */
  hint: string;
}

/** One of the lines that say what else is set. */
export interface SetUpPart {
  /** `dataset`, `model`, `optimizer` or `run`. */
  kind: string;
  /** What it is called. */
  label: string;
  /** What is set. */
  words: string;
  /** The component; empty for the run, which has none. */
  chosen: string;
  /** All components; none for the run. */
  options: Option[];
  /** The names of the controls of its parameters. */
  controls: string[];
}

/** Where the playhead is. */
export interface EpochPart {
  /** The epoch that is looked at. */
  at: number;
  /** The last epoch of the run. */
  last: number;
  /** Whether the playhead moves. */
  playing: boolean;
  /** Whether the run can still go on. */
  runs: boolean;
  /** How fast it plays, in words. */
  speed: string;
  /** All speeds. */
  speeds: string[];
  /** How the run stands, if it is not simply finished. */
  words: string;
}

/** A yardstick of the run in hand. */
export interface Measure {
  /** What it is called. */
  label: string;
  /** Its value on the training examples. */
  train: string;
  /** On those held out; empty if there are none. */
  held_out: string;
  /** On the training examples before the hand moved; empty if it is the same, or not known. */
  before: string;
}

/** How many examples of each class (rows) are taken for each class (columns). */
export interface ConfusionPart {
  /** Of the classes. */
  names: string[];
  /** Of the training examples. */
  train: number[][];
  /** Of those held out. */
  held_out: number[][];
  /** Of the training examples before the hand moved; empty if that is not known. */
  before: number[][];
}

/** What a mark in a chart stands for. */
export interface KeyMark {
  /** Its form: `dot`, `ring`, `diamond` or `line`. */
  mark: string;
  /** The word for its colour. */
  colour: string;
  /** What it stands for. */
  words: string;
}

/** What predictions cost. */
export interface CostsPart {
  /** The loss. */
  name: string;
  /** What stands above the columns. */
  columns: string[];
  /** A prediction each. */
  rows: string[][];
  /** The exact values at the place that is read. */
  exact: string;
}

/** What is claimed of a loss. */
export interface Claim {
  /** What is so. */
  words: string;
  /** Whether the claim holds, and not its contrary. */
  holds: boolean;
  /** What it means. */
  help: string;
}

/** What is drawn beside the shape of a loss. */
export interface SecondPart {
  /** The key of the chart. */
  chart: string;
  /** What stands above it. */
  title: string;
  /** The parameter whose range it shows; empty if it shows none. */
  chosen: string;
  /** The parameters that it can show. */
  options: Option[];
}

/** Why a text is no loss. */
export interface Fault {
  /** In which line, counted from 1. */
  line: number;
  /** At which character of it, counted from 1. */
  column: number;
  /** What it is, and what to write instead. */
  words: string;
}

/** What stands in the editor. */
export interface SourcePart {
  /** The code of the loss that is open, or what the visitor makes of it. */
  text: string;
  /** Why that is no loss; null if it is one. */
  fault: Fault | null;
  /** What was understood of it, in a sentence. */
  about: string;
  /** How many characters it may have. */
  longest: number;
  /** What a button says that uses it; empty where it is used while it is written. */
  use: string;
}

/** What a finding is seen by: the cost on a way of predictions. */
export interface FindingPicture {
  /** What is told of a place on the way. */
  axis: string;
  /** Places on it. */
  position: number[];
  /** What they cost; null where that is no number. */
  cost: (number | null)[];
  /** The place that the finding is about. */
  at: number;
  /** The ends of a line that the cost should stay below, as places and costs; empty if there is none. */
  chord: number[][];
}

/** Something that is wrong with a loss, worth knowing of it, or right. */
export interface FindingPart {
  /** `fault`, `warning`, `note` or `good`. */
  level: string;
  /** What was found, with its numbers. */
  words: string;
  /** What to write or to choose instead; empty where that is not known. */
  instead: string;
  /** The line of the text that does it; 0 where that is not known. */
  line: number;
  /** What it is seen by; null where no picture tells it. */
  picture: FindingPicture | null;
}

/** What the check-up of a loss has found, the worst first. */
export interface CheckUpPart {
  /** All that it has found; empty before it is known. */
  findings: FindingPart[];
  /** Whether it is of what stands in the editor, and not of what stood there before. */
  fresh: boolean;
  /** Why it could not be made; empty if it could. */
  failed: string;
}

/** The words and controls around the charts; each part is sent whole when it has changed. */
export interface Panel {
  /** The loss of the run in hand, or the one that is open. */
  loss?: LossPart;
  /** What is claimed of the one that is open. */
  claims?: Claim[];
  /** What is drawn beside its shape. */
  second?: SecondPart;
  /** What predictions cost by it. */
  costs?: CostsPart;
  /** The table of runs. */
  table?: TableData;
  /** All declared losses that can be chosen. */
  losses?: Option[];
  /** Those that the visitor has written. */
  own?: Option[];
  /** Whether the editor of a loss of their own is open. */
  editing?: boolean;
  /** What stands in it. */
  source?: SourcePart;
  /** With what else one can begin in it. */
  texts?: Option[];
  /** What is wrong, or right, with it. */
  check_up?: CheckUpPart;
  /** All demonstrations; those that are open are told by `opened`. */
  demos?: Option[];
  /** The recipes of the article. */
  recipes?: Option[];
  /** The demonstration or the recipe that is shown; empty if it is neither. */
  opened?: string;
  /** All controls, by their names; what they are set to is told by `values`. */
  controls?: Record<string, ControlData>;
  /** What each control is set to. */
  values?: Record<string, ControlValue>;
  /** The names of the controls beside the loss, the one in hand first. */
  bar?: string[];
  /** What the control in hand was set to before the hand moved; null if nothing is drawn in grey. */
  ring?: number | string | boolean | null;
  /** What is on the screen. */
  sentence?: Span[];
  /** What to look for. */
  question?: string;
  /** What else is set. */
  set_up?: SetUpPart[];
  /** Where the playhead is. */
  epoch?: EpochPart;
  /** What the pictures wait for: `starting`, `compiling` or nothing. */
  waits?: string;
  /** Whether there is something to see yet. */
  shows?: boolean;
  /** Yardsticks that compare all losses. */
  measures?: Measure[];
  /** Why it came so. */
  reason?: Span[];
  /** What is taken for what; null where there are no classes. */
  confusion?: ConfusionPart | null;
  /** What marks in the charts of the model stand for. */
  key?: KeyMark[];
}

export type UnknownToken = 4404;

export type Protocol = "lossviz";

export type Same = "same";

/** What one line gains. */
export interface NewPoints {
  x: number[];
  y: (number | null)[];
}

/** A whole figure, of which only that is sent which the last one did not have. Its parts are its traces and then its layout. What often changes in a part is a value of its own, so that of a line that moves only its y is sent. Names stand for values, the same in all charts: what one of them has is never sent again. */
export interface FigureNews {
  /** What stands above the chart; the words before the last ` | ` stand out. */
  title: string;
  /** What it shows, for those who cannot see it. */
  alt: string;
  /** Whether the browser has no last figure, or not the one that the server knows of. */
  whole: boolean;
  /** Of each part what is not as in the part of that number in the last figure: the name of a value by its place, as `y` or `marker.color`, or null if there is none any more; the rest of a part is the value at the empty place. */
  parts: Record<string, string | null>[];
  /** Those by name, as JSON, that the browser has in no chart, and that no chart before this one brings. */
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
  /** To which epoch they go; the playhead follows. */
  until: number;
}

export type ChartNews = FigureNews | PointsNews | null;

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
  /** Whether the page has to be drawn again. */
  call: boolean;
  /** A chart to wait for until it has its place. */
  awaited: string | null;
  /** What is new of the words and controls that stand around the charts. */
  panel: Panel;
  /** The number of what was turned last, of all that the server has heard: that is not sent again. */
  heard: number;
  /** What is new of all that the browser keeps in case the server forgets it, by the names of scenes. */
  kept: Record<string, string>;
}

/** The visitor was here before: what they had is theirs again, and the whole page has to be drawn for it. */
export interface Moved {
  moved: true;
}

/** The server has nothing of what the visitor had before, and asks for what the browser has kept. */
export interface Forgotten {
  forgotten: true;
}

export type ServerMessage = News | Moved | Forgotten;

/** A message has been painted: everything in it is seen. */
export interface Painted {
  /** Its number. */
  painted: number;
}

/** A control of the page has been turned, or a button of it been pressed. */
export interface Turned {
  /** What it sets, as links call it, or what the button does. */
  control: string;
  /** What it is set to. */
  value: ControlValue;
  /** Whether the hand is still on it, and more is likely to come. */
  held: boolean;
  /** Which one it is: greater than those before. What the server has not heard is sent again. */
  number: number;
}

/** The text of a loss of the visitor's own has been changed. */
export interface Written {
  /** All of it. */
  written: string;
  /** Whether they are still writing, and more is likely to come. */
  held: boolean;
  /** As that of what is turned, with which it is counted. */
  number: number;
}

/** What the browser has kept, for a server that has forgotten it. */
export interface Kept {
  /** Texts by the names of scenes. */
  kept: Record<string, string>;
}

export type BrowserMessage = Painted | Turned | Written;
