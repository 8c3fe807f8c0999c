// A site opened from a folder (file:) may start no worker, and search needs one. Here the worker's
// script runs in a hidden frame instead; what both say to each other goes by postMessage as before.
if (location.protocol === "file:") {
  var here = document.currentScript.src;
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      var self = this;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.waiting = [];
      window.addEventListener("message", function (event) {
        if (event.source !== self.frame.contentWindow) return;
        var copy = new MessageEvent("message", { data: event.data });
        self.dispatchEvent(copy);
        if (self.onmessage) self.onmessage(copy);
      });
      this.frame.addEventListener("load", function () {
        var waiting = self.waiting;
        self.waiting = null;
        waiting.forEach(function (data) { self.postMessage(data); });
      });
      this.frame.srcdoc = [new URL("worker-frame.js", here), new URL(url, location)].map(function (one) {
        return "<script src='" + one.href.replace(/'/g, "%27") + "'></script>";
      }).join("");
      document.body.append(this.frame);
    }
    postMessage(data) {
      if (this.waiting) this.waiting.push(data);
      else window.postMessage.call(this.frame.contentWindow, data, "*"); // its own is the worker's
    }
    terminate() { this.frame.remove(); }
  };
}
