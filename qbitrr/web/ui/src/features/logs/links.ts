import { writeSearch } from "@/lib/address";

/** The address within the page of a line. */
export const lineLink = (file: string, line: number): string => `#/logs${writeSearch({ file, line })}`;

/** The same with the address of this program, for pasting. */
export const wholeLink = (file: string, line: number): string => new URL(lineLink(file, line), window.location.href).href;
