import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { REGISTER } from '../tokens.js';
import type { CurrentRegister, Register } from './register.js';

export class AskRegister extends Query<Register> {}

@QueryHandler(AskRegister)
export class RegisterHandler implements IQueryHandler<AskRegister> {
  constructor(@Inject(REGISTER) private readonly register: CurrentRegister) {}

  async execute(_: AskRegister): Promise<Register> {
    return (await this.register()).state;
  }
}
