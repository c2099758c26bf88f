import { isLoopback, type DevelopmentIssuer } from '@hub/identity';
import { Body, Controller, Get, HttpCode, Inject, Module, Post, Req, type DynamicModule } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Public } from '../asking/asking.js';
import { problem } from '../problems/problem.js';

const DEVELOPMENT_ISSUER = Symbol('development issuer');

class TokenBody {
  @IsString() @MaxLength(100) user!: string;
}

const hostIn = (address: string): string => (URL.canParse(address) ? new URL(address).hostname : '');

/** This machine itself, speaking to the hub directly: not through a proxy, and not a page of somebody else's site. */
const isFromHere = ({ socket, headers }: Pick<FastifyRequest, 'socket' | 'headers'>): boolean => {
  const { host = '', origin } = headers;
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  const local = isLoopback(socket.remoteAddress ?? '') && isLoopback(hostIn(`http://${host}`));
  return local && !forwarded && (origin === undefined || isLoopback(hostIn(origin)));
};

const requireLocal = (request: FastifyRequest): void => {
  if (!isFromHere(request)) throw problem('request/not-found');
};

/** Tokens of invented people, for whoever sits at this machine. */
@Public()
@Controller('dev')
class DevelopmentController {
  constructor(@Inject(DEVELOPMENT_ISSUER) private readonly issuer: DevelopmentIssuer) {}

  @Get('users')
  users(@Req() request: FastifyRequest): object {
    requireLocal(request);
    return { items: this.issuer.users };
  }

  @Post('token')
  @HttpCode(200)
  async token(@Req() request: FastifyRequest, @Body() { user }: TokenBody): Promise<object> {
    requireLocal(request);
    const token = await this.issuer.tokenFor(user);
    if (token === undefined) throw problem('request/not-found');
    return { access_token: token, token_type: 'Bearer', expires_in: 3600 };
  }
}

/** `POST /dev/token {user}` and `GET /dev/users`, beside the API. A hub without a development issuer does not have it. */
@Module({})
export class DevelopmentModule {
  static of(issuer: DevelopmentIssuer): DynamicModule {
    return {
      module: DevelopmentModule,
      controllers: [DevelopmentController],
      providers: [{ provide: DEVELOPMENT_ISSUER, useValue: issuer }],
    };
  }
}
