import type { Field } from "../api/schema";
import type { Json } from "../model/json";

/** What every control of a value gets. */
export interface ControlProps {
  id: string;
  field: Field;
  value: Json;
  /** What holds while nothing is set. */
  fallback: Json;
  disabled: boolean;
  isWrong: boolean;
  describedBy: string;
  onChange: (value: Json) => void;
}

export const aria = ({ id, describedBy, isWrong, disabled }: ControlProps) => ({ id, "aria-describedby": describedBy, "aria-invalid": isWrong || undefined, disabled, error: isWrong });
