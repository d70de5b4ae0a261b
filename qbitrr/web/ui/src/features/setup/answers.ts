/** What a person fills in for one program. */
export interface Program {
  address: string;
  userName: string;
  password: string;
  apiKey: string;
  skipTlsVerify: boolean;
}

export interface Form {
  clients: Program[];
  arrs: Program[];
  folder: string;
  dryRun: boolean;
  /** Write also what did not answer. */
  untested: boolean;
}

export const NO_PROGRAM: Program = { address: "", userName: "", password: "", apiKey: "", skipTlsVerify: false };
export const FIRST_FORM: Form = { clients: [NO_PROGRAM], arrs: [NO_PROGRAM], folder: "", dryRun: true, untested: false };

const isFilled = ({ address }: Program): boolean => address.trim() !== "";

export const clientAnswers = ({ address, userName, password, skipTlsVerify }: Program) => ({ address: address.trim(), userName: userName.trim(), password, skipTlsVerify });
export const arrAnswers = ({ address, apiKey, skipTlsVerify }: Program) => ({ address: address.trim(), apiKey: apiKey.trim(), skipTlsVerify });

/** The body of a preview and of the writing: empty rows are nobody. */
export const answersOf = (form: Form) => ({
  qbittorrents: form.clients.filter(isFilled).map(clientAnswers),
  arrs: form.arrs.filter(isFilled).map(arrAnswers),
  completedDownloadFolder: form.folder.trim(),
  dryRun: form.dryRun,
  untested: form.untested,
});

/** What is still missing before anything can be previewed, as a word for the texts; null if nothing is. */
export function missingIn(form: Form): "client" | "arr" | "key" | null {
  if (!form.clients.some(isFilled)) return "client";
  if (!form.arrs.some(isFilled)) return "arr";
  return form.arrs.filter(isFilled).every((each) => each.apiKey.trim() !== "" || /apikey=/i.test(each.address)) ? null : "key";
}
