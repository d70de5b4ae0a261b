import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { feed } from "@/api/live/store";
import { ApiError } from "@/api/errors";
import { sayError, Toasts } from "@/components/ui/toasts";
import { Gate } from "./Gate";
import { Preferred, schemes } from "./Preferred";
import { router } from "./router";
import { theme, variables } from "./theme";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.isPassing),
      staleTime: 5_000,
      refetchOnWindowFocus: true,
    },
  },
  // What a page shows itself is not said a second time.
  mutationCache: new MutationCache({ onError: (error, _variables, _result, mutation) => { if (mutation.meta?.["isShown"] !== true) sayError(error); } }),
});

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" colorSchemeManager={schemes}>
      <QueryClientProvider client={queries}>
        <Gate>
          <Fed />
          <Preferred />
          <RouterProvider router={router} />
        </Gate>
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** The stream runs while somebody is signed in. */
function Fed() {
  useEffect(() => feed(queries), []);
  return null;
}
