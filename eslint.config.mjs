import tseslint from 'typescript-eslint';

/** Time and chance are handed in, so that a decision can be replayed. */
const noAmbientTimeOrChance = [
  [
    'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    'Time is an input: take it as an argument.',
  ],
  ['NewExpression[callee.name="Date"][arguments.length=0]', 'Time is an input: take it as an argument.'],
  [
    'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
    'Chance is an input: take it as an argument.',
  ],
].map(([selector, message]) => ({ selector, message }));

const noDefaultExports = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a default export has as many names as importers.',
};

const specs = ['**/*.spec.ts', '**/*.int-spec.ts', '**/testing/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'];

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'dist/',
      'data/',
      'coverage/',
      'test/architecture/fixtures/',
      '**/*.js',
      '**/*.mjs',
      '**/*.cjs',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A Nest module is a class of decorators alone.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      complexity: ['error', 8],
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 3],
      'max-params': ['error', 4],
      'no-restricted-syntax': ['error', noDefaultExports],
    },
  },
  {
    // Nest injects by the constructor's types, which an `import type` would erase; tsc still refuses a value import of a type.
    files: ['apps/**/*.ts', 'libs/platform/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['libs/**/*.ts'],
    ignores: ['libs/platform/**', 'libs/postgres/**', ...specs],
    rules: { 'no-restricted-syntax': ['error', noDefaultExports, ...noAmbientTimeOrChance] },
  },
  {
    // Made by its spec: a line for each refusal that the code has.
    files: ['apps/api/problem-pages/refusals.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: specs,
    rules: {
      complexity: ['error', 15],
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 6],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
