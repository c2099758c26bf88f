import type { UnparkPerson } from '@hub/disclosures';
import { refuse } from '@hub/eventsourcing';
import { Asked, type Asking } from '@hub/platform';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { forAgency, PARTNERSHIP } from '../access/administrators.js';
import { contextOf } from '../contract/context.js';
import { ParkedKey } from '../contract/ids.js';
import { Records, Shows } from '../contract/operation.js';
import { receipt, type Receipt } from '../contract/written.js';
import { ParkedListAnswer, ReleaseParked } from './parked.bodies.js';
import { AskParked, HandleUnparking, type ParkedPerson } from './parked.handler.js';

const functions = ['administrator'] as const;

/** A person has a name of their own with each partner; an agreement has one for all its parties. */
const theOne = ([found, ...more]: readonly ParkedPerson[]): ParkedPerson => {
  if (!found) return refuse('request/not-found', 'there is no such record, or not for you');
  return more.length === 0 ? found : refuse('feed/which-agency', 'it has waited for several agencies; name one');
};

/** People and agreements of which some message could not be made or sent: the partner is told nothing of them until somebody has looked. */
@ApiTags('Feed')
@Controller('feed/parked')
export class ParkedController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Shows('', {
    summary: 'List what waits',
    description:
      'People and agreements of which a message could not be made or sent, for whichever agency, by its own name for them. For administrators of the partnership.',
    functions,
    answer: ParkedListAnswer,
  })
  async listParked(@Asked() asking: Asking) {
    forAgency(PARTNERSHIP, asking);
    const waiting = (await this.queries.execute(new AskParked())).filter(({ released }) => !released);
    const items = waiting
      .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
      .map(({ key, agencyId, because, at: parkedAt, cause: { eventId: causeId } }) => ({
        ...{ key, agencyId, because, parkedAt, causeId },
      }));
    return { items, page: {} };
  }

  @Records(':key/releases', {
    summary: 'Let a person or an agreement be told of again',
    description:
      'By an administrator of the partnership who has looked at it. What waited is decided and told as of now; where a message still cannot be made, they wait on.',
    functions,
  })
  async releaseParked(
    @Param() { key }: ParkedKey,
    @Body() { reason, agencyId }: ReleaseParked,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    forAgency(PARTNERSHIP, asking);
    const { agency: by, worker, at: now } = asking;
    const unparking = (whose: string): UnparkPerson => ({
      type: 'UnparkPerson',
      data: { agencyId: whose, key, reason, by, worker, now },
    });
    const context = contextOf(asking, unparking(agencyId ?? by));
    const found = await this.queries.execute(new AskParked());
    const whose = theOne(found.filter((one) => one.key === key && one.agencyId === (agencyId ?? one.agencyId)));
    const appended = await this.commands.execute(new HandleUnparking(unparking(whose.agencyId), context));
    return receipt('feed/parked', key, appended);
  }
}
