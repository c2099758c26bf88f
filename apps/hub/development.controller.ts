import type { DevelopmentIssuer } from '@hub/identity';
import { problem, Public } from '@hub/platform';
import { Body, Controller, Get, HttpCode, Inject, Module, Post, type DynamicModule } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Field } from '../api/index.js';

const ISSUER = Symbol('development issuer');

class TokenFor {
  @Field({ type: 'string', minLength: 1, maxLength: 200 }, 'A demonstration user') user!: string;
}

/** The embedded default's own issuer: whoever is on this machine may try out the demonstration's users. */
@Public()
@ApiExcludeController()
@Controller('dev')
export class DevelopmentController {
  constructor(@Inject(ISSUER) private readonly issuer: DevelopmentIssuer) {}

  @Post('token')
  @HttpCode(200)
  async token(@Body() { user }: TokenFor) {
    const token = await this.issuer.tokenFor(user);
    if (token === undefined) throw problem('request/not-found');
    return { token };
  }

  @Get('users')
  users() {
    return { items: this.issuer.users.map(({ id, worker, role }) => ({ id, worker, role })) };
  }

  @Get('jwks.json')
  keys() {
    return this.issuer.trust.jwks;
  }
}

/** Never part of a hub in production, nor of one that others than this machine can reach. */
@Module({})
export class DevelopmentModule {
  static of(issuer: DevelopmentIssuer): DynamicModule {
    return {
      module: DevelopmentModule,
      controllers: [DevelopmentController],
      providers: [{ provide: ISSUER, useValue: issuer }],
    };
  }
}
