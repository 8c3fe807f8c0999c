// Ticks and their memory. Kept are ids and states of what was changed in this browser, nothing else;
// what a regenerated sheet says as well is forgotten, so that later changes of the file show.
(function () {
  "use strict";
  var main = document.querySelector("main");
  var customer = main.dataset.customer, playbook = main.dataset.playbook;
  var key = "handrail:" + customer + "/" + playbook;
  var items = Array.from(document.querySelectorAll(".item"));
  var STATES = [" ", "x", "~"];
  var made = new Map(), changed = new Map(), remembers = true;

  function find(name) { return document.querySelector(name); }
  function state(item) { return item.dataset.state === "X" ? "x" : item.dataset.state; }

  function show(item, now) {
    item.dataset.state = now;
    item.querySelector("input").checked = now === "x";
    item.querySelector(".not").setAttribute("aria-pressed", String(now === "~"));
  }

  // What is stored may come from anywhere: unknown ids and states are left out.
  function recall() {
    changed.clear();
    try {
      var stored = Object.entries(JSON.parse(localStorage.getItem(key)) || {});
      stored.forEach(function (pair) {
        if (made.has(pair[0]) && STATES.includes(pair[1]) && made.get(pair[0]) !== pair[1]) {
          changed.set(pair[0], pair[1]);
        }
      });
    } catch (error) {
      remembers = !(error instanceof DOMException);
    }
    items.forEach(function (item) {
      show(item, changed.has(item.dataset.item) ? changed.get(item.dataset.item) : made.get(item.dataset.item));
    });
  }

  function store() {
    try {
      if (changed.size) localStorage.setItem(key, JSON.stringify(Object.fromEntries(changed)));
      else localStorage.removeItem(key);
    } catch (error) {
      remembers = false;
    }
  }

  function tell() {
    var needed = items.filter(function (item) { return state(item) !== "~"; });
    var done = needed.filter(function (item) { return state(item) === "x"; }).length;
    var left = items.length - needed.length;
    find(".count").textContent = done + " of " + needed.length + " done" +
      (left ? ", " + left + " not applicable" : "");
    find("progress").value = needed.length ? done / needed.length : 1;
    find(".save").disabled = find(".forget").disabled = !changed.size;
    find(".memory").textContent = remembers
      ? "Ticks stay in this browser. Save them as a file to hand them on."
      : "This browser does not keep ticks: save them as a file.";
  }

  function change(item, now) {
    show(item, now);
    if (made.get(item.dataset.item) === now) changed.delete(item.dataset.item);
    else changed.set(item.dataset.item, now);
    store();
    tell();
  }

  function save() {
    var record = {
      format: 1, customer: customer, playbook: playbook, states: Object.fromEntries(changed)
    };
    var link = document.createElement("a");
    var text = JSON.stringify(record, null, 2) + "\n";
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = customer + "-" + playbook + ".json";
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  function forget() {
    if (!confirm("Forget the ticks made in this browser?")) return;
    changed.clear();
    store();
    recall();
    tell();
  }

  items.forEach(function (item) {
    var box = item.querySelector("input"), not = item.querySelector(".not");
    made.set(item.dataset.item, state(item));
    box.addEventListener("change", function () { change(item, box.checked ? "x" : " "); });
    not.addEventListener("click", function () { change(item, state(item) === "~" ? " " : "~"); });
    not.hidden = false;
  });
  find(".print").addEventListener("click", function () { print(); });
  find(".save").addEventListener("click", save);
  find(".forget").addEventListener("click", forget);
  addEventListener("storage", function (event) {
    if (event.key === key || event.key === null) { recall(); tell(); }
  });
  recall();
  if (remembers) store();
  tell();
  find(".tools").hidden = false;
})();
