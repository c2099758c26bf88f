/** Environment variables, read one by one; what is wrong with them is gathered. */
export interface Reader {
  readonly faults: string[];
  /** The value of a variable; for a secret also from the file that its `_FILE` twin names. */
  text(name: string): string | undefined;
  oneOf<T extends string>(name: string, allowed: readonly T[], otherwise: T): T;
  whole(name: string, range: { readonly from: number; readonly to: number }, otherwise: number): number;
  /** A whole number, or `off`, which is 0. */
  wholeOrOff(name: string, largest: number, otherwise: number): number;
  /** A URL with one of these schemes. Its value is never repeated in a fault. */
  url(name: string, schemes: readonly string[]): string | undefined;
}

export interface Source {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  readonly secrets: readonly string[];
}

const list = (words: readonly string[]): string => words.join(', ');

export const readerOf = ({ env, readFile, secrets }: Source): Reader => {
  const faults: string[] = [];
  const plain = (name: string): string | undefined => env[name]?.trim() || undefined;

  const fromFile = (name: string, path: string): string | undefined => {
    try {
      const text = readFile(path).trim();
      if (text) return text;
      faults.push(`${name}_FILE names a file that is empty`);
    } catch {
      faults.push(`${name}_FILE names a file that cannot be read`);
    }
    return undefined;
  };

  const text = (name: string): string | undefined => {
    const [value, path] = [plain(name), secrets.includes(name) ? plain(`${name}_FILE`) : undefined];
    if (path === undefined) return value;
    if (value !== undefined) faults.push(`${name} and ${name}_FILE are both set: keep one`);
    return fromFile(name, path);
  };

  return {
    faults,
    text,
    oneOf: (name, allowed, otherwise) => {
      const value = text(name);
      const found = allowed.find((each) => each === value);
      if (value !== undefined && found === undefined) faults.push(`${name} is one of ${list(allowed)}`);
      return found ?? otherwise;
    },
    whole: (name, { from, to }, otherwise) => {
      const value = text(name);
      if (value === undefined) return otherwise;
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= from && number <= to) return number;
      faults.push(`${name} is a whole number from ${from} to ${to}`);
      return otherwise;
    },
    wholeOrOff: (name, largest, otherwise) => {
      const value = text(name);
      if (value === undefined) return otherwise;
      if (value === 'off') return 0;
      if (/^\d{1,9}$/.test(value) && Number(value) <= largest) return Number(value);
      faults.push(`${name} is a whole number up to ${largest}, or off`);
      return otherwise;
    },
    url: (name, schemes) => {
      const value = text(name);
      if (value === undefined) return undefined;
      if (URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1))) return value;
      faults.push(`${name} is a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
      return undefined;
    },
  };
};
