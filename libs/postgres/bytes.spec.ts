import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from '@hub/eventsourcing';

it('the bytes of an event are RFC 8785 by an independent implementation as well', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      expect(canonicalJson(value)).toBe(canonicalize(value));
    }),
  );
});
