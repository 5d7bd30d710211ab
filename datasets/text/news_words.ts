/**
 * Words of the made-up news. Each belongs to two topics, so that no single word tells the topic, but the
 * words of a text have only one topic in common.
 */
export interface SharedWords {
  /** The two topics, indices into the classes. */
  readonly topics: readonly [number, number];
  /** Things, in the singular. */
  readonly noun: readonly string[];
  /** Properties of things. */
  readonly adjective: readonly string[];
  /** Actions of people on things, in the past tense. */
  readonly verb: readonly string[];
  /** People by their occupation. */
  readonly role: readonly string[];
}

/** The six pairs of the topics World 0, Sports 1, Business 2, Science 3. */
export const SHARED: readonly SharedWords[] = [
  {
    topics: [0, 1],
    noun: words(
      "flag ceremony rival clash truce defence crowd anthem delegation captaincy march capital " +
        "victory squad banner procession",
    ),
    adjective: words("national fierce divided proud hostile historic wounded"),
    verb: words("defended attacked hosted defeated honoured blocked surrounded"),
    role: words("veteran captain marshal spokesman delegate exile"),
  },
  {
    topics: [0, 2],
    noun: words(
      "tariff budget embargo summit treaty pipeline refinery union reform subsidy port oil " +
        "sanction harvest railway currency",
    ),
    adjective: words("foreign secret provisional costly bilateral rural disputed"),
    verb: words("approved imposed suspended negotiated funded banned denounced"),
    role: words("minister governor negotiator lobbyist treasurer farmer"),
  },
  {
    topics: [0, 3],
    noun: words(
      "satellite reactor vaccine earthquake storm outbreak glacier drought radar volcano missile " +
        "shelter tremor reservoir epidemic convoy",
    ),
    adjective: words("remote nuclear tropical polluted flooded contagious coastal"),
    verb: words("detected evacuated contained inspected predicted monitored isolated"),
    role: words("surveyor inspector rescuer geologist pilot nurse"),
  },
  {
    topics: [1, 2],
    noun: words(
      "contract sponsor ticket transfer bonus franchise brand fee stake auction bid season " +
        "merchandise salary arena takeover",
    ),
    adjective: words("lucrative expensive popular loyal struggling exclusive ambitious"),
    verb: words("signed bought sold renewed cancelled doubled rejected"),
    role: words("owner agent promoter chairman shareholder supporter"),
  },
  {
    topics: [1, 3],
    noun: words(
      "muscle heartbeat altitude lap helmet injury knee sprint oxygen stopwatch stamina diet " +
        "treadmill pulse reflex wheelchair",
    ),
    adjective: words("exhausted agile damaged genetic aerobic artificial nimble"),
    verb: words("measured timed tested trained outpaced scanned healed"),
    role: words("physician trainer diver climber volunteer psychologist"),
  },
  {
    topics: [2, 3],
    noun: words(
      "chip patent network battery server algorithm browser robot prototype laboratory startup " +
        "turbine licence database keyboard sensor",
    ),
    adjective: words("wireless digital efficient automatic profitable portable experimental"),
    verb: words("launched upgraded installed shipped replaced invented simulated"),
    role: words("engineer founder developer analyst inventor programmer"),
  },
];

/** Cities, in every topic alike. */
export const CITIES: readonly string[] = words(
  "Geneva Lagos Osaka Lima Toronto Cairo Oslo Manila Warsaw Nairobi Seoul Madrid Denver Athens " +
    "Dublin Jakarta Prague Santiago Perth Lyon",
);

/** Days, in every topic alike. */
export const DAYS: readonly string[] = words(
  "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
);

/** Surnames, in every topic alike. */
export const NAMES: readonly string[] = words(
  "Moreau Okafor Lindqvist Tanaka Alvarez Petrov Haddad Novak Silva Brandt Kaplan Duarte Osman " +
    "Whitfield Ricci Yilmaz Mbeki Larsen Chandra Fournier",
);

/** News agencies that do not exist, in every topic alike. */
export const AGENCIES: readonly string[] = words("Meridian Harbour Northwire Daybreak Courier");

function words(text: string): string[] {
  return text.split(" ");
}
