import { Modal } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { onUnauthorized } from "@/api/client";
import { metaQuery } from "@/api/meta";
import { Asked } from "@/components/ui/Asked";
import { LoginForm } from "@/features/login/LoginForm";
import { LoginPage } from "@/features/login/LoginPage";
import { texts } from "@/texts";

/** Lets in who is signed in. A session that ends later is renewed on top of the page: what was typed there stays. */
export function Gate({ children }: { children: ReactNode }) {
  const meta = useQuery(metaQuery);
  const queries = useQueryClient();
  const [hasEntered, setEntered] = useState(false);
  const [isOver, setOver] = useState(false);
  useEffect(() => onUnauthorized(() => setOver(true)), []);

  const mayEnter = meta.data !== undefined && (!meta.data.auth_required || meta.data.authenticated);
  if (mayEnter && !hasEntered) setEntered(true);

  const entered = () => {
    setOver(false);
    void queries.invalidateQueries();
  };
  if (!hasEntered) {
    return <Asked query={meta} skeleton={<div className="gate" />}>{(known) => <LoginPage meta={known} onEntered={entered} />}</Asked>;
  }
  return (
    <>
      {children}
      <Modal opened={isOver && meta.data?.auth_required === true} onClose={() => undefined} withCloseButton={false} closeOnEscape={false} title={texts.login.title}>
        <p className="quiet">{texts.login.expired}</p>
        {meta.data && <LoginForm meta={meta.data} onEntered={entered} />}
      </Modal>
    </>
  );
}
