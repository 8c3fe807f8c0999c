// What the theme leaves out for screen readers and the keyboard. Nothing is sent or stored.
document.addEventListener("DOMContentLoaded", function () {
  var dialog = document.querySelector(".md-search[role=dialog]");
  if (dialog) dialog.setAttribute("aria-label", "Search");

  // Navigations of the same name are told apart by a number.
  var counts = {};
  document.querySelectorAll("nav[aria-label]").forEach(function (nav) {
    var name = nav.getAttribute("aria-label");
    counts[name] = (counts[name] || 0) + 1;
    if (counts[name] > 1) nav.setAttribute("aria-label", name + " " + counts[name]);
  });

  // A table that is wider than its box can be scrolled with the keys.
  var sizes = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var box = entry.target;
      if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    });
  });
  document.querySelectorAll(".wide").forEach(function (box) { sizes.observe(box); });
});
