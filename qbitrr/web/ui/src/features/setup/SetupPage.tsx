import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Asked } from "@/components/ui/Asked";
import { Empty } from "@/components/ui/Empty";
import { Page } from "@/components/ui/Page";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { setupQuery } from "./api";
import { SetupForm } from "./SetupForm";
import "./setup.css";

const said = texts.setup;

/** The first configuration, while there is none. */
export function SetupPage() {
  const state = useQuery(setupQuery);
  return (
    <Page name={said.title} sentence={state.data?.needed ? said.sentence : said.title}>
      <Asked query={state}>
        {(found) =>
          found.needed ? <SetupForm state={found} /> : (
            <Empty title={said.done} action={<Button component="a" href="#/config" variant="default">{said.toConfig}</Button>}>{shown(found.why)}</Empty>
          )
        }
      </Asked>
    </Page>
  );
}
