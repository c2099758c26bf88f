import { ResponderBuilder, ServerInterceptingCall, ServerListenerBuilder, type ServerInterceptor } from '@grpc/grpc-js';

/**
 * What a client that is gone has sent ends as what one sends that has said everything. It is not passed on as that.
 *
 * INVARIANT: an append is stored whole or not at all, as a server does.
 */
export const wholeCalls: ServerInterceptor = (_method, call) => {
  const listener = new ServerListenerBuilder()
    .withOnReceiveHalfClose((next) => {
      // There is nothing more to read: asked for it, the call looks whether its client is still there, and says so before `next`.
      call.startRead();
      process.nextTick(next);
    })
    .build();
  const responder = new ResponderBuilder().withStart((next) => next(listener)).build();
  return new ServerInterceptingCall(call, responder);
};
