// ReDoc in the colours of css/base.css. It takes custom properties, which follow the scheme by themselves, for all but
// the colours it calculates with: those are written out here, and where they would show, css/redoc.css sets the token.

const FONT = 'system-ui, sans-serif';
const MONOSPACE = 'ui-monospace, monospace';

// The panel of samples is dark in both schemes: base.css's dark colours.
const PANEL = { surface: '#151a21', ground: '#0e1116', text: '#e7eaee' };

const tone = (name) => ({
  main: `var(--${name})`,
  light: `var(--${name})`,
  dark: `var(--${name})`,
  contrastText: 'var(--surface)',
});

const response = (name) => ({
  color: `color-mix(in oklab, var(--${name}) 80%, var(--text))`,
  backgroundColor: `color-mix(in oklab, var(--${name}) 8%, var(--surface))`,
  tabTextColor: `var(--${name})`,
});

export const redocTheme = {
  colors: {
    primary: { main: '#1f5fbf', light: '#1f5fbf', dark: '#1f5fbf', contrastText: '#fff' },
    success: tone('ok'),
    warning: tone('minor'),
    error: tone('critical'),
    gray: { 50: 'var(--subtle)', 100: 'transparent' },
    text: { primary: '#1a1f26', secondary: 'var(--muted)' },
    border: { dark: 'var(--line)', light: 'var(--line)' },
    responses: {
      success: response('ok'), error: response('critical'), redirect: response('minor'), info: response('maintenance'),
    },
  },
  schema: {
    linesColor: 'var(--line)',
    typeNameColor: '#58626e',
    typeTitleColor: 'var(--muted)',
    requireLabelColor: 'var(--critical)',
    nestedBackground: 'var(--subtle)',
    arrow: { color: 'var(--muted)' },
  },
  typography: {
    fontSize: '15px',
    fontFamily: FONT,
    headings: { fontFamily: FONT, fontWeight: '600' },
    code: { fontFamily: MONOSPACE, color: 'var(--text)', backgroundColor: 'var(--subtle)', wrap: true },
    links: { color: 'var(--accent)', visited: 'var(--accent)', hover: 'var(--accent)' },
  },
  sidebar: {
    backgroundColor: 'transparent',
    textColor: 'var(--text)',
    activeTextColor: 'var(--accent)',
    groupItems: { activeBackgroundColor: 'var(--surface)', activeTextColor: 'var(--accent)', textTransform: 'none' },
    level1Items: { activeBackgroundColor: 'var(--surface)', activeTextColor: 'var(--accent)' },
    arrow: { color: 'var(--muted)' },
  },
  rightPanel: {
    backgroundColor: PANEL.surface,
    textColor: PANEL.text,
    servers: {
      overlay: { backgroundColor: 'var(--subtle)', textColor: 'var(--text)' }, url: { backgroundColor: 'var(--bg)' },
    },
  },
  codeBlock: { backgroundColor: PANEL.ground },
  fab: { backgroundColor: PANEL.text },
};
