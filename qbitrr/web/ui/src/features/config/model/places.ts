/** Where a dotted key of the server stands: its section, the key of its field, and what follows in a row of it. */
export interface Place {
  section: string;
  key: string;
  row: string;
}

export function placeOf(dotted: string, sections: readonly string[]): Place {
  const spelled = (section: string) => [section, JSON.stringify(section), `'${section}'`];
  const found = [...sections].sort((one, other) => other.length - one.length).flatMap((section) => spelled(section).map((written) => ({ section, written })));
  const owner = found.find(({ written }) => dotted === written || dotted.startsWith(`${written}.`));
  const section = owner?.section ?? dotted.split(".")[0] ?? "";
  const rest = dotted.slice((owner?.written ?? section).length + 1);
  const [, key = "", row = ""] = /^([^[]*)(.*)$/s.exec(rest) ?? [];
  return { section, key, row };
}

/** What is wrong, by section and key; what belongs to no field has the key "". */
export type Wrongs = Record<string, Record<string, string[]>>;

export function collected(found: readonly { path: string; message: string }[], sections: readonly string[]): Wrongs {
  const wrongs: Wrongs = {};
  for (const { path, message } of found) {
    const { section, key, row } = placeOf(path, sections);
    const ofSection = (wrongs[section] ??= {});
    (ofSection[key] ??= []).push(row ? `${row.replace(/^\[(\d+)\]\.?/, (_all, index: string) => `${Number(index) + 1}. `)}: ${message}` : message);
  }
  return wrongs;
}
