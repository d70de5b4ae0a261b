import { Component, type ReactNode } from "react";
import { Button } from "@mantine/core";
import { texts } from "@/texts";

/** Keeps what breaks on a page to the page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <div className="page">
        <div className="failure" role="alert">
          <p><strong>{texts.errors.crashed}</strong> {this.state.message}</p>
          <Button variant="default" size="xs" onClick={() => window.location.reload()}>{texts.errors.reload}</Button>
        </div>
      </div>
    );
  }
}
