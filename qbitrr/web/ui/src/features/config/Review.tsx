import { Button, Group, Modal } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Failure } from "@/components/ui/Failure";
import { Glyph } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { say } from "@/components/ui/toasts";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { isConflict, useChange, wrongKeys, type Changed } from "./api/changing";
import { Conflicts } from "./Conflicts";
import { useEditor } from "./editor";
import { clashesOf, leftAfter, wishOf } from "./model/drafts";
import { reviewed, type Reviewed } from "./model/reviewing";
import { PlanWords } from "./PlanWords";
import { setDrafts } from "./store";
import { WouldHappen } from "./WouldHappen";

const said = texts.config.review;

/** What is changed, old and new side by side, and what will be done; then it is saved. */
export function Review({ plan, revision, isOpen, reread, onClose }: { plan: Changed | undefined; revision: string; isOpen: boolean; reread: () => void; onClose: () => void }) {
  const { drafts, tree, schema, wrongs } = useEditor();
  const change = useChange();
  const [isTold, setTold] = useState(false);
  const clashes = clashesOf(drafts, tree);
  const changes = reviewed(drafts, schema);
  const isWrong = Object.keys(wrongs).length > 0;
  const save = () => {
    const sent = drafts;
    change.mutate({ kind: "change", wish: wishOf(sent), revision }, {
      onSuccess: (result) => {
        setDrafts((now) => leftAfter(now, sent));
        say([said.saved, ...result.reload.effects.slice(0, 1).map((each) => `${each.text}.`)].join(" "));
        onClose();
      },
      // Read again: what clashes is then seen, and what does not is saved by the next click.
      onError: (error) => { if (isConflict(error)) { reread(); setTold(true); } },
    });
  };
  const showsFailure = change.isError && wrongKeys(change.error).length === 0;
  return (
    <Modal opened={isOpen} onClose={onClose} size={840} title={said.title} closeButtonProps={{ "aria-label": texts.common.close }}>
      <div className="config-review">
        {clashes.length > 0 ? <Conflicts clashes={clashes} /> : <Changes changes={changes} />}
        {isWrong && <Summary onClose={onClose} />}
        {plan && clashes.length === 0 && !isWrong && <PlanWords plan={plan} />}
        {isOpen && clashes.length === 0 && !isWrong && changes.length > 0 && <WouldHappen wish={wishOf(drafts)} />}
        {showsFailure && <Failure error={change.error} />}
        {isTold && clashes.length === 0 && <p className="config-remark"><Glyph mood="wait" size={14} /> {texts.config.conflict.merged}</p>}
      </div>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>{texts.common.cancel}</Button>
        <Button loading={change.isPending} disabled={clashes.length > 0 || isWrong || changes.length === 0} onClick={save}>{said.save}</Button>
      </Group>
    </Modal>
  );
}

function Changes({ changes }: { changes: Reviewed[] }) {
  return (
    <div className="config-diff" role="table" aria-label={said.title}>
      <div className="config-diff-row head" role="row"><span role="columnheader">{said.setting}</span><span role="columnheader">{said.old}</span><span role="columnheader">{said.new}</span></div>
      {changes.map((each) => (
        <div key={`${each.section} ${each.key}`} className="config-diff-row" role="row">
          <span role="cell"><Name text={each.section} most={30} /> · {each.label}</span>
          <span role="cell" className="config-old" data-title={said.old}>{shown(each.was)}</span>
          <span role="cell" className="config-new" data-title={said.new}>{shown(each.mine)}</span>
        </div>
      ))}
    </div>
  );
}

/** All that is wrong, each with the way to its field. */
function Summary({ onClose }: { onClose: () => void }) {
  const { wrongs } = useEditor();
  return (
    <div className="failure" role="alert">
      <p><strong>{said.wrongTitle}</strong></p>
      <ul className="config-effects">
        {Object.entries(wrongs).flatMap(([section, keys]) => Object.entries(keys).map(([key, messages]) => (
          <li key={`${section} ${key}`}>
            {section && <Link to="/config/$section" params={{ section } as never} search={(key ? { field: key } : {}) as never} onClick={onClose}>{section}{key && ` · ${key}`}</Link>} {messages.map(shown).join(" ")}
          </li>
        )))}
      </ul>
    </div>
  );
}
