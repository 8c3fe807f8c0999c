// Runs in the hidden frame that iframe-worker.js makes, in place of what a worker has.
postMessage = function (data) { parent.postMessage(data, "*"); };
importScripts = function () {
  return Promise.all(Array.prototype.map.call(arguments, function (url) {
    return new Promise(function (done) {
      var script = document.createElement("script");
      script.src = url;
      script.onload = done;
      document.head.append(script);
    });
  }));
};
