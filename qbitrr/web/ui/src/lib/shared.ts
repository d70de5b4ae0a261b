import { useSyncExternalStore } from "react";

/** A value outside of the tree of components, followed by those that show it. */
export class Shared<T> {
  private readonly watchers = new Set<() => void>();

  constructor(private value: T) {}

  get current(): T {
    return this.value;
  }

  get isWatched(): boolean {
    return this.watchers.size > 0;
  }

  set(value: T): void {
    this.value = value;
    for (const each of this.watchers) each();
  }

  /** Calls *watcher* after each change, until what this returns is called. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };
}

/** The value of *shared*, now and after each change. */
export const useShared = <T>(shared: Shared<T>): T => useSyncExternalStore(shared.watch, () => shared.current);
