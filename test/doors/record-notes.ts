import type { ConsentFacts, OverrideFacts } from '@hub/sharing';
import { restrictionBody } from './record-people.js';
import type { Recorder } from './recorder.js';
import { worldOfRow } from './row.js';
import type { Note } from '../scenarios/world.js';

/** The words of a passage, by which it is known again. */
export const wordsOf = (note: string, passage: string): string => `What ${note} says in ${passage}`;

/** Notes, each by its own agency, with its passages and handling conditions. */
export const recordNotes = async (recorder: Recorder): Promise<void> => {
  for (const note of worldOfRow(recorder.row).notes) await recordNote(recorder, note);
};

const recordNote = async (recorder: Recorder, { id, by, passages, restrictions, ...said }: Note): Promise<void> => {
  const { acts, names } = recorder;
  const { category, labels, effectiveAt } = said;
  const body = {
    category,
    labels,
    effectiveAt,
    passages: passages.map(({ id: passage, subjects, location, thirdParties, revealsProtectedSource }) => ({
      text: wordsOf(id, passage),
      subjects: subjects.map((subject) => names.idOf('person', subject)),
      thirdParties,
      revealsProtectedSource,
      ...(location !== 'unreviewed' && { location }),
    })),
    handling: restrictions.map((restriction) => restrictionBody(recorder, restriction)),
  };
  names.is('note', id, (await acts(by)!.post('/case-notes', body).created()).id);
};

/** Consents and refusals in the table's order, each withdrawn before the next where it has been. */
export const recordConsents = async (recorder: Recorder): Promise<void> => {
  for (const consent of worldOfRow(recorder.row).consents) await recordConsent(recorder, consent);
};

const recordConsent = async ({ registrar, names, agency }: Recorder, consent: ConsentFacts): Promise<void> => {
  const { id: name, period, withdrawn, scope, ...said } = consent;
  const [subject, grantor] = [names.idOf('person', said.subject), names.idOf('person', said.grantor)];
  const { id } = await registrar
    .post('/consents', {
      ...said,
      subject,
      grantor,
      ...period,
      scope: {
        ...scope,
        ...(scope.recipients && { recipients: scope.recipients.map(agency) }),
        excludedAgencies: scope.excludedAgencies.map(agency),
      },
    })
    .created();
  names.is('consent', name, id);
  if (!withdrawn) return;
  if (said.decision === 'permit') await registrar.post(`/consents/${id}/withdrawals`, { subject }).created();
  else await registrar.post(`/people/${subject}/consent-withdrawals`, { grantor }).created();
};

const minutesOf = ({ openedAt, expiresAt }: OverrideFacts): number =>
  (Date.parse(expiresAt) - Date.parse(openedAt)) / 60_000;

/** Emergency access, opened now. */
export const recordOverride = async ({ acts, names }: Recorder, override: OverrideFacts): Promise<void> => {
  const { id: name, agency, worker, closed } = override;
  const agent = acts(agency, worker)!;
  const subjects = override.subjects.map((subject) => names.idOf('person', subject));
  const body = { subjects, because: 'An emergency', minutes: minutesOf(override) };
  const { id } = await agent.post('/overrides', body).created();
  names.is('override', name, id);
  if (closed) await agent.post(`/overrides/${id}/closings`).created();
};
