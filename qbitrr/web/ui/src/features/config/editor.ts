import { createContext, useContext } from "react";
import type { Problems } from "./api/content";
import type { Schema } from "./api/schema";
import type { Drafts } from "./model/drafts";
import type { Json, Tree } from "./model/json";
import type { Wrongs } from "./model/places";

/** Everything the form of a section asks for. */
export interface Editor {
  schema: Schema;
  tree: Tree;
  drafts: Drafts;
  problems: Problems | undefined;
  wrongs: Wrongs;
  /** Which field the address points at. */
  target: string;
  edit: (section: string, key: string, value: Json) => void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("only within the config editor");
  return editor;
}

