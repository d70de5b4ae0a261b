import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { isLetIn, metaQuery } from "@/api/meta";
import { Asked } from "@/components/ui/Asked";
import { LoginForm } from "@/features/login/LoginForm";
import { LoginPage } from "@/features/login/LoginPage";
import { pageBefore } from "@/lib/base";
import { texts } from "@/texts";
import { useSignInAgain } from "./signingInAgain";

/** Also above another dialog that is open. */
const ABOVE_ALL = 1_000;

/** Lets in who is signed in. A session that ends later is renewed on top of the page: what was typed there stays. */
export function Gate({ children }: { children: ReactNode }) {
  const meta = useQuery(metaQuery);
  const [hasEntered, setEntered] = useState(false);
  const { isOver, entered } = useSignInAgain(hasEntered);

  if (meta.data !== undefined && isLetIn(meta.data) && !hasEntered) setEntered(true);

  useEffect(() => {
    const before = hasEntered ? pageBefore(window.location.href) : null;
    if (before !== null) window.location.replace(before);
  }, [hasEntered]);

  if (!hasEntered) {
    return <Asked query={meta} skeleton={<div className="gate" />}>{(known) => <LoginPage meta={known} onEntered={entered} />}</Asked>;
  }
  return (
    <>
      {children}
      <Modal opened={isOver} onClose={() => undefined} withCloseButton={false} closeOnEscape={false} title={texts.login.title} zIndex={ABOVE_ALL}>
        <p className="quiet">{texts.login.expired}</p>
        {meta.data && <LoginForm meta={meta.data} onEntered={entered} />}
      </Modal>
    </>
  );
}
