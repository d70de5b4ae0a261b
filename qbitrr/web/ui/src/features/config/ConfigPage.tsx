import { useQuery } from "@tanstack/react-query";
import { Asked } from "@/components/ui/Asked";
import { Page } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { texts } from "@/texts";
import { contentQuery, problemsQuery, type Content, type Problems } from "./api/content";
import { schemaQuery } from "./api/schema";
import { ConfigEditor } from "./ConfigEditor";
import "./config.css";

const said = texts.config;

export function ConfigPage() {
  const content = useQuery(contentQuery);
  const schema = useQuery(schemaQuery);
  const problems = useQuery(problemsQuery);
  return (
    <Page name={said.title} sentence={sentence(content.data, problems.data)}>
      <Asked query={schema} skeleton={<Skeletons rows={10} height="56px" />}>
        {(fields) => (
          <Asked query={content} skeleton={<Skeletons rows={10} height="56px" />}>
            {(found) => <ConfigEditor schema={fields} content={found} problems={problems.data} reread={() => void content.refetch()} />}
          </Asked>
        )}
      </Asked>
    </Page>
  );
}

function sentence(content: Content | undefined, problems: Problems | undefined): string {
  if (!content || !problems) return said.title;
  if (problems.trouble) return said.sentence.trouble;
  const errors = problems.problems.filter((each) => each.severity === "error").length;
  const others = problems.problems.length - errors;
  return errors + others > 0 ? said.sentence.problems(errors, others) : said.sentence.good(Object.keys(content.tree).length);
}
