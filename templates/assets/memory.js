// What a reader typed into the checklist maker: kept in the browser, carried in a link, and compared
// with the handbook of today. What comes from storage or a link may come from anywhere, so only
// what fits the bundle is taken.
(function () {
  "use strict";
  const { fingerprint, steps } = window.handrail;
  const VERSION = 1;
  const LONGEST = { name: 300, note: 5000 };
  const MARK = `#handrail=${VERSION}.`;
  const MOST_BYTES = 500000;

  // `states`: id to [state, words]; `notes`: id to text; `known`: [id, fingerprint] of every step
  // when the reader last saw the playbook.
  function empty(bundle) {
    const customer = {
      name: "", segment: "", policy: "", calendar: "", attributes: {}, dates: {}, people: {},
    };
    return { version: VERSION, customer, states: {}, notes: {}, known: prints(bundle) };
  }

  const printed = new WeakMap();

  function prints(bundle) {
    if (!printed.has(bundle)) {
      const placed = [...steps(bundle.playbook).values()];
      const found = placed.map(({ step }) => [step.id, fingerprint(JSON.stringify(step))]);
      printed.set(bundle, found);
    }
    return printed.get(bundle);
  }

  // --- only what fits ---

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const pairs = (value) => (isObject(value) ? Object.entries(value) : []);
  const text = (value, longest = LONGEST.name) =>
    typeof value === "string" ? value.slice(0, longest) : "";
  const oneOf = (entries, value) => (entries.some((one) => one.id === value) ? value : "");

  function isDay(value) {
    const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : NaN;
    return !Number.isNaN(Number(day)) && day.toISOString().startsWith(value) &&
      value >= "1970" && value < "2200";
  }

  function fits(attribute, answer) {
    if (attribute.yes_no) return answer === "true" || answer === "false";
    if (attribute.values) return attribute.values.some(([value]) => value === answer);
    const [low, high] = attribute.number || [null, null];
    return /^[+-]?[0-9]{1,15}(\.[0-9]{1,9})?$/.test(answer) &&
      (low === null || Number(answer) >= Number(low)) &&
      (high === null || Number(answer) <= Number(high));
  }

  function kept(entries, values, take) {
    const known = new Map(entries.map((entry) => [entry.id, entry]));
    const found = pairs(values).filter(([id]) => known.has(id));
    const taken = found.map(([id, value]) => [id, take(value, known.get(id))]);
    return Object.fromEntries(taken.filter(([, value]) => value));
  }

  function sound(bundle, data) {
    const customer = isObject(data.customer) ? data.customer : {};
    const segment = bundle.segments.find(({ id }) => id === customer.segment);
    const isPolicy = segment && segment.policies.some(({ name }) => name === customer.policy);
    return {
      version: VERSION,
      customer: {
        name: text(customer.name),
        segment: segment ? segment.id : "",
        policy: isPolicy ? customer.policy : "",
        calendar: oneOf(bundle.calendars, customer.calendar),
        attributes: kept(bundle.attributes, customer.attributes, (value, attribute) =>
          (fits(attribute, value) ? value : "")),
        dates: kept(bundle.dates, customer.dates, (value) => (isDay(value) ? value : "")),
        people: kept(bundle.roles, customer.people, (value) => soundPerson(bundle, value)),
      },
      ...soundMarks(bundle, data),
    };
  }

  function soundPerson(bundle, value) {
    const name = isObject(value) && text(value.name);
    if (!name) return null;
    const calendar = oneOf(bundle.calendars, value.calendar);
    return calendar ? { name, calendar } : { name };
  }

  const isId = (id) => /^[a-z0-9][a-z0-9-]{0,63}$/.test(id);

  // Ticks and notes follow a step to its new id; those of steps that are gone stay.
  function soundMarks(bundle, data) {
    const placed = steps(bundle.playbook);
    const names = new Map([...placed.values()].flatMap(({ step }) =>
      (step.was || []).map((former) => [former, step.id])));
    const now = (id) => (placed.has(id) ? id : names.get(id) || id);
    const states = pairs(data.states).filter(([id, one]) =>
      isId(id) && Array.isArray(one) && ["x", "~"].includes(one[0]));
    const notes = pairs(data.notes).filter(([id, one]) => isId(id) && text(one));
    const known = (Array.isArray(data.known) ? data.known : []).filter((one) =>
      Array.isArray(one) && isId(one[0]) && /^[0-9a-f]{8}$/.test(one[1]));
    return {
      states: Object.fromEntries(states.map(([id, [state, words]]) => [now(id), [state, text(words)]])),
      notes: Object.fromEntries(notes.map(([id, one]) => [now(id), text(one, LONGEST.note)])),
      known: known.length ? known.map(([id, print]) => [now(id), print]) : prints(bundle),
    };
  }

  // --- in the browser ---

  // null: there is nothing; undefined: this browser keeps nothing.
  function recall(bundle, key) {
    try {
      const stored = localStorage.getItem(key);
      return stored === null ? null : sound(bundle, JSON.parse(stored) || {});
    } catch (error) {
      return error instanceof SyntaxError ? null : undefined;
    }
  }

  function store(key, memory) {
    try {
      localStorage.setItem(key, JSON.stringify(memory));
      return true;
    } catch {
      return false;
    }
  }

  function forget(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      return;
    }
  }

  // --- in a link ---

  async function through(stream, bytes, most = Infinity) {
    const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
    const chunks = [];
    for (let size = 0, next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length;
      if (size > most) throw new RangeError("the link holds too much");
      chunks.push(next.value);
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  }

  // The part of an address behind `#`, which no browser sends to a server.
  async function fragment(memory) {
    const bytes = new TextEncoder().encode(JSON.stringify(memory));
    const packed = await through(new CompressionStream("deflate-raw"), bytes);
    const letters = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
    return MARK + letters.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  // What a fragment of ours holds; null where it is another's, or broken.
  async function opened(bundle, hash) {
    if (!hash.startsWith(MARK)) return null;
    try {
      const letters = atob(hash.slice(MARK.length).replace(/-/g, "+").replace(/_/g, "/"));
      const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
      const bytes = await through(new DecompressionStream("deflate-raw"), packed, MOST_BYTES);
      return sound(bundle, JSON.parse(new TextDecoder().decode(bytes)) || {});
    } catch {
      return null;
    }
  }

  // What may be given away when names must not: answers, dates and ticks.
  function nameless(memory) {
    const customer = { ...memory.customer, name: "", people: {} };
    return { ...memory, customer, notes: {} };
  }

  // --- then and now ---

  // How many steps the handbook has more and fewer, says otherwise, and has in another place.
  function changes(bundle, known) {
    const now = new Map(prints(bundle)), then = new Map(known);
    const common = [...now.keys()].filter((id) => then.has(id));
    const places = new Map([...then.keys()].map((id, place) => [id, place]));
    return {
      added: [...now.keys()].filter((id) => !then.has(id)),
      removed: [...then.keys()].filter((id) => !now.has(id)),
      changed: common.filter((id) => now.get(id) !== then.get(id)),
      moved: common.length - longestRise(common.map((id) => places.get(id))),
    };
  }

  // How many can stay where they are: the length of the longest rising subsequence.
  function longestRise(numbers) {
    const ends = [];
    for (const number of numbers) {
      const at = ends.findIndex((end) => end > number);
      ends[at < 0 ? ends.length : at] = number;
    }
    return ends.length;
  }

  window.handrail.memory = {
    empty, sound, recall, store, forget, fragment, opened, nameless, changes, prints, fits,
  };
})();
