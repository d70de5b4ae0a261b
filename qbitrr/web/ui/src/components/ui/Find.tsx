import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";

interface FindProps {
  /** What is asked for now; emptied from elsewhere, the field is emptied, too. */
  start: string;
  label: string;
  className: string;
  onFind: (text: string) => void;
}

/** The filter of a page, to which `/` leads. Asks a moment after the last letter. */
export function Find({ start, label, className, onFind }: FindProps) {
  const [text, setText] = useState(start);
  const [last, setLast] = useState(start);
  if (start !== last) {
    setLast(start);
    // Cleared elsewhere; what is typed faster than it is asked stays.
    if (start === "") setText("");
  }
  const find = useDebouncedCallback(onFind, 250);
  return (
    <TextInput data-page-filter className={className} value={text} placeholder={label} aria-label={label} type="search" maxLength={200} leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
      onChange={(event) => { setText(event.currentTarget.value); find(event.currentTarget.value); }} />
  );
}
