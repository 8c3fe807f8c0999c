// A checklist of plan.js as Markdown, calendar, table and JSON: the same bytes as generator/formats
// writes, which tests see to. Texts that Python has already put into a form come with the bundle.
(function () {
  "use strict";
  const { spoken, isoOf, listed, textOf, steps } = window.handrail;

  // --- text as Python sees it ---

  const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const SPACES = new RegExp(`[${SPACE}]+`, "g");
  const LAST_SPACES = new RegExp(`[${SPACE}]+$`);
  const FIRST_SPACES = new RegExp(`^[${SPACE}]+`);
  const LINE_ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

  const trimEnd = (text) => text.replace(LAST_SPACES, "");
  const trim = (text) => trimEnd(text).replace(FIRST_SPACES, "");
  const oneLine = (text) => trim(text).replace(SPACES, " ");

  function splitLines(text) {
    const lines = text.split(LINE_ENDS);
    if (!lines[lines.length - 1]) lines.pop();
    return lines;
  }

  function capital(words) {
    const first = words && String.fromCodePoint(words.codePointAt(0));
    return first.toUpperCase() + words.slice(first.length);
  }

  // --- fingerprints: BLAKE2b (RFC 7693) without a key, four bytes of it ---

  const IV = [
    0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
    0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
  ];
  const ORDERS = [
    "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8",
    "905724afe1bc683d", "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a",
    "6fe9b308c2d714a5", "a2847615fb9e3cd0",
  ].map((row) => Array.from(row, (digit) => parseInt(digit, 16)));
  const MIXED = [
    [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
    [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14],
  ];
  const BLOCK = 128, ROUNDS = 12, SIZE = 4;

  function fingerprint(text) {
    const bytes = new TextEncoder().encode(text);
    const blocks = Math.max(Math.ceil(bytes.length / BLOCK), 1);
    const padded = new Uint8Array(blocks * BLOCK);
    padded.set(bytes);
    const view = new DataView(padded.buffer);
    const state = BigUint64Array.from(IV);
    state[0] ^= 0x01010000n ^ BigInt(SIZE);
    for (let block = 0; block < blocks; block++) {
      const count = Math.min((block + 1) * BLOCK, bytes.length);
      const words = Array.from(ORDERS[0], (n) => view.getBigUint64(block * BLOCK + n * 8, true));
      compress(state, words, BigInt(count), block === blocks - 1);
    }
    const digest = Array.from({ length: SIZE }, (_, n) => (state[0] >> BigInt(8 * n)) & 0xffn);
    return digest.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function compress(state, words, count, last) {
    const work = BigUint64Array.from([...state, ...IV]);
    work[12] ^= count;
    if (last) work[14] = ~work[14];
    for (let round = 0; round < ROUNDS; round++) {
      const order = ORDERS[round % ORDERS.length];
      MIXED.forEach((at, n) => mix(work, at, words[order[2 * n]], words[order[2 * n + 1]]));
    }
    state.forEach((_, n) => { state[n] ^= work[n] ^ work[n + 8]; });
  }

  function mix(work, [a, b, c, d], first, second) {
    work[a] += work[b] + first;
    work[d] = turned(work[d] ^ work[a], 32n);
    work[c] += work[d];
    work[b] = turned(work[b] ^ work[c], 24n);
    work[a] += work[b] + second;
    work[d] = turned(work[d] ^ work[a], 16n);
    work[c] += work[d];
    work[b] = turned(work[b] ^ work[c], 63n);
  }

  const turned = (word, by) => (word >> by) | (word << (64n - by)); // the array cuts it to 64 bits

  // --- words that all formats use ---

  function when(item) {
    if (item.due === null) return item.every ? `every ${item.every}` : "no date";
    if (item.every) return `every ${item.every}, first ${spoken(item.due)}`;
    if (item.start !== null && item.start !== item.due) {
      return `${spoken(item.start)} to ${spoken(item.due)}`;
    }
    return `due ${spoken(item.due)}`;
  }

  function nameOf(holder) {
    if (!holder.name || !holder.title) return holder.name || holder.title;
    const instead = holder.stands_in_for ? `, standing in for ${holder.stands_in_for}` : "";
    return `${holder.name} (${holder.title}${instead})`;
  }

  const helpers = (item) => item.responsible.filter((one) => one.role !== item.accountable.role);
  const names = (holders) => listed(holders.map(nameOf), "and");
  const after = (start, words) => (words ? start + words : "");
  const sentence = (words) => `${capital(words)}.`;

  // Why this day, with whom, why this step, what it counts towards; only what is known.
  function sentences(item) {
    const together = item.responsible.some((one) => one.role === item.accountable.role);
    return [
      item.because,
      after(together ? "Together with " : "Done by ", names(helpers(item))),
      after("Consult ", names(item.consulted)),
      after("Inform ", names(item.informed)),
      after("Here because ", item.here),
      after("Counts towards ", item.serves.join("; ")),
    ].filter(Boolean).map(sentence);
  }

  const itemsOf = (checklist) => checklist.sections.flatMap((section) => section.items);

  // What a bundle holds of a step's text in one of its forms: 1 for a checklist, 2 plain.
  function textsOf(bundle, form) {
    const placed = steps(bundle.playbook);
    return (item) => textOf(placed.get(item.id).step.detail, form);
  }

  // --- Markdown ---

  const ACTS = "@(?=[\\w.&])|[#!&](?=[\\d&])|[$%](?=[^ \\t-\\r])|(?<=[A-Za-z]):(?=[^ \\t-\\r])" +
    "|:(?=//|[\\w+-]+:)|(?<=www)\\.(?=[^ \\t-\\r])";
  const APART = "(?<=GL)-(?=[\\d&])|(?<=[\\[{])[+-](?=.*[+-][\\]}])|(?<=^\\[)[Tt][Oo][Cc](?=\\]$)";
  const INLINE = new RegExp(
    `(?<marked>[\\\\\`*_\\[\\]~]|${ACTS})|(?<apart>${APART})|(?<coded>[<>&{}|])`, "gu"
  );
  const REFERENCES = new Map([
    ["<", "&lt;"], [">", "&gt;"], ["&", "&amp;"], ["{", "&#123;"], ["}", "&#125;"], ["|", "&#124;"],
  ]);

  // One line of plain text as Markdown that shows just this text.
  function inline(text) {
    return oneLine(text)
      .replace(INLINE, harmless)
      .replace(/^(?:[#+=:/!-]|\p{Nd}+[.)])/u, (found) => `${found.slice(0, -1)}\\${found.slice(-1)}`)
      .replace(/(?<!\\)#+$/, (found) => found.replace(/#/g, "\\#"));
  }

  function harmless(found, ...rest) {
    const { marked, apart } = rest[rest.length - 1];
    if (apart) return `<span>${found}</span>`;
    return marked ? `\\${found}` : REFERENCES.get(found);
  }

  function label(item) {
    const words = [`**${inline(item.do)}**`, inline(nameOf(item.accountable))];
    if (item.optional) words.push("optional");
    return [...words, inline(when(item))].join(" · ");
  }

  function note(item, detail) {
    return [sentences(item).map(inline).join(" "), detail].filter(Boolean).join("\n\n");
  }

  function quoted(text, indent) {
    return splitLines(text).map((line) => trimEnd(`${indent}> ${line}`)).join("\n");
  }

  function joined(text) {
    return text.split("\n").map(trim).filter(Boolean).join("\n");
  }

  // `notes` are what a person wrote, by the id of the item; without ticks and notes the text is
  // the one that `handrail generate` writes.
  function markdown(bundle, checklist, notes = new Map()) {
    const base = [], detail = textsOf(bundle, 1);
    const head = heading(bundle, checklist, base);
    const sections = checklist.sections.map((section) => {
      const title = `## ${inline(section.title)}`;
      base.push(`#${fingerprint(title)}`);
      const items = section.items.map((item) => task(item, detail(item), notes.get(item.id), base));
      return `${title}\n\n${items.join("")}`;
    });
    return `${head}${sections.join("")}<!-- base: ${base.join(", ")} | dropped: | end -->\n`;
  }

  function heading(bundle, checklist, base) {
    const title = `# ${inline(checklist.title)}: ${inline(checklist.customer)}`;
    const { purpose, trigger, base: known } = bundle.playbook;
    const facts = [
      ...checklist.facts.map(([name, value]) => `- ${inline(name)}: ${inline(value)}`),
      ...checklist.moments.map(([, , because]) => `- ${inline(capital(because))}`),
    ];
    base.push(`#${fingerprint(title)}`, ...(known ? [known] : []));
    base.push(...facts.map((line) => `=${fingerprint(line)}`));
    const front = [
      "---",
      `customer: ${inline(checklist.customer_id)}`,
      `playbook: ${inline(checklist.playbook_id)}`,
      `format: ${bundle.file_format}`,
      `items: ${itemsOf(checklist).length}`,
      "---",
    ];
    const parts = [
      front.join("\n"),
      title,
      textOf(purpose, 1),
      after("**Starts when:** ", textOf(trigger, 1)),
      facts.join("\n"),
    ];
    return parts.filter(Boolean).map((part) => `${part}\n\n`).join("");
  }

  function task(item, detail, own, base) {
    const words = label(item), below = quoted(note(item, detail), "    ");
    const print = fingerprint(words);
    base.push(`${item.id}:${print}:${below ? fingerprint(joined(below)) : ""}`);
    const persons = splitLines(own || "").map(inline).filter(Boolean).map((line) => `    ${line}`);
    const parts = [
      `- [${item.state}] ${words} <!-- id: ${item.id} ${print} -->`, below, persons.join("\n\n"),
    ];
    return parts.filter(Boolean).map((part) => `${part}\n\n`).join("");
  }

  // --- calendar ---

  const UNSEEN =
    /[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]/gu;
  const ICS_LINE_ENDS = /\r\n|[\r\v\f\x85\u2028\u2029]/g;
  const WIDEST = 75;

  const seen = (text) => text.replace(ICS_LINE_ENDS, "\n").replace(UNSEEN, "\ufffd");
  const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");
  const icsLine = (text) => escaped(oneLine(seen(text)));
  const icsDay = (day) => isoOf(day).replace(/-/g, "");

  // An all-day event for every item that has a date, as in a file that was not there before.
  function calendar(bundle, checklist) {
    const name = icsLine(`${checklist.title}: ${checklist.customer}`);
    const plain = textsOf(bundle, 2);
    const items = itemsOf(checklist).filter((item) => item.due !== null && item.state !== "~");
    const from = (item) => (item.start === null ? item.due : item.start);
    const uid = (item) => `${checklist.customer_id}/${checklist.playbook_id}/${item.id}@handrail`;
    items.sort((a, b) => from(a) - from(b) || a.due - b.due || (uid(a) < uid(b) ? -1 : 1));
    const lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Handrail//Checklists//EN", "CALSCALE:GREGORIAN",
      "METHOD:PUBLISH", `NAME:${name}`, `X-WR-CALNAME:${name}`,
      "REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D",
      ...items.flatMap((item) => event(checklist, item, uid(item), from(item), plain(item))),
      "END:VCALENDAR",
    ];
    return lines.map((line) => `${folded(line)}\r\n`).join("");
  }

  function event(checklist, item, uid, start, detail) {
    const done = item.state === "x" ? "✓ " : "";
    return [
      "BEGIN:VEVENT",
      `SUMMARY:${icsLine(`${done}${item.do} · ${checklist.customer}`)}`,
      `DTSTART;VALUE=DATE:${icsDay(start)}`,
      `DTEND;VALUE=DATE:${icsDay(item.due + 1)}`,
      "DTSTAMP:20000101T000000Z",
      `UID:${escaped(uid)}`,
      "SEQUENCE:0",
      `CATEGORIES:${icsLine(checklist.title)}`,
      `DESCRIPTION:${escaped(seen(description(item, detail)))}`,
      "STATUS:CONFIRMED",
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ];
  }

  function description(item, detail) {
    const first = [nameOf(item.accountable)];
    if (item.every) first.push(when(item));
    if (item.optional) first.push("optional");
    return [first.join(" · "), sentences(item).join(" "), detail].filter(Boolean).join("\n\n");
  }

  // Lines of less than 75 octets, cut between characters and never behind a backslash.
  function folded(line) {
    const parts = [];
    let part = "", width = 0;
    for (const character of line) {
      const octets = new TextEncoder().encode(character).length;
      if (part && width + octets >= WIDEST) {
        const stays = part.length > 1 && /[\\^]$/.test(part) ? part.slice(-1) : "";
        parts.push(part.slice(0, part.length - stays.length));
        part = stays;
        width = stays.length;
      }
      part += character;
      width += octets;
    }
    return [...parts, part].join("\r\n ");
  }

  // --- table ---

  const COLUMNS = [
    "Section", "Task", "Status", "Owner", "Role", "Start", "Due", "Why", "With", "Inform", "Detail",
    "Optional", "Every", "Id",
  ];
  const STATUS = new Map([[" ", "Open"], ["x", "Done"], ["~", "Not applicable"]]);
  const LONGEST = 32767, CUT = " … (cut: a cell holds no more)";
  const NO_TEXT = new RegExp(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff" +
      "\\u202a-\\u202e\\u2066-\\u2069]", "gu"
  );
  const FORMULA = new RegExp(
    `(^|[;\\n])(?=[${SPACE}\\u00ad\\u200b-\\u200f\\u2060\\ufeff"]*` +
      "[-=+@\\u2212\\uff1d\\uff0b\\uff0d\\uff20])", "g"
  );

  const cellLine = (text) => oneLine(text).replace(NO_TEXT, "\ufffd");
  const cellLines = (text) =>
    trim(splitLines(text).join("\n").replace(/\t/g, " ")).replace(NO_TEXT, "\ufffd");
  const bulleted = (text) => cellLines(text).replace(/^([ >]*)-(?= )/gm, "$1•");

  // A table as Excel reads it: UTF-8 with its mark, CRLF, every field in quotes, no formula.
  function table(bundle, checklist) {
    const plain = textsOf(bundle, 2);
    const rows = checklist.sections.flatMap((section) =>
      section.items.map((item) => row(checklist, section, item, plain(item)).map(cell)));
    const line = (fields) => fields.map((one) => `"${one.replace(/"/g, '""')}"`).join(",");
    return `\ufeff${[COLUMNS, ...rows].map((fields) => `${line(fields)}\r\n`).join("")}`;
  }

  function row(checklist, section, item, detail) {
    const { name, title, stands_in_for: instead } = item.accountable;
    const day = (one) => (one === null ? "" : isoOf(one));
    const people = (holders) => cellLine(holders.map(nameOf).join("; "));
    return [
      cellLine(section.title),
      cellLine(item.do),
      STATUS.get(item.state),
      cellLine(name),
      cellLine(instead ? `${title}, standing in for ${instead}` : title),
      day(item.start),
      day(item.due),
      cellLine(why(item)),
      people([...helpers(item), ...item.consulted]),
      people(item.informed),
      bulleted(detail),
      item.optional ? "yes" : "",
      cellLine(item.every),
      `${checklist.customer_id}/${checklist.playbook_id}/${item.id}`,
    ];
  }

  function why(item) {
    const towards = after("Counts towards ", item.serves.join("; "));
    const clauses = [item.because, after("Here because ", item.here), towards];
    return clauses.filter(Boolean).map(sentence).join(" ");
  }

  function cell(text) {
    return fitting(cellLines(text)).replace(FORMULA, "$1'");
  }

  function fitting(text) {
    if (text.length <= LONGEST) return text;
    const start = text.slice(0, LONGEST - CUT.length);
    return (/[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start) + CUT;
  }

  // --- JSON ---

  function record(checklist) {
    const { customer_id, customer, playbook_id, title, facts, moments } = checklist;
    const whole = {
      format: 1,
      edition: checklist.edition,
      revision: revision(checklist),
      customer: { id: customer_id, name: customer },
      playbook: { id: playbook_id, name: title },
      scheme: checklist.scheme,
      purpose: checklist.purpose,
      trigger: checklist.trigger,
      facts: facts.map(([name, value]) => ({ label: name, value })),
      dates: moments.map(([name, day, because]) => ({ title: name, day: isoOf(day), because })),
      sections: checklist.sections.map((section) => ({
        title: section.title,
        items: section.items.map(recordItem),
      })),
    };
    return `${JSON.stringify(whole, null, 2)}\n`;
  }

  function recordItem(item) {
    const day = (one) => (one === null ? null : isoOf(one));
    const { id, state, accountable, responsible, consulted, informed, every, because, here } = item;
    return {
      id,
      do: item.do,
      state,
      accountable: recordPerson(accountable),
      responsible: responsible.map(recordPerson),
      consulted: consulted.map(recordPerson),
      informed: informed.map(recordPerson),
      start: day(item.start),
      due: day(item.due),
      every,
      because,
      here,
      serves: item.serves,
      after: item.after,
      optional: item.optional,
      visible_to: item.visible_to,
      detail: item.detail,
    };
  }

  function recordPerson({ role, title, side, name, email, gitlab, stands_in_for }) {
    return { role, title, side, name, email, gitlab, stands_in_for };
  }

  // Python makes the revision of the text in which it shows a checklist; so that text is made here.
  function revision(checklist) {
    const sections = checklist.sections.map((section) => object("Section", {
      title: shown(section.title),
      items: tuple(section.items.map(shownItem)),
      customer_title: shown(section.customer_title),
    }));
    return fingerprint(object("Checklist", {
      ...mapped(checklist, shown),
      facts: tuple(checklist.facts.map((fact) => tuple(fact.map(shown)))),
      moments: tuple(checklist.moments.map(([title, day, because]) =>
        tuple([shown(title), shownDay(day), shown(because)]))),
      sections: tuple(sections),
    }));
  }

  function shownItem(item) {
    const person = (holder) => object("Holder", mapped(holder, shown));
    const people = (holders) => tuple(holders.map(person));
    const words = (all) => tuple(all.map(shown));
    return object("Item", {
      ...mapped(item, shown),
      accountable: person(item.accountable),
      responsible: people(item.responsible),
      consulted: people(item.consulted),
      informed: people(item.informed),
      due: shownDay(item.due),
      start: shownDay(item.start),
      optional: item.optional ? "True" : "False",
      serves: words(item.serves),
      after: words(item.after),
      was: words(item.was),
      state: "' '",
    });
  }

  function mapped(object, change) {
    return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
  }

  function object(name, fields) {
    return `${name}(${Object.entries(fields).map(([key, value]) => `${key}=${value}`).join(", ")})`;
  }

  const tuple = (values) => (values.length === 1 ? `(${values[0]},)` : `(${values.join(", ")})`);
  const ESCAPES = new Map([["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"], ["\\", "\\\\"]]);

  function shownDay(day) {
    if (day === null) return "None";
    return `datetime.date(${isoOf(day).split("-").map(Number).join(", ")})`;
  }

  function shown(text) {
    if (typeof text !== "string") return "";
    const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
    const written = text.replace(/[\\\p{C}\p{Zl}\p{Zp}\p{Zs}]/gu, (sign) =>
      sign === " " ? sign : ESCAPES.get(sign) || numbered(sign));
    return quote + (quote === "'" ? written.replace(/'/g, "\\'") : written) + quote;
  }

  function numbered(sign) {
    const code = sign.codePointAt(0);
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
    if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
    return `\\U${code.toString(16).padStart(8, "0")}`;
  }

  Object.assign(window.handrail, {
    markdown, calendar, table, record, fingerprint, when, nameOf, sentences, capital, itemsOf,
  });
})();
