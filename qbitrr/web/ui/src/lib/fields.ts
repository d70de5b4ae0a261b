import { useState } from "react";

/** The texts of a form: their values, what a field needs of one, and how all are set anew. */
export function useFields<T extends { [name in keyof T]: string }>(start: T) {
  const [values, setValues] = useState(start);
  const field = (name: keyof T) => ({
    value: values[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
  });
  return { values, field, setValues };
}
