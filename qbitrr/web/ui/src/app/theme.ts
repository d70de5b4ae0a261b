import { createTheme, Menu, type CSSVariablesResolver } from "@mantine/core";

/** Mantine speaks our tokens: its neutral colours are ours, its primary is ink. */
export const theme = createTheme({
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  primaryColor: "ink",
  primaryShade: 9,
  defaultRadius: 6,
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  autoContrast: false,
  colors: {
    ink: ["#f5f6f8", "#eceef2", "#dde1e8", "#b3bbc8", "#97a1b1", "#7c8798", "#5e6878", "#47505f", "#2a303a", "#161a21"],
  },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1rem", sm: "1.125rem", md: "1.25rem", lg: "1.5rem", xl: "1.75rem" },
  spacing: { xs: "0.375rem", sm: "0.5rem", md: "0.75rem", lg: "1rem", xl: "1.5rem" },
  headings: { fontWeight: "600" },
  // A menu has items and nothing else in it that takes the focus.
  components: { Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }) },
});

const shared = {
  "--mantine-color-body": "var(--canvas)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-3)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--edge)",
  "--mantine-color-placeholder": "var(--text-3)",
  "--mantine-color-error": "var(--bad-text)",
  "--mantine-color-ink-filled": "var(--ink)",
  "--mantine-color-ink-filled-hover": "var(--text-2)",
  "--mantine-color-ink-light": "var(--sunken)",
  "--mantine-color-ink-light-hover": "var(--hover)",
  "--mantine-color-ink-light-color": "var(--text)",
  "--mantine-color-ink-outline": "var(--edge)",
  "--mantine-primary-color-filled": "var(--ink)",
  "--mantine-primary-color-contrast": "var(--ink-text)",
  "--mantine-color-white": "var(--ink-text)",
};

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
