/** Moves of a market, by where they lead; all are nouns, and say the same in every sentence. */
export const MOVES: Readonly<Record<"down" | "up", readonly string[]>> = {
  down: words("loss fall decline slump drop slide plunge downturn decrease setback dip crash"),
  up: words("gain rise advance rally jump climb surge upturn increase recovery leap boom"),
};

/** What is traded, up or down alike. */
export const GOODS: readonly string[] = words(
  "oil wheat copper coffee bank-shares steel timber cotton gold sugar bonds gas rubber silver " +
    "chip-shares cocoa rice zinc freight salt",
).map((name) => name.replace("-", " "));

/** What a move is like, up or down alike. */
export const ADJECTIVES: readonly string[] = words(
  "sudden late brief third early small steep broad slow first rapid modest sharp second " +
    "seasonal quiet",
);

/** People by their occupation, up or down alike. */
export const ROLES: readonly string[] = words(
  "analyst broker dealer farmer minister shipper economist banker trader lender importer clerk",
);

/** Cities, up or down alike. */
export const CITIES: readonly string[] = words(
  "Geneva Lagos Osaka Lima Toronto Cairo Oslo Manila Warsaw Nairobi Seoul Madrid Denver Athens " +
    "Dublin Jakarta Prague Santiago Perth Lyon",
);

/** Days, up or down alike. */
export const DAYS: readonly string[] = words(
  "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
);

/** Surnames, up or down alike. */
export const NAMES: readonly string[] = words(
  "Moreau Okafor Lindqvist Tanaka Alvarez Petrov Haddad Novak Silva Brandt Kaplan Duarte Osman " +
    "Whitfield Ricci Yilmaz Mbeki Larsen Chandra Fournier",
);

/** News agencies that do not exist, up or down alike. */
export const AGENCIES: readonly string[] = words("Meridian Harbour Northwire Daybreak Courier");

function words(text: string): string[] {
  return text.split(" ");
}
