import { metricsOf, type Measure } from './metrics.js';

const measure = (name: string, samples: Measure['samples'], labels: readonly string[] = []): Measure => ({
  ...{ name, samples, labels },
  help: 'Of a spec.',
});

const linesOf = async (measures: readonly Measure[], name: string): Promise<readonly string[]> => {
  const text = await metricsOf(measures, 20).text();
  return text.split('\n').filter((line) => line.startsWith(name));
};

describe('what Prometheus is told', () => {
  it('is every number as it is when somebody asks, and none that is there no more', async () => {
    let lags = new Map([
      ['school', 3],
      ['health', 0],
    ]);
    const samples = () => Promise.resolve([...lags].map(([agency, lag]) => [{ agency }, lag] as const));
    const metrics = metricsOf([measure('concord_lag', samples, ['agency'])]);
    const lines = async () => (await metrics.text()).split('\n').filter((line) => line.startsWith('concord_lag'));
    expect(await lines()).toEqual(['concord_lag{agency="school"} 3', 'concord_lag{agency="health"} 0']);
    lags = new Map([['health', 1]]);
    expect(await lines()).toEqual(['concord_lag{agency="health"} 1']);
  });

  it('leaves out what fails, or does not answer in time, in the place of saying that it is nothing', async () => {
    const failing = measure('concord_failing', () => Promise.reject(new Error('hush')));
    const silent = measure('concord_silent', () => new Promise(() => undefined));
    const labelled = measure('concord_labelled', () => Promise.reject(new Error('hush')), ['agency']);
    const fine = measure('concord_fine', () => Promise.resolve([[{}, 0]]));
    expect(await linesOf([failing, silent, labelled, fine], 'concord_')).toEqual(['concord_fine 0']);
  });

  it('is asked of the hub once for all who ask meanwhile, and not by each of them anew', async () => {
    let asked = 0;
    const counted = measure('concord_counted', () => Promise.resolve([[{}, (asked += 1)]]));
    const metrics = metricsOf([counted]);
    const texts = await Promise.all([metrics.text(), metrics.text(), metrics.text()]);
    expect(texts.map((text) => /^concord_counted \d+$/m.exec(text)?.[0])).toEqual(Array(3).fill('concord_counted 1'));
    expect(await metrics.text()).toMatch(/^concord_counted 2$/m);
  });

  it('has requests by the pattern of their route, and how the process is', async () => {
    const metrics = metricsOf([]);
    metrics.answered({ method: 'GET', route: '/v1/people/:id/view', status: 200, seconds: 0.02 });
    metrics.answered({ method: 'GET', route: '/v1/people/:id/view', status: 200, seconds: 0.2 });
    const text = await metrics.text();
    expect(text).toContain(
      'concord_http_request_duration_seconds_bucket{le="0.025",route="/v1/people/:id/view",method="GET",status="200"} 1',
    );
    expect(text).toContain(
      'concord_http_request_duration_seconds_count{route="/v1/people/:id/view",method="GET",status="200"} 2',
    );
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
  });
});
