import { useDisclosure, useHotkeys, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useLive } from "@/api/live/store";
import { ErrorBoundary } from "@/components/ui/ErrorBoundary";
import { Skeletons } from "@/components/ui/Skeletons";
import { texts } from "@/texts";
import { Appearance, Upgrade } from "./Appearance";
import { Banners } from "./Banners";
import { BottomBar } from "./BottomBar";
import { HealthButton } from "./health/HealthButton";
import { HoldButton } from "./HoldButton";
import { LiveDot } from "./LiveDot";
import { MessagesButton } from "./messages/MessagesButton";
import { visiblePlaces } from "./navigation";
import { News } from "./news/News";
import { Rail } from "./Rail";
import "./shell.css";

const Palette = lazy(() => import("./Palette"));
const Shortcuts = lazy(() => import("./Shortcuts"));

export function Shell() {
  const status = useLive("status");
  const quarantine = useLive("quarantine");
  const attention = useLive("attention");
  const [isNarrow, setNarrow] = useLocalStorage({ key: "qbitrr.rail", defaultValue: false });
  const isPhone = useMediaQuery("(max-width: 719px)") ?? false;
  const isTablet = useMediaQuery("(max-width: 1023px)") ?? false;
  const [isFinding, finding] = useDisclosure();
  const [isHelping, helping] = useDisclosure();
  useHotkeys([["mod+K", finding.open], ["shift+?", helping.open], ["/", focusFilter]], ["INPUT", "TEXTAREA", "SELECT"]);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const places = visiblePlaces(new Set(status?.arrs.map((arr) => arr.type)));
  const counts = { "/quarantine": Object.keys(quarantine?.quarantine ?? {}).length, "/": attention?.total ?? 0 };
  return (
    <div className="shell">
      <a className="skip-link" href="#content" onClick={skip}>{texts.nav.skip}</a>
      {!isPhone && <Rail places={places} counts={counts} isNarrow={isNarrow || isTablet} onToggle={() => setNarrow(!isNarrow)} />}
      <div className="main">
        <header className="bar-top">
          {isPhone && <a className="brand" href="#/" aria-label={texts.product}><img src="./logo.svg" alt="" width={24} height={24} /></a>}
          <button type="button" className="jump" onClick={finding.open} aria-label={isPhone ? texts.header.jump : undefined} aria-keyshortcuts="Control+K Meta+K">
            <IconSearch size={16} stroke={1.75} aria-hidden />
            {!isPhone && <><span>{texts.header.jump}</span><kbd aria-hidden>Ctrl K</kbd></>}
          </button>
          <span className="spring" />
          <Upgrade />
          <LiveDot />
          <HealthButton />
          <MessagesButton />
          <HoldButton isSmall={isPhone} />
          <Appearance onHelp={helping.open} />
        </header>
        <Banners />
        <main id="content" tabIndex={-1} className="content">
          <ErrorBoundary key={path}>
            <Suspense fallback={<div className="page"><Skeletons rows={8} /></div>}><Outlet /></Suspense>
          </ErrorBoundary>
        </main>
      </div>
      {isPhone && <BottomBar places={places} />}
      <News />
      <Suspense fallback={null}>
        {isFinding && <Palette opened onClose={finding.close} />}
        {isHelping && <Shortcuts opened onClose={helping.close} />}
      </Suspense>
    </div>
  );
}

function focusFilter(event: KeyboardEvent) {
  const field = document.querySelector<HTMLInputElement>("[data-page-filter] input, input[data-page-filter]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

function skip(event: React.MouseEvent) {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
