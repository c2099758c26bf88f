/** What the school's system shows. */
export type Shown =
  | { readonly what: 'listening'; readonly to: string }
  | {
      readonly what: 'learned';
      readonly pupil: string;
      readonly reference: string;
      readonly category: string;
      readonly words: readonly string[];
    }
  | { readonly what: 'told'; readonly pupil: string; readonly type: string }
  | { readonly what: 'forgotten'; readonly references: readonly string[] }
  | {
      readonly what: 'recalled';
      readonly recall: string;
      readonly obligation: string;
      readonly due: string;
      readonly references: readonly string[];
    }
  | { readonly what: 'acknowledged'; readonly recall: string }
  | { readonly what: 'trouble'; readonly words: string };

export type Screen = (shown: Shown) => void;

const inWords = (shown: Shown): string => {
  switch (shown.what) {
    case 'listening':
      return `listening to ${shown.to}`;
    case 'learned':
      return `${shown.pupil}: ${shown.category}: ${shown.words.join(' ')}`;
    case 'told':
      return `${shown.pupil}: ${shown.type}`;
    case 'forgotten':
      return `forgotten: ${shown.references.join(' ')}`;
    case 'recalled':
      return `recalled: ${shown.obligation}, until ${shown.due}: ${shown.references.join(' ')} (${shown.recall})`;
    case 'acknowledged':
      return `acknowledged: ${shown.recall}`;
    case 'trouble':
      return `trouble: ${shown.words}`;
  }
};

/** A line for each thing that is shown: in words, or as JSON. */
export const screenOn =
  (write: (line: string) => void, form: 'words' | 'json'): Screen =>
  (shown) => {
    write(form === 'json' ? JSON.stringify(shown) : inWords(shown));
  };
