/** At most *most* things at once; the others wait their turn, the oldest first. */
export class Slots {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(most: number) {
    this.free = most;
  }

  /** Calls *begin* as soon as there is a place. What it returns gives the place (or the wish for one) up, however often it is called. */
  ask(begin: () => void): () => void {
    let isDone = false;
    const start = () => {
      this.free -= 1;
      begin();
    };
    if (this.free > 0) start();
    else this.waiting.push(start);
    return () => {
      if (isDone) return;
      isDone = true;
      const place = this.waiting.indexOf(start);
      if (place >= 0) this.waiting.splice(place, 1);
      else {
        this.free += 1;
        this.waiting.shift()?.();
      }
    };
  }
}
