import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Asked } from "@/components/ui/Asked";
import { Confirm } from "@/components/ui/Confirm";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Name } from "@/components/ui/Name";
import { Bytes } from "@/components/ui/Numbers";
import { Skeletons } from "@/components/ui/Skeletons";
import { Time } from "@/components/ui/Time";
import { say } from "@/components/ui/toasts";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { useChange } from "./api/changing";
import { backupsQuery } from "./api/file";
import { PlanWords } from "./PlanWords";

const said = texts.config.backup;

/** Earlier files, each to be brought back after one has seen what that would do. */
export function Backups() {
  const query = useQuery(backupsQuery);
  const trial = useChange();
  const restore = useChange();
  const [chosen, setChosen] = useState<string | null>(null);
  const ask = (name: string) => {
    setChosen(name);
    restore.reset();
    trial.mutate({ kind: "restore", name, dryRun: true });
  };
  const bringBack = () => {
    if (chosen !== null) restore.mutate({ kind: "restore", name: chosen }, { onSuccess: () => { say(said.done); setChosen(null); } });
  };
  return (
    <>
      <h2 className="config-title">{texts.config.backups}</h2>
      <Asked query={query}>
        {(backups) => backups.length === 0 ? <Empty title={said.none} /> : (
          <ul className="config-backups">
            {backups.map((each) => (
              <li key={each.name}>
                <span className="config-backup-name"><Name text={each.name} most={60} /><span className="quiet"><Time iso={each.at} /> · <Bytes size={each.size} /></span></span>
                <Button size="xs" variant="default" onClick={() => ask(each.name)}>{said.restore}</Button>
              </li>
            ))}
          </ul>
        )}
      </Asked>
      <Confirm opened={chosen !== null} title={said.title} confirm={said.restore} busy={restore.isPending} onConfirm={bringBack} onClose={() => setChosen(null)}>
        <div className="config-review">
          <p>{said.text(shown(chosen ?? ""))}</p>
          {trial.isPending && <Skeletons rows={2} height="20px" />}
          {trial.data && <PlanWords plan={trial.data} />}
          {(restore.error ?? trial.error) && <Failure error={restore.error ?? trial.error} />}
        </div>
      </Confirm>
    </>
  );
}
