import { Public, problem } from '@hub/platform';
import { Controller, Get, Header, Param } from '@nestjs/common';
import { listOf, pageOf } from './page.js';
import { problemTypes } from './problem-types.js';

const HTML = 'text/html; charset=utf-8';
const NOTHING_ELSE = "default-src 'none'";

/** Where the `type` of a problem leads (RFC 9457): what it means and what to do. For everybody. */
@Public()
@Controller('problems')
export class ProblemPagesController {
  @Get()
  @Header('content-type', HTML)
  @Header('content-security-policy', NOTHING_ELSE)
  list(): string {
    return listOf(problemTypes.values());
  }

  @Get(':context/:reason')
  @Header('content-type', HTML)
  @Header('content-security-policy', NOTHING_ELSE)
  page(@Param('context') context: string, @Param('reason') reason: string): string {
    const type = problemTypes.get(`${context}/${reason}`);
    if (!type) throw problem('request/not-found');
    return pageOf(type);
  }
}
