import { Empty } from "@/components/ui/Empty";
import { texts } from "@/texts";

export const NotFound = () => <div className="page"><Empty title={texts.notFound.title} action={<a href="#/">{texts.notFound.back}</a>} /></div>;
