// The one thing anywidget looks for. An exercise with other figures (answers were brought back) is another card.
export default {
  render({ model, el }) {
    let leave = card(model, el, makeView);
    function again() {
      leave();
      el.replaceChildren();
      leave = card(model, el, makeView);
    }
    model.on("change:exercise", again);
    return () => {
      model.off("change:exercise", again);
      leave();
    };
  },
};
