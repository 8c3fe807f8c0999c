// Plans a playbook in the browser as generator/plan.py does, from the data of generator/bundle.py;
// tests hold the two together. A day is a number of days since 1970-01-01 in UTC: no time zone can
// move it. Ids are keys of a Map, never of an object, where `2026` would come before all others.
(function () {
  "use strict";

  // --- words ---

  const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  const MONTHS = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ];

  function listed(words, last = "or") {
    if (words.length < 2) return words.join("");
    return `${words.slice(0, -1).join(", ")} ${last} ${words[words.length - 1]}`;
  }

  function counted(number, noun) {
    return `${number} ${number === 1 ? noun : `${noun}s`}`;
  }

  function unique(values) {
    return [...new Set(values)];
  }

  function byId(entries) {
    return new Map((entries || []).map((entry) => [entry.id, entry]));
  }

  // --- days ---

  const MILLISECONDS = 86400000;
  const dayOf = (iso) => Date.parse(`${iso}T00:00:00Z`) / MILLISECONDS;
  const isoOf = (day) => new Date(day * MILLISECONDS).toISOString().slice(0, 10);
  const weekdayOf = (day) => (((day + 3) % 7) + 7) % 7;
  const FIRST = dayOf("1900-01-01"), LAST = dayOf("9000-01-01");
  const LONGEST_BREAK = 60;
  const WEEKEND = "weekend";

  function spoken(day, year = true) {
    const date = new Date(day * MILLISECONDS);
    const words = `${DAYS[weekdayOf(day)]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
    return year ? `${words} ${date.getUTCFullYear()}` : words;
  }

  const yearOf = (day) => new Date(day * MILLISECONDS).getUTCFullYear();

  function addMonths(day, amount) {
    const date = new Date(day * MILLISECONDS);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + amount;
    const last = new Date(0);
    last.setUTCFullYear(Math.floor(month / 12), (month % 12) + 1, 0);
    return last / MILLISECONDS - Math.max(last.getUTCDate() - date.getUTCDate(), 0);
  }

  // --- calendars ---

  const MONDAY_TO_FRIDAY = { id: "monday-to-friday", title: "Monday to Friday", weekend: [5, 6] };

  // `unknown` takes the titles of calendars that were asked for years without known holidays.
  function openCalendar(data, years, unknown) {
    const off = new Map();
    for (const [name, days] of data.off || []) {
      for (const iso of days.split(" ")) off.set(dayOf(iso), name);
    }
    return {
      id: data.id,
      title: data.title,
      weekend: new Set(data.weekend),
      worked: new Set((data.worked || []).map(dayOf)),
      off,
      knows: (day) => !data.public || (yearOf(day) >= years[0] && yearOf(day) <= years[1]),
      unknown,
    };
  }

  function dayOff(calendar, day) {
    if (!calendar.knows(day)) calendar.unknown.add(calendar.title);
    if (calendar.weekend.has(weekdayOf(day)) && !calendar.worked.has(day)) return WEEKEND;
    return calendar.off.get(day) || "";
  }

  function reasonsOff(calendars, day) {
    const off = calendars.map((one) => [one, dayOff(one, day)]).filter(([, why]) => why);
    if (off.length && off.length === calendars.length && off.every(([, why]) => why === WEEKEND)) {
      return [WEEKEND];
    }
    const alone = calendars.length === 1;
    return unique(
      off.map(([one, why]) => (alone && why === WEEKEND ? WEEKEND : `${why} in ${one.title}`))
    );
  }

  // The day or the nearest one before it on which everybody works, and what was in the way.
  function lastWorkingDay(calendars, day) {
    const why = [];
    for (let back = 0; back < LONGEST_BREAK; back++) {
      const reasons = reasonsOff(calendars, day - back);
      if (!reasons.length) return [day - back, weekendsFirst(unique(why))];
      why.push(...reasons);
    }
    return [day, []];
  }

  // `weekend` alone says nothing beside `weekend in Bavaria`.
  function weekendsFirst(reasons) {
    const told = reasons.some((one) => one.startsWith(`${WEEKEND} in`));
    const left = reasons.filter((one) => !told || one !== WEEKEND);
    const isWeekend = (one) => one.startsWith(WEEKEND);
    return [...left.filter(isWeekend), ...left.filter((one) => !isWeekend(one))];
  }

  function workingDaysFrom(calendars, day, count) {
    const step = count > 0 ? 1 : -1;
    let left = Math.abs(count), idle = 0;
    while (left && idle < LONGEST_BREAK) {
      day += step;
      const works = !reasonsOff(calendars, day).length;
      left -= works;
      idle = works ? 0 : idle + 1;
    }
    return day;
  }

  // --- conditions ---

  const ALWAYS = { all: [] };

  function verdict(holds, because = [], missing = []) {
    return { holds, because, missing };
  }

  // Numbers have up to 15 digits before the point and 9 behind it: more than a float holds.
  function asNumber(text) {
    const found = /^([+-]?)([0-9]{1,15})(?:\.([0-9]{1,9}))?$/.exec(text);
    if (!found) return null;
    const digits = BigInt(found[2] + (found[3] || "").padEnd(9, "0"));
    return found[1] === "-" ? -digits : digits;
  }

  // Whether a condition holds for these facts (null: an answer is missing that matters), and by what.
  function judge(condition, facts, say, name) {
    for (const way of ["all", "any", "not"]) {
      if (condition[way]) {
        return judgeGroup(condition[way].map((one) => judge(one, facts, say, name)), way);
      }
    }
    const attribute = condition.is || condition.within;
    const value = facts.get(attribute);
    if (value === undefined) {
      return verdict(null, [`${name(attribute)} is not stated`], [attribute]);
    }
    const words = `${name(attribute)} is ${say(attribute, value)}`;
    const holds = matches(condition, value), instead = wanted(condition, say);
    const isPlain = holds || instead === "yes" || instead === "no"; // the one answers the other
    return verdict(holds, [isPlain ? words : `${words}, not ${instead}`]);
  }

  function matches(condition, value) {
    const number = asNumber(value);
    if (condition.values) {
      return condition.values.includes(value) ||
        (number !== null && condition.values.some((one) => asNumber(one) === number));
    }
    const [low, high] = condition.limits.map((limit) => limit && asNumber(limit));
    return (low === null || (number !== null && number >= low)) &&
      (high === null || (number !== null && number <= high));
  }

  function wanted(condition, say) {
    return condition.words || listed(condition.values.map((value) => say(condition.is, value)));
  }

  function judgeGroup(verdicts, way) {
    if (way === "not") {
      const [inner] = verdicts;
      return verdict(inner.holds === null ? null : !inner.holds, inner.because, inner.missing);
    }
    const deciding = way === "any";
    const chosen = verdicts.filter((one) => one.holds === deciding);
    if (chosen.length) {
      return verdict(deciding, deciding ? chosen[0].because : flat(chosen, "because"));
    }
    const open = verdicts.filter((one) => one.holds === null);
    if (open.length) return verdict(null, flat(open, "because"), flat(open, "missing"));
    return verdict(!deciding, flat(verdicts, "because"));
  }

  function flat(verdicts, field) {
    return unique(verdicts.flatMap((one) => one[field]));
  }

  // --- the customer ---

  const map = (object) => new Map(Object.entries(object || {}));

  function openCustomer(data) {
    const dates = [...map(data.dates)].map(([id, iso]) => [id, dayOf(iso)]);
    return {
      ...data,
      attributes: map(data.attributes),
      dates: new Map(dates),
      people: map(data.people),
    };
  }

  // --- the handbook ---

  function openHandbook(data) {
    const unknown = new Set();
    const opened = data.calendars.map((one) => openCalendar(one, data.years, unknown));
    return {
      scheme: data.scheme,
      roles: byId(data.roles),
      dates: byId(data.dates),
      attributes: byId(data.attributes),
      segments: byId(data.segments),
      calendars: byId(opened),
      anywhere: openCalendar(MONDAY_TO_FRIDAY),
      unknown,
    };
  }

  const BUILT_IN = ["segment", "priority"];

  // What conditions may ask: the attributes, and the customer's segment and priority.
  function questions(handbook) {
    const segments = [...handbook.segments.values()];
    const priorities = segments.flatMap((s) => s.policies.flatMap((policy) => policy.priorities));
    const titles = (entries) => entries.map((entry) => [entry.id, entry.title]);
    const implied = [titles(segments), titles(priorities)].map((values, n) => {
      const id = BUILT_IN[n];
      return [id, { id, name: id[0].toUpperCase() + id.slice(1), values }];
    });
    return new Map([...implied, ...handbook.attributes]);
  }

  function label(question, answer) {
    if (question.yes_no) return answer === "true" ? "yes" : "no";
    return new Map(question.values).get(answer) || answer;
  }

  function steps(playbook) {
    const placed = playbook.phases.flatMap((phase) => phase.steps.map((step) => ({ step, phase })));
    return new Map(placed.map((one) => [one.step.id, one]));
  }

  // --- which ---

  class Selection {
    constructor(handbook, customer, playbook, today) {
      Object.assign(this, { handbook, customer, playbook, today });
      this.problems = [];
      this.questions = questions(handbook);
      this.segment = handbook.segments.get(customer.segment);
      this.policy = this.segment ? policyOf(this.segment, customer, today) : null;
      this.answers = this.answered();
      this.priority = this.policy
        ? priorityOf(this.policy, this.answers)
        : [null, verdict(false)];
      const [priority] = this.priority;
      this.facts = priority
        ? new Map([["priority", priority.id], ...this.answers])
        : this.answers;
      this.judged = new Map();
    }

    // What the customer states, else the defaults; and the segment.
    answered() {
      const defaults = [...this.handbook.attributes.values()].filter((one) => one.default);
      return new Map([
        ...(this.customer.segment ? [["segment", this.customer.segment]] : []),
        ...defaults.map((one) => [one.id, one.default]),
        ...this.customer.attributes,
      ]);
    }

    applies() {
      this.verdict = this.verdict || this.judge(this.playbook.applies_to);
      return this.verdict;
    }

    included({ step, phase }) {
      if (!this.judged.has(step.id)) this.judged.set(step.id, this.judgeStep(step, phase));
      return this.judged.get(step.id);
    }

    judgeStep(step, phase) {
      const outer = this.judge(phase.when);
      if (!outer.holds || !step.when) return outer;
      const inner = this.judge(step.when);
      const because = inner.holds ? [...outer.because, ...inner.because] : inner.because;
      return verdict(inner.holds, because, inner.missing);
    }

    judge(condition) {
      if (!condition) return verdict(true);
      const say = (attribute, value) => this.say(attribute, value);
      const name = (attribute) => this.questions.get(attribute).name;
      const found = judge(condition, this.facts, say, name);
      found.missing.forEach((attribute) => this.ask(attribute));
      return found;
    }

    say(attribute, value) {
      if (attribute === "priority" && this.policy) {
        const titles = this.policy.priorities.map((one) => [one.id, one.title]);
        return new Map(titles).get(value) || value;
      }
      return label(this.questions.get(attribute), value);
    }

    ask(attribute) {
      const { name } = this.customer;
      if (attribute === "priority") {
        this.askForPriority();
      } else if (attribute === "segment") {
        this.tell(`${name} has no segment, and it matters here`, ["segment"]);
      } else {
        const { question } = this.questions.get(attribute);
        this.tell(`${name} does not state '${attribute}': ${question}`, ["attributes", attribute]);
      }
    }

    askForPriority() {
      const { name } = this.customer;
      if (!this.segment) {
        this.ask("segment");
      } else if (!this.policy) {
        const day = spoken(this.today);
        this.tell(`no policy of '${this.segment.title}' is in force on ${day}`, ["segment"]);
      } else if (this.priority[1].missing.length) {
        this.priority[1].missing.forEach((attribute) => this.ask(attribute));
      } else {
        this.tell(`no priority of the policy '${this.policy.name}' fits ${name}`, ["attributes"]);
      }
    }

    // `about` names the part of the customer's data that would settle it.
    tell(message, about) {
      if (!this.problems.some((one) => one.message === message)) {
        this.problems.push({ check: "unanswered", message, level: "error", about });
      }
    }
  }

  function policyOf(segment, customer, today) {
    const stays = segment.policies.find((policy) => policy.name === customer.policy);
    return stays || inForce(segment.policies, today);
  }

  function inForce(policies, today) {
    const begun = policies.filter((policy) => dayOf(policy.from) <= today);
    return begun.reduce((best, one) => (best && best.from >= one.from ? best : one), null);
  }

  // The first priority whose condition holds, and what decided it; none while an answer is missing.
  function priorityOf(policy, facts) {
    let found = verdict(false);
    for (const priority of policy.priorities) {
      found = judge(priority.when || ALWAYS, facts, (_, value) => value, String);
      if (found.holds) return [priority, found];
      if (found.holds === null) break;
    }
    return [null, found];
  }

  // --- who ---

  const nameOf = (role) => role.short || role.title;

  class Cast {
    constructor(handbook, customer) {
      Object.assign(this, { handbook, customer });
      this.home = handbook.calendars.get(customer.calendar) || handbook.anywhere;
    }

    holder(id) {
      const wanted = this.handbook.roles.get(id);
      const held = this.chain(id).find((one) => this.customer.people.has(one));
      if (held === undefined) return person(wanted, wanted.title);
      const role = this.handbook.roles.get(held);
      const missed = held === id ? "" : nameOf(wanted);
      return person(role, nameOf(role), this.customer.people.get(held), missed);
    }

    chain(id) {
      const found = [];
      for (let next = id; next && !found.includes(next);) {
        found.push(next);
        next = this.handbook.roles.get(next).falls_back_to;
      }
      return found;
    }

    calendar(id) {
      const held = this.chain(id).find((one) => this.customer.people.has(one));
      const own = held === undefined ? undefined : this.customer.people.get(held).calendar;
      return this.handbook.calendars.get(own) || this.home;
    }

    together(moment) {
      const others = (moment.attended_by || []).map((role) => this.calendar(role));
      return [...byId([this.home, ...others]).values()];
    }

    // Those who must be at work on a step's day: the owner; where the customer sees the step and
    // people of both sides take part in it, the other side as well.
    calendars(step) {
      const side = (id) => this.handbook.roles.get(id).side;
      const own = step.accountable;
      const roles = [own, ...(step.responsible || []), ...(step.consulted || [])];
      const found = [this.calendar(own)];
      if (step.for_customer && new Set(roles.map(side)).size === 2) {
        const others = roles.filter((id) => side(id) !== side(own));
        found.push(...others.map((id) => this.calendar(id)));
      }
      return [...byId(found).values()];
    }
  }

  function person(role, title, who = {}, missed = "") {
    return {
      role: role.id,
      title,
      side: role.side,
      name: who.name || "",
      gitlab: userName(who.gitlab || ""),
      email: who.email || "",
      stands_in_for: missed,
      role_title: role.title,
    };
  }

  /** A user name in GitLab, which people also write with an @ before it. */
  function userName(typed) {
    return typed.replace(/^@(?=.)/su, "");
  }

  // --- when ---

  class MissingDate extends Error {
    constructor(date) {
      super(date);
      this.date = date;
    }
  }

  const UNITS = ["days", "working days", "weeks", "months"];

  // An offset is written {before: anchor, text: "3-4 months", months: [3, 4]} or {on: anchor}.
  function openOffset(data) {
    const way = ["on", "before", "after"].find((one) => one in data);
    const unit = UNITS.find((one) => one in data);
    const amounts = unit && [data[unit][0], data[unit][data[unit].length - 1]];
    return { way, anchor: data[way], unit, amounts, text: data.text };
  }

  class Schedule {
    constructor(handbook, customer, cast, placed, isHere) {
      Object.assign(this, { moments: handbook.dates, stated: customer.dates, cast, placed, isHere });
      this.dates = new Map();
      this.due = new Map();
      this.open = new Set();
    }

    // A date of the customer, stated or derived. Throws MissingDate.
    ofDate(name) {
      if (!this.dates.has(name)) {
        const found = this.stated.has(name) ? this.statedDate(name) : this.derivedDate(name);
        this.dates.set(name, found);
      }
      return this.dates.get(name);
    }

    // When a step is due; null where nothing says so. Throws MissingDate.
    ofStep(id) {
      if (this.open.has(id)) throw new MissingDate(id);
      if (!this.due.has(id)) {
        this.open.add(id);
        try {
          const { step } = this.placed.get(id);
          this.due.set(id, step.due ? this.dueOf(step) : this.withOthers(step));
        } finally {
          this.open.delete(id);
        }
      }
      return this.due.get(id);
    }

    statedDate(name) {
      const day = this.stated.get(name), moment = this.moments.get(name);
      const because = `${moment.name} is stated as ${spoken(day)}`;
      const off = moment.working_day ? reasonsOff(this.cast.together(moment), day) : [];
      return dated(day, because, null, off.length ? `${because}, a day off: ${off.join(", ")}` : "");
    }

    derivedDate(name) {
      const moment = this.moments.get(name);
      if (!moment.default) throw new MissingDate(name);
      const offset = openOffset(moment.default), anchor = this.ofDate(offset.anchor);
      const calendars = this.cast.together(moment);
      const landing = moment.working_day ? calendars : [];
      const from = this.moments.get(offset.anchor).name;
      const found = offset.unit
        ? shifted(offset, from, anchor, calendars, landing)
        : onDay(from, anchor, landing);
      return dated(found.day, `${moment.name}: ${found.because}`, null);
    }

    dueOf(step) {
      const offset = openOffset(step.due);
      const [anchor, name] = this.anchor(offset.anchor);
      const calendars = this.cast.calendars(step);
      if (offset.unit) return shifted(offset, name, anchor, calendars, calendars);
      const off = reasonsOff(calendars, anchor.day);
      const warning = off.length ? `${spoken(anchor.day)}, a day off: ${off.join(", ")}` : "";
      return dated(anchor.day, `on ${name} (${isoOf(anchor.day)})`, null, warning);
    }

    // The customer's date of this name; where that is not known, the step of this name.
    anchor(name) {
      if (this.moments.has(name)) {
        try {
          return [this.ofDate(name), this.moments.get(name).name];
        } catch (error) {
          const isStep = this.placed.has(name) && !this.open.has(name);
          if (!(error instanceof MissingDate) || !isStep) throw error;
        }
      }
      const found = this.ofStep(name);
      if (!found) throw new MissingDate(name);
      return [found, `'${this.placed.get(name).step.do}'`];
    }

    // A step without a due date is due with the last of those it comes after.
    withOthers(step) {
      const after = (step.after || []).filter((id) => this.isHere(id));
      const others = after.map((id) => [this.ofStep(id), id]).filter(([found]) => found);
      if (!others.length) return null;
      const [last, id] = others.reduce((best, one) => (one[0].day > best[0].day ? one : best));
      const words = `with '${this.placed.get(id).step.do}' (${isoOf(last.day)})`;
      return dated(last.day, `${words}, which it comes after`, null);
    }
  }

  function dated(day, because, start, warning = "") {
    return { day, because, start, warning };
  }

  function onDay(name, anchor, landing) {
    const [day, why] = landing.length ? lastWorkingDay(landing, anchor.day) : [anchor.day, []];
    const words = `on ${name} (${isoOf(anchor.day)})`;
    const because = day === anchor.day ? words : `${words} is ${moved(anchor.day, day, why, true)}`;
    return dated(day, because, null);
  }

  // The day an offset leads to; `landing` calendars move it to a working day before it.
  function shifted(offset, name, anchor, counting, landing) {
    const [low, high] = offset.amounts;
    const amounts = offset.way === "before" ? [-high, -low] : [low, high];
    const [start, exact] = amounts.map((one) => shift(anchor.day, offset.unit, one, counting));
    const [day, why] = landing.length ? lastWorkingDay(landing, exact) : [exact, []];
    const words = `${offset.text} ${offset.way} ${name} (${isoOf(anchor.day)}) is `;
    if (low === high) {
      return dated(day, words + (day === exact ? spoken(exact) : moved(exact, day, why, true)), null);
    }
    const because = `${words}${spoken(start)} to ${spoken(exact)}${moved(exact, day, why)}`;
    return dated(day, because, Math.min(start, day));
  }

  function moved(exact, day, why, first = false) {
    if (day === exact) return "";
    const year = yearOf(day) !== yearOf(exact);
    const words = `; moved to ${spoken(day, year)}: ${why.join(", ")}`;
    return first ? spoken(exact, year) + words : words;
  }

  function shift(day, unit, amount, calendars) {
    let found = day + amount * (unit === "weeks" ? 7 : 1);
    if (unit === "months") found = addMonths(day, amount);
    if (unit === "working days") found = workingDaysFrom(calendars, day, amount);
    return Math.min(Math.max(found, FIRST), LAST);
  }

  // The steps as written, save that each comes after those it names in `after`.
  function inOrder(written) {
    const left = [...written], done = new Set(), order = [];
    const here = new Set(written.map((step) => step.id));
    while (left.length) {
      const isReady = (step) => (step.after || []).every((id) => done.has(id) || !here.has(id));
      const [ready] = left.splice(left.findIndex(isReady), 1);
      done.add(ready.id);
      order.push(ready);
    }
    return order;
  }

  // --- the whole ---

  class Planning {
    constructor(handbook, customer, playbook, today) {
      Object.assign(this, { handbook, customer, playbook, today });
      this.placed = steps(playbook);
      this.cast = new Cast(handbook, customer);
      this.selection = new Selection(handbook, customer, playbook, today);
      this.problems = this.selection.problems;
      const isHere = (id) => this.included(id).holds;
      this.schedule = new Schedule(handbook, customer, this.cast, this.placed, isHere);
      this.lacks = new Map();
    }

    included(id) {
      return this.selection.included(this.placed.get(id));
    }

    holders(step, roles, level) {
      const all = (roles || []).map((role) => this.cast.holder(role));
      const found = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
      for (const holder of found) {
        if (!holder.name) this.lacking("people", holder.role, level, step);
      }
      const themselves = found.filter((one) => !one.stands_in_for).map((one) => one.name);
      return found.filter((one) => !one.stands_in_for || !themselves.includes(one.name));
    }

    // Note that a step needs something; it is told once for all steps.
    lacking(what, name, level, step) {
      const key = `${what} ${name}`;
      if (!this.lacks.has(key)) this.lacks.set(key, { what, name, level, needed: new Set() });
      const lack = this.lacks.get(key);
      if (level === "error") lack.level = level;
      lack.needed.add(step.id);
    }

    tellLacking() {
      for (const { what, name, level, needed } of this.lacks.values()) {
        const others = needed.size - 1;
        const more = others ? ` and ${counted(others, "other")}` : "";
        const who = `step '${[...needed][0]}'${more} of '${this.playbook.id}'`;
        const needs = `${who} ${others ? "need" : "needs"} it`;
        const customer = this.customer.name;
        if (what === "dates") {
          const message = `${customer} does not state the date '${name}': ${needs}`;
          this.tell("undated", message, level, [what, name]);
        } else {
          const { title } = this.handbook.roles.get(name);
          const message = `nobody has the role ${title} for ${customer}: ${needs}`;
          this.tell("unheld-role", message, level, [what, name]);
        }
      }
    }

    dated(step) {
      try {
        return this.schedule.ofStep(step.id);
      } catch (error) {
        if (!(error instanceof MissingDate)) throw error;
        this.lacking("dates", error.date, "error", step);
        return null;
      }
    }

    // Warnings: before the playbook starts, before a step it comes after, on a day off.
    tellImpossible(items) {
      const due = new Map(items.map((item) => [item.id, item.due]));
      const starts = this.start();
      for (const item of items.filter((one) => one.due !== null)) {
        const words = `'${item.id}' is due ${spoken(item.due)}`;
        if (starts && item.due < starts.day) {
          this.warn(item, `${words}, before the start on ${spoken(starts.day)}`);
        }
        for (const other of item.after) {
          const earlier = due.has(other) ? due.get(other) : null;
          if (earlier !== null && item.due < earlier) {
            this.warn(item, `${words}, but comes after '${other}', due ${spoken(earlier)}`);
          }
        }
      }
      this.tellDaysOff(items);
    }

    tellDaysOff(items) {
      const told = new Set();
      for (const name of this.momentNames(items)) {
        const { day, warning } = this.schedule.ofDate(name);
        if (warning) {
          told.add(day);
          this.tell("day-off", `${this.customer.name}: ${warning}`, "warning", ["dates", name]);
        }
      }
      const off = new Map();
      for (const item of items) {
        const found = this.schedule.ofStep(item.id);
        if (found && found.warning && !told.has(found.day)) {
          off.set(found.warning, [...(off.get(found.warning) || []), item]);
        }
      }
      for (const [warning, together] of off) {
        const others = together.length - 1;
        const more = others ? ` and ${counted(others, "other")}` : "";
        this.warn(together[0], `'${together[0].id}'${more}: due ${warning}`, "day-off");
      }
    }

    start() {
      try {
        return this.playbook.starts ? this.schedule.ofDate(this.playbook.starts) : null;
      } catch (error) {
        if (error instanceof MissingDate) return null;
        throw error;
      }
    }

    warn(item, words, check = "impossible") {
      this.tell(check, `${this.customer.name}: ${words}`, "warning", ["steps", item.id]);
    }

    tell(check, message, level, about) {
      this.problems.push({ check, message, level, about });
    }

    checklist() {
      const sections = [];
      for (const phase of this.playbook.phases) {
        const items = this.items(phase);
        const { title, customer_title = "" } = phase;
        if (items.length) sections.push({ title, items, customer_title });
      }
      const every = sections.flatMap((section) => section.items);
      this.tellLacking();
      if (!hasErrors(this.problems)) this.tellImpossible(every);
      return {
        customer_id: this.customer.id,
        customer: this.customer.name,
        playbook_id: this.playbook.id,
        title: this.playbook.title,
        purpose: textOf(this.playbook.purpose),
        trigger: textOf(this.playbook.trigger),
        scheme: this.handbook.scheme,
        facts: this.known(),
        moments: this.moments(every),
        sections,
        customer_title: this.playbook.customer_title || "",
        edition: "internal",
      };
    }

    // What the reader should know of the customer.
    known() {
      const { segment, policy, priority: [priority] } = this.selection;
      const facts = segment ? [["Segment", segment.title]] : [];
      if (policy) facts.push(["Policy", policy.name]);
      if (priority) {
        const cadence = priority.every ? `, contact every ${priority.every}` : "";
        facts.push(["Priority", priority.title + cadence]);
      }
      return facts;
    }

    moments(items) {
      const names = this.momentNames(items);
      const found = names.map((name) => [name, this.schedule.ofDate(name)]);
      found.sort(([a, one], [b, other]) => one.day - other.day || (a < b ? -1 : 1));
      return found.map(([name, { day, because }]) => [
        this.handbook.dates.get(name).title, day, because,
      ]);
    }

    // The dates that the items are due by; a step of the same name may have been meant instead.
    momentNames(items) {
      const found = new Set();
      for (const { id } of items) {
        const { due } = this.placed.get(id).step;
        const name = due && openOffset(due).anchor;
        if (!this.handbook.dates.has(name)) continue;
        try {
          this.schedule.ofDate(name);
          found.add(name);
        } catch (error) {
          if (!(error instanceof MissingDate)) throw error;
        }
      }
      return [...found];
    }

    items(phase) {
      const kept = phase.steps.filter((step) => this.included(step.id).holds);
      return inOrder(kept).map((step) => this.item(step));
    }

    item(step) {
      const found = this.dated(step);
      const owner = this.holders(step, [step.accountable], "error");
      const doing = this.holders(step, step.responsible || [step.accountable], "warning");
      const asked = this.holders(step, step.consulted, "warning");
      const consulted = others(asked, [...owner, ...doing]);
      const told = this.holders(step, step.informed, "warning");
      return {
        id: step.id,
        do: step.do,
        accountable: owner[0],
        responsible: doing,
        consulted,
        informed: others(told, [...owner, ...doing, ...consulted]),
        due: found ? found.day : null,
        start: found ? found.start : null,
        because: found ? found.because : "",
        here: unique(this.included(step.id).because).join("; "),
        detail: textOf(step.detail),
        every: step.every || "",
        optional: Boolean(step.optional),
        visible_to: step.for_customer ? "customer" : "internal",
        serves: step.serves || [],
        after: (step.after || []).filter((id) => this.included(id).holds),
        was: step.was || [],
        customer_detail: textOf(step.customer_detail),
        state: " ",
      };
    }
  }

  // A text is [as typed, as a checklist has it, as plain text]; one where they are the same.
  function textOf(text, form = 0) {
    return Array.isArray(text) ? text[form] : text || "";
  }

  function others(holders, named) {
    const names = named.map((one) => one.name).filter(Boolean);
    return holders.filter((one) => !names.includes(one.name));
  }

  function hasErrors(problems) {
    return problems.some((one) => one.level === "error");
  }

  // One customer's checklist of the bundle's playbook, as of a day (`2026-11-21`).
  //
  // What comes back: `applies`, the verdict on the playbook; `checklist`, or null where it does not
  // apply or there are errors; `draft`, which is there with errors as well; `problems`; `late`, ids
  // of items due before the day; `unknown`, titles of calendars without holidays of a year in use.
  function plan(bundle, customer, today) {
    const handbook = openHandbook(bundle), day = dayOf(today);
    const planning = new Planning(handbook, openCustomer(customer), bundle.playbook, day);
    const applies = planning.selection.applies();
    const draft = applies.holds ? planning.checklist() : null;
    const checklist = hasErrors(planning.problems) ? null : draft;
    const items = checklist ? checklist.sections.flatMap((section) => section.items) : [];
    return {
      applies,
      checklist,
      draft,
      problems: planning.problems,
      late: items.filter((item) => item.due !== null && item.due < day).map((item) => item.id),
      unknown: [...handbook.unknown],
    };
  }

  window.handrail = { plan, spoken, dayOf, isoOf, listed, counted, textOf, steps };
})();
