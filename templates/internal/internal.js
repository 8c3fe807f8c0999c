// The filter of all customers: their rows are loaded when somebody is about to type. Nothing is sent.
(function () {
  "use strict";
  var MOST = 100;

  function element(tag, attributes, content) {
    var made = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    [].concat(content === undefined ? [] : content).forEach(function (one) { made.append(one); });
    return made;
  }

  function load(address) {
    return new Promise(function (done) {
      var script = element("script", { src: address });
      script.addEventListener("load", function () { done(window.handrailCustomers); });
      document.head.append(script);
    });
  }

  // A row of `_all.js`: address, name, segment, priority, person, overdue, this week, open, next, the person's page.
  function line(row) {
    var overdue = row[5] ? element("strong", {}, String(row[5])) : "0";
    var person = row[9] ? element("a", { href: "../" + row[9] }, row[4]) : "";
    var cells = [overdue, String(row[6]), String(row[7]), row[8], person, row[3], row[2]];
    var head = element("th", { scope: "row" }, element("a", { href: "../" + row[0] }, row[1]));
    return element("tr", {}, [head].concat(cells.map(function (cell) { return element("td", {}, cell); })));
  }

  function start(box) {
    var input = box.querySelector("input"), told = box.querySelector("p"), rows = null;
    var body = document.querySelector(".md-content tbody"), all = [].slice.call(body.rows);
    var turn = document.querySelector(".turn");

    function words() { return input.value.toLowerCase().split(/\s+/).filter(Boolean); }

    function show() {
      var wanted = words();
      if (turn) turn.hidden = wanted.length > 0;
      if (!wanted.length || !rows) {
        body.replaceChildren.apply(body, all);
        told.textContent = "";
        return;
      }
      var found = rows.filter(function (row) {
        var text = row.slice(1, 5).join(" ").toLowerCase();
        return wanted.every(function (word) { return text.indexOf(word) >= 0; });
      });
      body.replaceChildren.apply(body, found.slice(0, MOST).map(line));
      told.textContent = found.length > MOST
        ? "The first " + MOST + " of " + found.length
        : found.length + " of " + rows.length;
    }

    function need() {
      if (need.begun) return;
      need.begun = true;
      load(box.dataset.rows).then(function (loaded) { rows = loaded; show(); });
    }

    input.addEventListener("focus", need);
    input.addEventListener("input", function () { need(); show(); });
    box.hidden = false;
    if (input.value) need(); // the browser kept what was typed
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".filters.customers").forEach(start);
  });
})();
