/** The word that goes with a number, by the language's own rules: `plural(en, 2, { one: "seat", other: "seats" })`. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & Record<"other", string>>;

export function plural(rules: Intl.PluralRules, count: number, forms: PluralForms): string {
  return forms[rules.select(count)] ?? forms.other;
}
