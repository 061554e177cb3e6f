// The one thing anywidget looks for.
export default { render: ({ model, el }) => card(model, el, makeView) };
