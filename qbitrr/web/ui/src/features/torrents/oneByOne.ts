const AT_ONCE = 4;

/** Does *act* to each, four at a time; what is refused stops none of the others. */
export async function oneByOne<T>(all: readonly T[], act: (each: T) => Promise<unknown>): Promise<{ done: number; failures: string[] }> {
  const waiting = [...all];
  const failures: string[] = [];
  let done = 0;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        await act(next);
        done += 1;
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, failures };
}
