// What the theme leaves out for the keyboard, and the filters of a playbook. Nothing is sent.
(function () {
  "use strict";

  // --- a table that is wider than its box can be scrolled with the keys ---

  var sizes = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var box = entry.target;
      if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    });
  });

  // Navigations of the same name are told apart by a number.
  function nameNavigations() {
    var counts = {};
    document.querySelectorAll("nav[aria-label]").forEach(function (nav) {
      var name = nav.getAttribute("aria-label").replace(/ \d+$/, "");
      counts[name] = (counts[name] || 0) + 1;
      if (counts[name] > 1) nav.setAttribute("aria-label", name + " " + counts[name]);
    });
  }

  // Each heading with an address has a link to itself; made here, as no page need carry it.
  function linkHeadings() {
    document.querySelectorAll(".md-typeset h2[id], .md-typeset h3[id]").forEach(function (heading) {
      if (heading.querySelector(".headerlink")) return;
      var link = { class: "headerlink", href: "#" + heading.id, "aria-label": "Link to: " + heading.textContent };
      heading.append(element("a", link, "#"));
    });
  }

  // On a narrow screen the theme shows no contents of the page: they are folded below its first words.
  function foldContents() {
    var links = document.querySelectorAll(".md-sidebar--secondary:not([hidden]) .md-nav__link");
    var words = document.querySelectorAll(".md-content h1, .md-content .kind, .md-content .lead");
    if (links.length < 3 || !words.length || document.querySelector(".contents")) return;
    var items = [].map.call(links, function (link) {
      return element("li", {}, element("a", { href: link.hash }, link.textContent));
    });
    var folded = [element("summary", {}, "On this page"), element("ul", {}, items)];
    words[words.length - 1].after(element("details", { class: "contents" }, folded));
  }

  // --- conditions, as `pages/filters.py` writes them: true, false, or null where nobody said ---

  function parse(text) {
    var words = text.match(/[()]|[^\s()]+/g) || [], at = 0;
    function one() {
      var word = words[at++];
      if (word !== "(") return word;
      var way = words[at++], parts = [];
      while (at < words.length && words[at] !== ")") parts.push(one());
      at++;
      return { way: way, parts: parts };
    }
    return one();
  }

  function judge(condition, answers) {
    if (typeof condition === "string") return meets(condition, answers);
    var found = condition.parts.map(function (part) { return judge(part, answers); });
    if (condition.way === "not") return found[0] === null ? null : !found[0];
    var deciding = condition.way === "any";
    if (found.indexOf(deciding) >= 0) return deciding;
    return found.indexOf(null) >= 0 ? null : !deciding;
  }

  function meets(words, answers) {
    var at = words.indexOf("="), answer = answers[words.slice(0, at)], wanted = words.slice(at + 1);
    if (!answer) return null;
    var ends = wanted.split("..");
    if (ends.length === 1) {
      return wanted.split("|").some(function (one) {
        return one === answer || (isNumber(one) && isNumber(answer) && +one === +answer);
      });
    }
    return isNumber(answer) && (!ends[0] || +answer >= +ends[0]) && (!ends[1] || +answer <= +ends[1]);
  }

  function isNumber(text) { return /^-?\d+(\.\d+)?$/.test(text); }

  // --- filters: menus made of the lists in the page; the answers stand in the address ---

  function element(tag, attributes, content) {
    var made = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    [].concat(content || []).forEach(function (one) { made.append(one); });
    return made;
  }

  function menu(list) {
    var id = "filter-" + list.dataset.when;
    if (list.className === "number") return element("input", { id: id, type: "number" });
    var answers = [].map.call(list.children, function (item) {
      return element("option", { value: item.dataset.when }, item.textContent);
    });
    return element("select", { id: id }, [element("option", { value: "" }, "any")].concat(answers));
  }

  function buildFilters(box) {
    var form = element("form", {}), menus = {};
    box.querySelectorAll("ul").forEach(function (list) {
      var made = menu(list);
      menus[list.dataset.when] = made;
      form.append(element("div", {}, [element("label", { for: made.id }, list.title), made]));
    });
    var clear = element("button", { type: "reset" }, "Show all");
    var told = element("p", { role: "status" });
    form.append(clear);
    box.replaceChildren(element("h2", { id: "filters" }, "Show only what concerns \u2026"), form, told);
    box.setAttribute("role", "group");
    box.setAttribute("aria-labelledby", "filters");
    return { form: form, menus: menus, told: told };
  }

  function answersOf(menus) {
    var answers = {};
    Object.keys(menus).forEach(function (id) { if (menus[id].value) answers[id] = menus[id].value; });
    return answers;
  }

  function readAddress(menus) {
    var query = new URLSearchParams(location.search);
    Object.keys(menus).forEach(function (id) { menus[id].value = query.get(id) || ""; });
  }

  function writeAddress(answers) {
    var address = new URL(location.href);
    address.search = new URLSearchParams(answers).toString();
    try { history.replaceState(history.state, "", address); } catch (_) { /* a page of a folder */ }
  }

  function concerns(step, answers) {
    var when = step.dataset.when;
    var has = !answers.role || (step.dataset.roles || "").split(" ").indexOf(answers.role) >= 0;
    return has && (!when || judge(parse(when), answers) !== false);
  }

  function apply(answers) {
    var steps = [].slice.call(document.querySelectorAll(".step")), hidden = {};
    steps.forEach(function (step) {
      step.hidden = !concerns(step, answers);
      if (step.hidden) hidden["#" + step.querySelector("h3").id] = true;
    });
    document.querySelectorAll(".matrix tbody tr").forEach(function (row) {
      var link = row.querySelector("a");
      row.hidden = Boolean(link && hidden[link.hash]);
    });
    hideEmptyPhases();
    return [steps.length - Object.keys(hidden).length, steps.length];
  }

  function hideEmptyPhases() {
    document.querySelectorAll(".of-stage > h2").forEach(function (heading) {
      var steps = [], words = [];
      for (var next = heading.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) {
        (next.matches(".step") ? steps : words).push(next);
      }
      if (!steps.length) return;
      var empty = steps.every(function (step) { return step.hidden; });
      [heading].concat(words).forEach(function (one) { one.hidden = empty; });
    });
  }

  function startFilters(box) {
    if (!box.hidden) return;
    var parts = buildFilters(box);
    function show() {
      var answers = answersOf(parts.menus), counts = apply(answers);
      var all = counts[0] === counts[1];
      parts.told.textContent = all ? "All " + counts[1] + " steps" : counts[0] + " of " + counts[1] + " steps";
      return answers;
    }
    parts.form.addEventListener("input", function () { writeAddress(show()); });
    parts.form.addEventListener("reset", function () { setTimeout(function () { writeAddress(show()); }); });
    parts.form.addEventListener("submit", function (event) { event.preventDefault(); });
    readAddress(parts.menus);
    show();
    box.hidden = false;
  }

  // --- a checklist made in the page: its scripts are loaded when it is wanted ---

  var root = new URL("..", document.currentScript.src);
  var SCRIPTS = ["plan.js", "formats.js", "memory.js", "maker.js"];

  function load(name) {
    return new Promise(function (done, failed) {
      var script = element("script", { src: new URL("assets/" + name, root).href });
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });
  }

  var loaded = null;

  function loadScripts() {
    if (loaded) return loaded;
    document.head.append(element("link", { rel: "stylesheet", href: new URL("assets/maker.css", root).href }));
    loaded = SCRIPTS.reduce(function (before, name) {
      return before.then(function () { return load(name); });
    }, Promise.resolve());
    return loaded;
  }

  function openMaker(place, id) {
    return loadScripts().then(function () { return load("plans/" + id + ".js"); }).then(function () {
      var data = element("script", { type: "application/json" }, JSON.stringify(window.handrailPlans[id]));
      var heading = element("h2", { id: "make", tabindex: "-1" }, "Your checklist");
      place.replaceChildren(heading, element("handrail-maker", { site: root.pathname }, data));
      return heading;
    });
  }

  // Begun before, or sent by somebody: then it is open at once.
  function isWanted(key) {
    try { return location.hash.indexOf("#handrail=") === 0 || localStorage.getItem(key) !== null; }
    catch (_) { return false; }
  }

  function startMaker(place) {
    var id = place.dataset.plan;
    if (!place.hidden || !/^[a-z0-9-]+$/.test(id)) return;
    var button = element("button", { type: "button", class: "make" }, "Make a checklist for a customer");
    button.addEventListener("click", function () {
      openMaker(place, id).then(function (heading) { heading.focus(); });
    });
    place.replaceChildren(button);
    place.hidden = false;
    if (isWanted("handrail:" + root.pathname + ":v1:" + id)) openMaker(place, id);
  }

  // --- on every page, also where the theme exchanges pages without loading them ---

  function start() {
    var search = document.querySelector(".md-search[role=dialog]:not([aria-label])");
    if (search) search.setAttribute("aria-label", "Search"); // where `pages/finish.py` was not run
    nameNavigations();
    linkHeadings();
    foldContents();
    document.querySelectorAll(".wide").forEach(function (box) { sizes.observe(box); });
    document.querySelectorAll(".filters").forEach(startFilters);
    document.querySelectorAll(".maker").forEach(startMaker);
  }

  if (window.document$) window.document$.subscribe(start);
  else document.addEventListener("DOMContentLoaded", start);
})();
