import { Source, type LogRecord } from "./source";

/** Records that passed, where to go on, and how much was read for it. */
export interface Sieved {
  records: LogRecord[];
  before: string;
  after: string;
  searched: number;
}

export type AskSieved = (wish: { before?: string; after?: string }) => Promise<Sieved>;

export const MOST_RECORDS = 5000;
/** So often it looks further on by itself when nothing was found. */
const TRIES = 4;
/** What passes more rarely is looked for only when asked: each page may read much. */
const EAGER_RECORDS = 100;

/** What the server lets through of one log or of several, the newest first; more towards the beginning when asked for. */
export class Sieve extends Source {
  /** How much was read in vain since the last record found. */
  searched = 0;
  private lastFound = 0;
  private before = "";
  private after = "";

  constructor(private readonly ask: AskSieved) {
    super();
  }

  get hasEarlier(): boolean {
    return this.before !== "" && this.records.length < MOST_RECORDS;
  }

  get hasLater(): boolean {
    return false;
  }

  override get isEager(): boolean {
    return this.lastFound >= EAGER_RECORDS;
  }

  get isFull(): boolean {
    return this.before !== "" && this.records.length >= MOST_RECORDS;
  }

  async open(): Promise<void> {
    try {
      const first = await this.ask({});
      this.after = first.after;
      this.records = [];
      this.take(first);
      await this.further(first.records.length);
      this.isReady = true;
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    this.told();
  }

  /** Where the logs ended, by their names. */
  get ends(): ReadonlyMap<string, number> {
    return new Map(this.after.split(",").filter(Boolean).map((each) => [each.slice(0, each.lastIndexOf(":")), Number(each.slice(each.lastIndexOf(":") + 1))]));
  }

  /** Adds what is new. */
  async renew(): Promise<void> {
    const found = await this.ask({ after: this.after });
    this.after = found.after;
    if (found.records.length > 0) {
      this.records = [...this.records, ...found.records].slice(-MOST_RECORDS);
      this.told();
    }
  }

  protected async read(): Promise<void> {
    const found = await this.ask({ before: this.before });
    this.take(found);
    await this.further(found.records.length);
  }

  private async further(found: number): Promise<void> {
    for (let tries = 1; found === 0 && this.before !== "" && tries < TRIES; tries += 1) {
      const page = await this.ask({ before: this.before });
      this.take(page);
      found = page.records.length;
    }
  }

  private take({ records, before, searched }: Sieved): void {
    this.before = before;
    this.lastFound = records.length;
    this.searched = records.length > 0 ? 0 : this.searched + searched;
    this.records = [...records, ...this.records];
  }
}
