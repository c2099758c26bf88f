import { withHub } from '../e2e/hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const from = '2026-06-29T09:00:00.000Z';
const ada = {
  name: { given: 'Ada', family: 'Example' },
  dateOfBirth: '2016-02-03',
  identifiers: [{ scheme: 'nhs-number', value: '943 476 5919' }],
  addresses: [{ lines: ['1 Example Street'], postcode: 'ZZ99 3VZ', from }],
  involvement: { workers: [], service: 'Family support', from },
  origin: 'imported',
};

beforeAll(() => hub().enrol('council', { roles: { importer: {} } }));

describe('a registration over HTTP', () => {
  it('records all that the agency knows of somebody in one append', async () => {
    const { id } = await hub().as('council', 'importer').post('/people', ada).created();
    const events = await hub().store.read(`person-${id}`);
    expect(events.map(({ type }) => type)).toEqual([
      'PersonRegistered',
      'IdentifierRecorded',
      'AddressRecorded',
      'InvolvementRecorded',
    ]);
    expect(events.at(-1)?.data).toMatchObject({
      workers: [],
      service: { subjects: [id], sealed: {} },
      location: 'unreviewed',
    });
  });

  it('is refused as a whole for any of its parts', async () => {
    const importer = hub().as('council', 'importer');
    const refusals: readonly [number, string, object][] = [
      [422, 'people/nhs-number-not-valid', { identifiers: [{ scheme: 'nhs-number', value: '9434765918' }] }],
      [422, 'people/period-reversed', { involvement: { ...ada.involvement, until: '2026-06-28T09:00:00.000Z' } }],
      [400, 'request/not-valid', { addresses: [{ lines: [' '], from }] }],
      [400, 'request/not-valid', { involvement: { ...ada.involvement, origin: 'written' } }],
    ];
    await hub().storesNothing(async () => {
      for (const [status, code, part] of refusals)
        await importer.post('/people', { ...ada, ...part }).refused(status, code);
    });
  });
});
