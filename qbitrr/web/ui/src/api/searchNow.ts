import { useMutation, useQueryClient } from "@tanstack/react-query";
import { post } from "./client";

/** Items of an Arr by its ids there. */
export interface Items {
  instance: string;
  ids: readonly number[];
}

/** Has items searched now, whenever they were searched and whatever limits say. */
export function useSearchNow() {
  const again = useAgain();
  return useMutation({ mutationFn: ({ instance, ids }: Items) => post("search", { instance, ids }), onSettled: again });
}

/** What an order to the search may have changed is asked for again. */
export function useAgain() {
  const queries = useQueryClient();
  return () => Promise.all([queries.invalidateQueries({ queryKey: ["search"] }), queries.invalidateQueries({ queryKey: ["activity"] })]);
}
