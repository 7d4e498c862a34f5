// Our plugin for Swagger UI: a layout with one <main>, and parts that a screen reader and a keyboard can use.

export const swaggerParts = ({ React: { createElement: h } }) => ({
  components: {
    ReferenceLayout: layout(h),
    operations: allOperations(h),
    // A link inside the button that opens an operation could not be reached. Opening still changes the address.
    DeepLink: ({ text }) => h('span', null, text),
  },
  wrapComponents: {
    authorizationPopup: (Popup) => (props) => (
      h('div', { role: 'dialog', 'aria-modal': true, 'aria-label': 'Available authorizations' }, h(Popup, props))
    ),
    CloseIcon: (Icon) => (props) => h(Icon, { ...props, role: 'img', 'aria-label': 'Close', 'aria-hidden': false }),
    // What a button says is its name: "Authorize" was called "Apply credentials".
    Button: (Button) => ({ 'aria-label': unused, ...props }) => h(Button, props),
    TextArea: (Area) => (props) => h(Area, { 'aria-label': 'Request body', ...props }),
  },
});

// Of the library's own layout without its <main>, which is ours, and its choice of servers: there is one, this one.
const layout = (h) => ({ specSelectors, getComponent }) => {
  const row = (name, className = 'wrapper') => h('div', { className }, h(getComponent(name, true)));
  const page = (...children) => h('div', { className: 'swagger-ui' }, ...children);
  switch (specSelectors.loadingStatus()) {
    case 'success':
      return page(
        h(getComponent('errors', true)),
        row('InfoContainer', 'information-container wrapper'),
        row('AuthorizeBtnContainer', 'schemes wrapper'),
        row('operations'),
        row('Models'),
      );
    case 'failed':
      return page(h('p', { className: 'notice', role: 'alert' }, 'The description can’t be loaded right now.'));
    default:
      return page(h('p', { className: 'notice' }, 'Loading the description…'));
  }
};

// From 150 operations on the library keeps only those in view: a search in the page, a screen reader and print would miss the others.
const allOperations = (h) => ({ specSelectors, oas3Selectors, getComponent, getConfigs, layoutSelectors, layoutActions }) => {
  const Operation = getComponent('OperationContainer', true);
  const shared = { oas3Selectors, layoutSelectors, layoutActions, getConfigs, getComponent, specUrl: specSelectors.url() };
  const operation = (tag) => (op) => {
    const [path, method] = [op.get('path'), op.get('method')];
    return h(Operation, { key: `${method} ${path}`, specPath: op.get('specPath'), op, path, method, tag });
  };
  const section = (tagObj, tag) => h(getComponent('OperationTag'), { key: tag, tagObj, tag, ...shared },
    h('div', { className: 'operation-tag-content' }, tagObj.get('operations').map(operation(tag)).toArray()));
  return h('div', null, specSelectors.taggedOperations().map(section).valueSeq().toArray());
};
