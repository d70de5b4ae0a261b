import { texts } from "@/texts";

export interface PasswordForm {
  current: string;
  next: string;
  repeated: string;
}

const SHORTEST = 8;

/** What is wrong with a change of the password, or null. */
export function wrongWith({ current, next, repeated }: PasswordForm): string | null {
  if (!current) return texts.system.password.noCurrent;
  if (next.length < SHORTEST) return texts.setPassword.tooShort;
  return next === repeated ? null : texts.setPassword.different;
}
