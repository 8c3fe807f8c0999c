// The search, in words and when it is wanted. People type questions; what goes to the search are the words that say what they are about:
// the theme would look for every word, also for those that begin with "do" or "an".
(function () {
  "use strict";
  var EMPTY = ("a about after all am an and any are as at be before by can could do does every for from get give go going had has have " +
    "how i if in into is it long made make many me mean means much must my need next of off often on one or our out own per should " +
    "so some than that the their them then there these they this to us use was we what when where which who whom why will " +
    "with would you your").split(" ");

  function words(question) {
    var all = question.replace(/[?!.,;()\u2026'’"]+/g, " ").split(/\s+/).filter(Boolean);
    var kept = all.filter(function (word) { return EMPTY.indexOf(word.toLowerCase()) < 0; });
    return (kept.length ? kept.map(root) : all).join(" ");
  }

  // What a word has in common with its other forms; the theme looks for all that begins so.
  function root(word) {
    if (word === word.toUpperCase() || /[^a-z]/i.test(word)) return word;
    var short = word.toLowerCase().replace(/(ies|ing|ed|[^sui]s|es)$/, function (end) {
      return end.length === 2 && end !== "ed" && end !== "es" ? end[0] : "";
    });
    return short.length > 3 ? short.replace(/[ey]$/, "") : word.toLowerCase();
  }

  // The index is most of what a first visit would load: it is asked for when somebody is about to
  // search. (In a folder it is a script, and comes at once.)
  var about = new Promise(function (begun) {
    ["focusin", "pointerover"].forEach(function (kind) {
      document.addEventListener(kind, function (event) {
        if (event.target.closest(".md-search, [for=__search]")) begun();
      });
    });
  });
  var open = XMLHttpRequest.prototype.open, ask = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.open = function (method, address) {
    this.waits = /\/search_index\.json$/.test(address);
    return open.apply(this, arguments);
  };
  XMLHttpRequest.prototype.send = function (body) {
    var request = this;
    if (!request.waits) return ask.call(request, body);
    about.then(function () { ask.call(request, body); });
  };

  var send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, other) {
    var asked = message && message.type === 2 && typeof message.data === "string";
    return send.call(this, asked ? { type: 2, data: words(message.data) } : message, other);
  };
})();
