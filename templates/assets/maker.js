// <handrail-maker>: a form, and the checklist that follows from it while one types. It holds its
// bundle as JSON in a script element. Nothing leaves the browser; all text is set as text.
(function () {
  "use strict";
  const { handrail } = window;
  const { plan, spoken, dayOf, counted, textOf, steps, itemsOf, when, nameOf, sentences } = handrail;
  const { memory: memories } = handrail;

  const KINDS = { attributes: "attributes", dates: "dates", people: "roles" };
  const IN_FORCE = "the one in force";
  const MANY = 6; // more fields than that are folded away until they are asked for

  function make(tag, fields = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === "boolean") element.toggleAttribute(name, value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  function button(words, action, fields = {}) {
    const element = make("button", { type: "button", ...fields }, words);
    element.addEventListener("click", action);
    return element;
  }

  // Only what differs is set: a screen reader would read it again, and a caret would move.
  function say(element, words) {
    if (element.textContent !== words) element.textContent = words;
    element.hidden = !words;
  }

  // The children in this order; what is in its place is not moved, for it would lose the focus.
  function arrange(parent, children) {
    children.forEach((child, at) => {
      if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] || null);
    });
    while (parent.children.length > children.length) parent.lastElementChild.remove();
  }

  function options(choices, none) {
    return [["", none], ...choices].map(([value, words]) => make("option", { value }, words));
  }

  function idOf(name) {
    const letters = name.normalize("NFKD").replace(/[^ -~]/g, "").toLowerCase();
    return letters.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 64) || "customer";
  }

  function today() {
    const now = new Date(), two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  class Maker extends HTMLElement {
    connectedCallback() {
      if (this.bundle) return;
      this.bundle = JSON.parse(this.querySelector('script[type="application/json"]').textContent);
      this.key = `handrail:${this.getAttribute("site") || ""}:v1:${this.bundle.playbook.id}`;
      this.steps = steps(this.bundle.playbook);
      this.fields = new Map();
      this.rows = new Map();
      this.sections = new Map();
      this.build();
      this.listen();
      const recalled = memories.recall(this.bundle, this.key);
      this.remembers = recalled !== undefined;
      this.memory = recalled || memories.empty(this.bundle);
      this.fill();
      this.update();
      this.openLink();
    }

    disconnectedCallback() {
      this.listening.abort();
    }

    listen() {
      this.listening = new AbortController();
      const { signal } = this.listening;
      addEventListener("hashchange", () => this.openLink(), { signal });
      addEventListener("storage", (event) => this.follow(event), { signal });
    }

    // Another window has changed the same plan.
    follow(event) {
      if (event.key !== this.key && event.key !== null) return;
      this.memory = memories.recall(this.bundle, this.key) || memories.empty(this.bundle);
      this.fill();
      this.update();
    }

    // --- what stands on the page ---

    build() {
      this.status = make("p", { role: "status", class: "maker-status" });
      this.kept = make("p", { class: "maker-kept" });
      this.changed = make("div", { class: "maker-changed", hidden: true });
      this.linked = make("div", { class: "maker-linked", hidden: true });
      this.wanted = make("ul", { class: "maker-wanted" });
      this.warnings = make("ul", { class: "maker-warnings" });
      this.forWhom = make("p", { class: "maker-for" });
      this.list = make("div", { class: "maker-list" });
      this.gone = make("div", { class: "maker-gone" });
      this.append(
        this.linked, this.changed, this.form(), this.status, this.wanted, this.warnings,
        this.tools(), this.forWhom, this.list, this.gone
      );
    }

    form() {
      const { segments, calendars, attributes, dates, roles } = this.bundle;
      const must = attributes.filter((one) => !one.default);
      const may = attributes.filter((one) => one.default);
      const form = make("form", { class: "maker-form", autocomplete: "off" },
        this.group("The customer",
          this.text("name", "Name", { maxlength: "300" }),
          ...(segments.length
            ? [this.choice("segment", "Segment", titled(segments), "none"),
              this.choice("policy", "Policy", [], IN_FORCE)]
            : []),
          ...(calendars.length
            ? [this.choice("calendar", "Working days", titled(calendars), "Monday to Friday")]
            : []),
          ...must.map((one) => this.question(one))),
        ...this.more("What is assumed unless you say otherwise", may.map((one) => this.question(one))),
        ...this.more("Dates", dates.map((one) => this.date(one)), dates.length <= MANY),
        ...this.more("People", roles.map((one) => this.person(one)), roles.length <= MANY));
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("input", () => this.typed());
      return form;
    }

    group(title, ...fields) {
      return make("fieldset", {}, make("legend", {}, title), ...fields);
    }

    more(title, fields, open = false) {
      if (!fields.length) return [];
      const summary = make("summary", {}, `${title} (${fields.length})`);
      return [make("details", { open }, summary, make("fieldset", { "aria-label": title }, ...fields))];
    }

    // A field with its label; the hint below it says what is assumed or wrong.
    field(path, words, input, ...beside) {
      const id = `maker-${path.replace(/ /g, "-")}`;
      const hint = make("p", { id: `${id}-hint`, class: "maker-hint", hidden: true });
      input.id = id;
      input.setAttribute("aria-describedby", hint.id);
      this.fields.set(path, { input, hint });
      return make("div", { class: "maker-field" },
        make("label", { for: id }, words), input, ...beside, hint);
    }

    text(path, words, fields = {}) {
      return this.field(path, words, make("input", { type: "text", ...fields }));
    }

    select(choices, none) {
      return make("select", {}, ...options(choices, none));
    }

    choice(path, words, choices, none) {
      return this.field(path, words, this.select(choices, none));
    }

    question(attribute) {
      const path = `attributes ${attribute.id}`;
      const yesNo = [["true", "yes"], ["false", "no"]];
      const choices = attribute.yes_no ? yesNo : attribute.values;
      const usual = attribute.default;
      if (!choices) {
        const [low, high] = attribute.number || [];
        const limits = { ...(low && { min: low }), ...(high && { max: high }) };
        const fields = { type: "number", step: "any", ...(usual && { placeholder: usual }), ...limits };
        return this.field(path, attribute.question, make("input", fields));
      }
      const label = usual && (new Map(choices).get(usual) || usual);
      return this.choice(path, attribute.question, choices, label ? `${label} (assumed)` : "not answered");
    }

    date(moment) {
      const fields = { type: "date", min: "1970-01-01", max: "2199-12-31" };
      return this.field(`dates ${moment.id}`, moment.title, make("input", fields));
    }

    person(role) {
      const { calendars } = this.bundle;
      const input = make("input", { type: "text", maxlength: "300", placeholder: " " });
      const works = this.select(titled(calendars), "works as the customer does");
      works.id = `maker-calendars-${role.id}`;
      works.setAttribute("aria-label", `Working days of: ${role.title}`);
      this.fields.set(`calendars ${role.id}`, { input: works });
      return this.field(`people ${role.id}`, role.title, input, ...(calendars.length ? [works] : []));
    }

    tools() {
      const files = [
        ["Markdown", "md", "text/markdown"], ["Calendar", "ics", "text/calendar"],
        ["Table (CSV)", "csv", "text/csv"], ["JSON", "json", "application/json"],
      ];
      this.downloads = files.map(([words, ending, type]) =>
        button(words, () => this.download(ending, type), { "aria-label": `Download as ${words}` }));
      this.waits = make("span", { class: "maker-hint" });
      this.shared = make("output", { class: "maker-shared", hidden: true });
      const row = (words, ...controls) => make("div", { role: "group", "aria-label": words },
        make("span", { class: "maker-row" }, words), ...controls);
      return make("div", { class: "maker-tools" },
        row("Download", ...this.downloads, this.waits),
        row("Hand on", button("Print", () => print()),
          button("Copy a link", () => this.share(this.memory)),
          button("Copy a link without names", () => this.share(memories.nameless(this.memory)))),
        this.shared,
        row("Begin again", button("Forget all", () => this.forget())),
        this.kept);
    }

    // --- from the form and into it ---

    typed() {
      this.memory.customer = this.read();
      this.store();
      this.update();
    }

    read() {
      const value = (path) => (this.fields.has(path) ? this.fields.get(path).input.value : "");
      const gather = (kind, entries) => Object.fromEntries(
        entries.map(({ id }) => [id, value(`${kind} ${id}`)]).filter(([, one]) => one));
      const people = gather("people", this.bundle.roles);
      const attributes = gather("attributes", this.bundle.attributes);
      const works = gather("calendars", this.bundle.roles);
      const named = Object.entries(people).map(([id, name]) => [
        id, works[id] ? { name: name.trim(), calendar: works[id] } : { name: name.trim() },
      ]);
      return memories.sound(this.bundle, {
        customer: {
          name: value("name").trim(),
          segment: value("segment"),
          policy: value("policy"),
          calendar: value("calendar"),
          attributes,
          dates: gather("dates", this.bundle.dates),
          people: Object.fromEntries(named),
        },
      }).customer;
    }

    fill() {
      const { customer } = this.memory;
      const values = new Map([
        ["name", customer.name], ["segment", customer.segment], ["calendar", customer.calendar],
      ]);
      for (const kind of ["attributes", "dates"]) {
        Object.entries(customer[kind]).forEach(([id, one]) => values.set(`${kind} ${id}`, one));
      }
      for (const [id, { name, calendar }] of Object.entries(customer.people)) {
        values.set(`people ${id}`, name);
        values.set(`calendars ${id}`, calendar || "");
      }
      this.fields.forEach(({ input }, path) => { input.value = values.get(path) || ""; });
    }

    // The customer as a file of the book would say it.
    customer() {
      const { name, segment, policy, calendar, ...rest } = this.memory.customer;
      const chosen = {
        ...(segment && { segment }), ...(policy && { policy }), ...(calendar && { calendar }),
      };
      return { id: idOf(name), name: name || "the customer", ...rest, ...chosen };
    }

    store() {
      this.remembers = memories.store(this.key, this.memory);
    }

    forget() {
      if (!confirm("Forget what was typed and ticked here?")) return;
      memories.forget(this.key);
      this.memory = memories.empty(this.bundle);
      this.fill();
      this.update();
    }

    // --- the list ---

    update() {
      const found = plan(this.bundle, this.customer(), today());
      this.found = found;
      this.showPolicies();
      this.tellWanted(found);
      arrange(this.warnings, this.doubts(found).map((words) => make("li", {}, words)));
      const sections = found.draft ? found.draft.sections : [];
      arrange(this.list, sections.map((section) => this.section(section)));
      this.showGone();
      this.showChanges();
      const isReady = Boolean(found.checklist && this.memory.customer.name);
      this.downloads.forEach((one) => { one.disabled = !isReady; });
      say(this.waits, isReady ? "" : "as soon as the customer has a name and nothing above is missing");
      say(this.forWhom, `${this.memory.customer.name || "No name yet"}, ${spoken(dayOf(today()))}`);
      say(this.status, this.summary(found));
      say(this.kept, this.remembers
        ? "What you type and tick stays in this browser. A link that you copy holds it, too."
        : "This browser keeps nothing: download the list, or copy a link to it.");
    }

    // A segment with several policies asks which one; a customer may stay on an earlier one.
    showPolicies() {
      if (!this.fields.has("policy")) return;
      const { input } = this.fields.get("policy"), { segment, policy } = this.memory.customer;
      const { policies } = this.bundle.segments.find(({ id }) => id === segment) || { policies: [] };
      input.replaceChildren(...options(policies.map(({ name }) => [name, name]), IN_FORCE));
      input.value = policy;
      input.closest(".maker-field").hidden = policies.length < 2;
    }

    // What does not fit, in words for a reader who knows titles and no ids.
    doubts({ problems, unknown }) {
      const warnings = problems.filter((one) => one.level === "warning");
      const unheld = warnings.filter((one) => one.check === "unheld-role").map(({ about }) =>
        this.bundle.roles.find((role) => role.id === about[1]).title);
      const others = warnings.filter((one) => one.check !== "unheld-role");
      return [
        ...(unheld.length ? [`Not named yet: ${unheld.join(", ")}.`] : []),
        ...others.map(({ message }) => this.worded(message)),
        ...unknown.map((title) =>
          `Public holidays of ${title} are known for ${this.bundle.years.join(" to ")} only.`),
      ];
    }

    worded(message) {
      const start = `${this.customer().name}: `;
      const words = message.startsWith(start) ? message.slice(start.length) : message;
      return handrail.capital(words.replace(/'([a-z0-9-]+)'/g, (found, id) =>
        (this.steps.has(id) ? `'${this.steps.get(id).step.do}'` : found)));
    }

    summary({ applies, draft }) {
      if (applies.holds === false) return `Not for this customer: ${applies.because.join("; ")}.`;
      if (!draft) return "The list appears as soon as it is clear whether the playbook applies.";
      const items = itemsOf(draft), state = ({ id }) => this.stateOf(id);
      const needed = items.filter((item) => state(item) !== "~");
      const done = needed.filter((item) => state(item) === "x").length;
      const days = needed.filter((item) => state(item) !== "x" && item.due !== null);
      const next = days.length ? Math.min(...days.map((item) => item.due)) : null;
      return `${counted(needed.length, "step")}, ${done} done` +
        `${next === null ? "" : `, next due ${spoken(next)}`}.`;
    }

    // What is still to be answered, each with a way to its field.
    tellWanted({ problems }) {
      this.fields.forEach(({ hint }) => hint && say(hint, ""));
      const missing = problems.filter((one) => one.level === "error");
      const rows = missing.map(({ message, about }) => {
        const field = this.fields.get(about.join(" "));
        if (!field) return make("li", {}, message);
        const words = this.wish(about, message);
        say(field.hint, "The list needs this.");
        return make("li", {}, button(words, () => this.show(field.input)));
      });
      arrange(this.wanted, rows);
      this.tellDerived();
    }

    wish([kind, id], message) {
      const entry = KINDS[kind] && this.bundle[KINDS[kind]].find((one) => one.id === id);
      if (entry && kind === "attributes") return `Please answer: ${entry.question}`;
      if (entry && kind === "dates") return `Please state a date: ${entry.title}`;
      if (entry) return `Please name somebody: ${entry.title}`;
      const chosen = this.memory.customer.segment;
      return kind === "segment" && !chosen ? "Please choose the segment" : message;
    }

    tellDerived() {
      const moments = this.found.draft ? this.found.draft.moments : [];
      for (const { id, title } of this.bundle.dates) {
        const known = moments.find(([name]) => name === title);
        const { input, hint } = this.fields.get(`dates ${id}`);
        if (known && !input.value) say(hint, `Worked out: ${spoken(known[1])}`);
      }
    }

    show(input) {
      const closed = input.closest("details");
      if (closed) closed.open = true;
      input.focus();
    }

    stateOf(id) {
      return this.memory.states[id] ? this.memory.states[id][0] : " ";
    }

    section({ title, items }) {
      if (!this.sections.has(title)) {
        const list = make("ol", {});
        this.sections.set(title, [make("section", {}, make("h3", {}, title), list), list]);
      }
      const [section, list] = this.sections.get(title);
      arrange(list, items.map((item) => this.row(item)));
      return section;
    }

    row(item) {
      if (!this.rows.has(item.id)) this.rows.set(item.id, this.newRow(item.id));
      const row = this.rows.get(item.id), state = this.stateOf(item.id);
      const late = item.due !== null && item.due < dayOf(today()) && state === " ";
      row.box.checked = state === "x";
      row.not.setAttribute("aria-pressed", String(state === "~"));
      row.element.dataset.state = state === " " ? "open" : state === "x" ? "done" : "not";
      row.element.toggleAttribute("data-late", late);
      say(row.words, item.do);
      const tags = [late && "late", item.optional && "optional", state === "~" && "not applicable"];
      say(row.when, [when(item), ...tags.filter(Boolean)].join(", "));
      say(row.who, nameOf(item.accountable));
      say(row.why, sentences(item).join(" "));
      say(row.how, textOf(this.steps.get(item.id).step.detail, 2));
      const own = this.memory.notes[item.id] || "";
      if (row.note.value !== own) row.note.value = own;
      say(row.noted, own);
      return row.element;
    }

    newRow(id) {
      const box = make("input", { type: "checkbox", id: `maker-tick-${id}` });
      const words = make("label", { for: box.id, id: `maker-do-${id}` });
      const not = button("Not applicable", () => this.mark(id, this.stateOf(id) === "~" ? " " : "~"),
        { "aria-pressed": "false", "aria-describedby": words.id, class: "maker-not" });
      const note = make("textarea", { rows: "2", maxlength: "5000", "aria-label": "Note" });
      note.setAttribute("aria-describedby", words.id);
      box.addEventListener("change", () => this.mark(id, box.checked ? "x" : " "));
      note.addEventListener("input", () => this.write(id, note.value));
      const [when_, who, why] = ["when", "who", "why"].map((name) =>
        make("p", { class: `maker-${name}` }));
      const how = make("p", { class: "maker-how" }), noted = make("p", { class: "maker-noted" });
      const more = make("details", {}, make("summary", {}, "Why, how, note"), why, how, note, not);
      const element = make("li", { "data-item": id },
        make("p", { class: "maker-do" }, box, words), when_, who, noted, more);
      return { element, box, words, not, note, noted, when: when_, who, why, how };
    }

    mark(id, state) {
      const { step } = this.steps.get(id);
      if (state === " ") delete this.memory.states[id];
      else this.memory.states[id] = [state, step.do];
      this.store();
      this.update();
    }

    write(id, note) {
      if (note) this.memory.notes[id] = note;
      else delete this.memory.notes[id];
      this.store();
      this.update();
    }

    // Ticks of steps that the handbook no longer has are shown, not lost.
    showGone() {
      const gone = Object.entries(this.memory.states).filter(([id]) => !this.steps.has(id));
      const rows = gone.map(([id, [state, words]]) =>
        make("li", {}, `${state === "x" ? "Done" : "Not applicable"}: ${words || id}`));
      const title = make("h3", {}, "No longer in the handbook");
      arrange(this.gone, rows.length ? [title, make("ul", {}, ...rows)] : []);
    }

    showChanges() {
      const { added, removed, changed, moved } = memories.changes(this.bundle, this.memory.known);
      const words = [
        added.length && `+${added.length}`, removed.length && `−${removed.length}`,
        changed.length && `${changed.length} reworded or retimed`, moved && `${moved} moved`,
      ].filter(Boolean);
      this.changed.hidden = !words.length;
      if (!words.length) return;
      const seen = () => {
        this.memory.known = memories.prints(this.bundle);
        this.store();
        this.update();
      };
      this.changed.replaceChildren(
        make("p", {}, `The handbook changed since you were here: ${words.join(", ")}.`),
        button("Understood", seen));
    }

    // --- out ---

    fileText(ending) {
      const { checklist } = this.found;
      const ticked = { ...checklist, sections: checklist.sections.map((section) => ({
        ...section,
        items: section.items.map((item) => ({ ...item, state: this.stateOf(item.id) })),
      })) };
      const notes = new Map(Object.entries(this.memory.notes));
      if (ending === "md") return handrail.markdown(this.bundle, ticked, notes);
      if (ending === "ics") return handrail.calendar(this.bundle, ticked);
      return ending === "csv" ? handrail.table(this.bundle, ticked) : handrail.record(ticked);
    }

    download(ending, type) {
      const { customer_id, playbook_id } = this.found.checklist;
      const blob = new Blob([this.fileText(ending)], { type: `${type};charset=utf-8` });
      const fields = {
        href: URL.createObjectURL(blob), download: `${customer_id}-${playbook_id}.${ending}`,
      };
      const link = make("a", fields);
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }

    async share(memory) {
      this.shared.replaceChildren();
      const link = new URL(await memories.fragment(memory), location.href).href;
      const field = make("input", { type: "text", readonly: true, "aria-label": "Link", value: link });
      this.shared.replaceChildren(field);
      this.shared.hidden = false;
      field.select();
      try {
        await navigator.clipboard.writeText(link);
        this.shared.prepend("Copied. ");
      } catch {
        this.shared.prepend("Copy this: ");
      }
    }

    // A link never takes the place of one's own plan without a question.
    async openLink() {
      const found = await memories.opened(this.bundle, location.hash);
      if (!found || !this.isConnected) return;
      const take = () => {
        this.memory = found;
        this.store();
        this.fill();
        this.close();
        this.update();
      };
      if (!memories.recall(this.bundle, this.key)) {
        take();
        return;
      }
      this.linked.replaceChildren(
        make("p", {}, "This link holds a plan, and there is one of your own in this browser."),
        button("Take the link's", take), button("Keep mine", () => this.close()));
      this.linked.hidden = false;
    }

    close() {
      this.linked.hidden = true;
      history.replaceState(history.state, "", location.pathname + location.search);
    }
  }

  function titled(entries) {
    return entries.map(({ id, title }) => [id, title]);
  }

  if (!customElements.get("handrail-maker")) customElements.define("handrail-maker", Maker);
})();
