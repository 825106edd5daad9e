
"use strict";
(function () {
  const told = JSON.parse(document.getElementById("pictures").textContent);
  const isNarrow = window.matchMedia("(max-width: 600px)").matches;

  // Names stand in at most a third of a narrow picture. Marks are not read aloud one by one, in words
  // of the drawing library: the picture says what it is, and a table has its figures.
  function fitted(spec) {
    const config = Object.assign({}, spec.config, { aria: false });
    config.axis = Object.assign({}, config.axis, isNarrow ? { labelLimit: 110 } : {});
    return Object.assign({}, spec, { config: config });
  }

  async function draw(picture) {
    const place = document.getElementById("picture-" + picture.key);
    const spec = Object.assign(fitted(told.charts[picture.chart]), { description: picture.said });
    if (picture.rows) spec.datasets = { rows: picture.rows };
    try {
      // `ast` draws without eval, which the page's own policy forbids.
      await vegaEmbed(place, spec, {
        mode: "vega-lite", renderer: "svg", ast: true, defaultStyle: false,
        tooltip: { disableDefaultStyle: true },
        downloadFileName: picture.key,
        actions: picture.rows ? false : { export: true, source: false, compiled: false, editor: false },
        i18n: { SVG_ACTION: told.words.svg, PNG_ACTION: told.words.png },
      });
    } catch (why) {
      place.textContent = told.words.not_drawn;
      console.error(picture.key, why);
    }
  }

  // One after another, so that the page can be read and scrolled meanwhile.
  async function drawAll() {
    for (const picture of told.pictures) await draw(picture);
    document.documentElement.dataset.pictures = "drawn";
  }

  function filter(input) {
    const table = document.getElementById(input.dataset.filter);
    const isBanded = table.tBodies.length > 1;
    const rows = Array.from(isBanded ? table.tBodies : table.tBodies[0].rows);
    const texts = rows.map((row) => (isBanded ? row.querySelector("th") : row).textContent.toLowerCase());
    const said = input.parentElement.querySelector("output");
    input.addEventListener("input", function () {
      const asked = input.value.trim().toLowerCase();
      let shown = 0;
      rows.forEach(function (row, i) {
        row.hidden = !texts[i].includes(asked);
        shown += row.hidden ? 0 : 1;
      });
      said.textContent = asked ? shown + " / " + rows.length : "";
    });
  }

  document.querySelectorAll("input[data-filter]").forEach(filter);
  drawAll();
})();
