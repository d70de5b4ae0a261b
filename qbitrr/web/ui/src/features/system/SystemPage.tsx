import { useQuery } from "@tanstack/react-query";
import { metaQuery } from "@/api/meta";
import { healthQuery } from "@/api/overview";
import { Card, Page } from "@/components/ui/Page";
import { apiUrl } from "@/lib/base";
import { texts } from "@/texts";
import { Diagnostics } from "./Diagnostics";
import { Doctor } from "./Doctor";
import { Health } from "./Health";
import { NamedTokens } from "./NamedTokens";
import { Orders } from "./Orders";
import { Password } from "./Password";
import { Sessions } from "./Sessions";
import { Storage } from "./Storage";
import { Token } from "./Token";
import { Version } from "./Version";
import "./system.css";

const t = texts.system;

export function SystemPage() {
  const health = useQuery(healthQuery);
  const { data: meta } = useQuery(metaQuery);
  const count = (status: string) => health.data?.components.filter((each) => each.status === status).length ?? 0;
  const sentence = meta && health.data ? t.sentence(meta.current_version, count("failing"), count("waiting")) : t.title;
  return (
    <Page name={t.title} sentence={sentence}>
      <div className="system">
        <div className="system-column">
          <Health query={health} />
          <Doctor />
          <Orders />
          <Storage />
          <Diagnostics />
        </div>
        <div className="system-column">
          <Version />
          <Sessions />
          <Password />
          <Token />
          <NamedTokens />
          <About source={meta?.repository_url ?? ""} manual={meta?.homepage_url ?? ""} />
        </div>
      </div>
    </Page>
  );
}

function About({ source, manual }: { source: string; manual: string }) {
  const outside = { target: "_blank", rel: "noopener noreferrer" };
  const isPage = (url: string) => /^https?:\/\//.test(url);
  return (
    <Card title={t.about.title}>
      <ul className="system-links">
        <li><a href={apiUrl("docs")} {...outside}>{t.about.docs}</a></li>
        <li><a href={apiUrl("openapi.json")} {...outside}>{t.about.openapi}</a></li>
        {isPage(manual) && <li><a href={manual} {...outside}>{t.about.manual}</a></li>}
        {isPage(source) && source !== manual && <li><a href={source} {...outside}>{t.about.source}</a></li>}
        <li><a href="./licences.txt" {...outside}>{t.about.licences}</a></li>
        <li><a href="#/logs">{t.about.logs}</a></li>
        <li><a href="#/activity">{t.about.activity}</a></li>
      </ul>
    </Card>
  );
}
