import { useMutation } from "@tanstack/react-query";
import { post } from "@/api/client";

/** The forms say themselves what is refused. */
const meta = { isShown: true };

export const useLogin = () => useMutation({ mutationFn: (who: { username: string; password: string }) => post("login", who), meta });

export interface FirstPassword {
  username: string;
  password: string;
  setupToken: string;
}

/** Sets the first password, and signs in with it. */
export const useFirstPassword = () =>
  useMutation({
    mutationFn: async ({ username, password, setupToken }: FirstPassword) => {
      await post("auth/set-password", { username, password, setupToken });
      return post("login", { username, password });
    },
    meta,
  });
