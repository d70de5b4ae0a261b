import { logsHref } from "@/lib/address";

/** The address within the page of what begins at a byte of a file. */
export const lineLink = (file: string, byte: number): string => logsHref({ file, byte });

/** The same with the address of this program, for pasting. */
export const wholeLink = (file: string, byte: number): string => new URL(lineLink(file, byte), window.location.href).href;
