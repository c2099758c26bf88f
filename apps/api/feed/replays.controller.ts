import { Asked, type Asking } from '@hub/platform';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { isActive, refuseSuspended } from '../access/active-agency.js';
import { forAgency } from '../access/administrators.js';
import { contextOf, newId } from '../contract/context.js';
import { RecordId } from '../contract/ids.js';
import { Previews, Records, Shows } from '../contract/operation.js';
import { receipt, type Receipt } from '../contract/written.js';
import { answerOf, countsOf, selectionOf } from './replays.answers.js';
import { MadeReplay, MakeReplay, PreviewReplay, FeedReplayAnswer, FeedReplayCountsAnswer } from './replays.bodies.js';
import { AskFeedReplayPreview, AskKnownFeedReplay, HandleFeedReplay } from './replays.handler.js';

const functions = ['administrator', 'information-governance'] as const;

/** That an agency is told once more what it was told: asked for, counted, and recorded. */
@ApiTags('Feed')
@Controller()
export class ReplaysController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Previews('feed/replays::preview', {
    summary: 'Count what a replay would come to',
    description:
      'By type, and what is left out: void before, or its permission has gone since. Each message is decided afresh; nothing is recorded.',
    functions,
    replays: true,
    answer: FeedReplayCountsAnswer,
  })
  async previewReplay(@Body() { agencyId, selection }: PreviewReplay, @Asked() asking: Asking) {
    const { agency } = asking;
    const whose = agencyId ?? agency;
    forAgency(whose, asking);
    if (!(await isActive(this.queries, { agency }))) refuseSuspended();
    const { counts } = await this.queries.execute(new AskFeedReplayPreview(whose, selectionOf(selection)));
    return countsOf(counts);
  }

  @Records('feed/replays', {
    summary: 'Have messages told once more',
    description:
      'Of those to the caller’s agency; the partnership asks for any. It is recorded, and a system of the agency reads it beside its feed. At most 5,000 messages.',
    functions,
    replays: true,
    answer: MadeReplay,
  })
  async makeReplay(@Body() { agencyId, selection, reason }: MakeReplay, @Asked() asking: Asking): Promise<Receipt> {
    const { agency: by, worker, role, at: now } = asking;
    const whose = agencyId ?? by;
    forAgency(whose, asking);
    const replayId = newId(asking);
    const data = { replayId, agencyId: whose, selection: selectionOf(selection), reason, by, worker, role, now };
    const command = { type: 'MakeFeedReplay', data } as const;
    const appended = await this.commands.execute(new HandleFeedReplay(command, contextOf(asking, command)));
    const made = await this.queries.execute(new AskKnownFeedReplay(by, replayId));
    const { body, ...said } = receipt(`feed/replays/${replayId}`, replayId, appended);
    const counts: object = { counts: countsOf(made.counts) };
    return { ...said, body: { ...body, ...counts } };
  }

  @Shows('feed/replays/:id', {
    summary: 'Show a replay',
    description: 'Who asked for it, for which messages, and what it came to then. For the agency and the partnership.',
    functions: [...functions, 'system'],
    answer: FeedReplayAnswer,
  })
  async showReplay(@Param() { id }: RecordId, @Asked() { agency }: Asking) {
    return answerOf(await this.queries.execute(new AskKnownFeedReplay(agency, id)));
  }
}
