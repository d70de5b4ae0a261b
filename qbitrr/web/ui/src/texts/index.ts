import { en } from "./en";

/** All texts of the UI. A second language is a second object of this shape. */
export const texts = en;
